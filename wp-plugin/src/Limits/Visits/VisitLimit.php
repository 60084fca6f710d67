<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Visits;

use PlanBridge\Limits\ClosedSite;
use PlanBridge\Limits\Quota;
use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/**
 * Visits of a site whose plan says something about them: counted when the page was shown, looked at before it is. What a visit is
 * the network decides, see Rules; what counts is the calendar month, in UTC.
 *
 * At the limit the site answers 503 to everybody who has no part in it, in whatever way they ask for a page; or the network lets it stay
 * open. Behind a full-page cache a visit never reaches PHP: it is neither counted nor refused. For such networks there is a
 * beacon (filter `plan_bridge_count_visits_by` → 'beacon'): a line of script in the page that reports the visit.
 */
final class VisitLimit
{
    /** Visits of the month when this request began; null where nothing asked for them. */
    private static ?int $before = null;

    /** Action `template_redirect`, first. */
    public static function onPage(): void
    {
        if (Rules::isMember() || is_robots() || is_favicon()) {
            return;
        }
        $most = self::most();
        if ($most !== null) {
            self::$before = Counter::month(get_current_blog_id());
            if (self::$before >= $most && Rules::closes()) {
                ClosedSite::show('visits', self::secondsToNextMonth());
            }
        }
        if (Rules::isNotSent()) {
            nocache_headers();
            status_header(503);
            exit;
        }
    }

    /** Action `shutdown`: the page was shown. */
    public static function onShown(): void
    {
        $shown = did_action('template_redirect') > 0 && http_response_code() === 200;
        if ($shown && !self::countsByBeacon() && Rules::isVisit()) {
            self::count();
        }
    }

    /** Action `wp_footer`. */
    public static function onFooter(): void
    {
        if (self::countsByBeacon() && Rules::isVisit()) {
            $address = add_query_arg('action', Plugin::VISIT, admin_url('admin-ajax.php'));
            wp_print_inline_script_tag(sprintf('navigator.sendBeacon && navigator.sendBeacon( %s );', wp_json_encode($address)));
        }
    }

    /** Actions `wp_ajax_…` and `wp_ajax_nopriv_…` of the beacon. It works through a cache, and says nothing back. */
    public static function onBeacon(): void
    {
        $isPost = ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST';
        if ($isPost && self::countsByBeacon() && Rules::countsPerson() && Quota::current()?->limit('visits') !== null) {
            self::count();
        }
        status_header(204);
        exit;
    }

    private static function count(): void
    {
        $blogId = get_current_blog_id();
        $most = self::most();
        Counter::add($blogId);
        if ($most !== null) {
            Warning::give($blogId, 1 + (self::$before ?? Counter::month($blogId) - 1), $most);
        }
    }

    private static function most(): ?int
    {
        $most = Quota::current()?->limit('visits')?->most();
        return $most === null ? null : (int) $most;
    }

    private static function countsByBeacon(): bool
    {
        return apply_filters('plan_bridge_count_visits_by', 'page') === 'beacon';
    }

    /** Seconds until the next calendar month, when visits count from nought again. */
    private static function secondsToNextMonth(): int
    {
        global $wpdb;
        return (int) $wpdb->get_var(
            "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), DATE_FORMAT(UTC_TIMESTAMP() + INTERVAL 1 MONTH, '%Y-%m-01'))"
        );
    }
}
