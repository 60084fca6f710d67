<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Visits;

use PlanBridge\Access\ClosedPage;
use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\SiteQuota;

defined('ABSPATH') || exit;

/**
 * A visit is one page shown to somebody who has no part in the site: not a member, not a feed, not a preview, not a
 * page that the browser fetches in advance.
 *
 * Behind a full-page cache a visit never reaches PHP: it is neither counted nor refused. For such networks there is a
 * beacon (filter `plan_bridge_count_visits_by` → 'beacon'): a line of script in the page that reports the visit.
 */
final class Visitor
{
    public const ACTION = 'plan_bridge_visit';

    /** Action `template_redirect`, first. */
    public function onPage(): void
    {
        $allowance = self::isVisit() ? self::allowance() : null;
        if ($allowance !== null && !$allowance->fits(VisitCount::thisMonth(get_current_blog_id()))) {
            ClosedPage::show('visits', VisitCount::secondsToNextMonth());
        }
    }

    /** Action `shutdown`: the page was shown. */
    public function onShown(): void
    {
        $shown = did_action('template_redirect') > 0 && http_response_code() === 200;
        if ($shown && !self::countsByBeacon() && self::isVisit() && self::isCustomers()) {
            VisitCount::add(get_current_blog_id());
        }
    }

    /** Action `wp_footer`. */
    public function onFooter(): void
    {
        if (self::countsByBeacon() && self::isVisit() && self::isCustomers()) {
            $address = add_query_arg('action', self::ACTION, admin_url('admin-ajax.php'));
            wp_print_inline_script_tag(sprintf('navigator.sendBeacon && navigator.sendBeacon( %s );', wp_json_encode($address)));
        }
    }

    /** Actions `wp_ajax_…` and `wp_ajax_nopriv_…` of the beacon. It works through a cache, and says nothing back. */
    public function onBeacon(): void
    {
        $isPost = ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST';
        if ($isPost && self::countsByBeacon() && !self::isMember() && self::isCustomers()) {
            VisitCount::add(get_current_blog_id());
        }
        status_header(204);
        exit;
    }

    private static function countsByBeacon(): bool
    {
        return apply_filters('plan_bridge_count_visits_by', 'page') === 'beacon';
    }

    private static function isVisit(): bool
    {
        if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'GET' || is_admin() || self::isMember()) {
            return false;
        }
        $purpose = strtolower((string) ($_SERVER['HTTP_SEC_PURPOSE'] ?? $_SERVER['HTTP_PURPOSE'] ?? ''));
        return !str_contains($purpose, 'prefetch') && !is_feed() && !is_robots() && !is_favicon() && !is_preview();
    }

    private static function isMember(): bool
    {
        return is_user_logged_in() && (is_super_admin() || is_user_member_of_blog());
    }

    private static function isCustomers(): bool
    {
        return SiteQuota::current() !== null;
    }

    private static function allowance(): ?Allowance
    {
        $allowance = SiteQuota::current()?->limit('visits');
        return $allowance !== null && $allowance->restricts() ? $allowance : null;
    }
}
