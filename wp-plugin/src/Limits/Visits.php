<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/**
 * A visit is one page shown to somebody who has no part in the site: not a member, not a feed, not a preview, not a
 * page that the browser fetches in advance.
 *
 * Behind a full-page cache a visit never reaches PHP: it is neither counted nor refused. For such networks there is a
 * beacon (filter `plan_bridge_count_visits_by` → 'beacon'): a line of script in the page that reports the visit.
 *
 * They are kept as one number a day in `blogmeta`, keys `wu_visits_YYYYMMDD`; what counts is the calendar month, in UTC,
 * by the database's clock. The table has no unique key, so a day may have two rows after a race; usage is their sum.
 */
final class Visits
{
    /** Action `template_redirect`, first. */
    public static function onPage(): void
    {
        $allowance = self::isVisit() ? Quota::current()?->limit('visits') : null;
        if ($allowance !== null && !$allowance->fits(self::thisMonth(get_current_blog_id()))) {
            ClosedSite::show('visits', self::secondsToNextMonth());
        }
    }

    /** Action `shutdown`: the page was shown. */
    public static function onShown(): void
    {
        $shown = did_action('template_redirect') > 0 && http_response_code() === 200;
        if ($shown && !self::countsByBeacon() && self::isVisit() && Quota::current() !== null) {
            self::add(get_current_blog_id());
        }
    }

    /** Action `wp_footer`. */
    public static function onFooter(): void
    {
        if (self::countsByBeacon() && self::isVisit() && Quota::current() !== null) {
            $address = add_query_arg('action', Plugin::VISIT, admin_url('admin-ajax.php'));
            wp_print_inline_script_tag(sprintf('navigator.sendBeacon && navigator.sendBeacon( %s );', wp_json_encode($address)));
        }
    }

    /** Actions `wp_ajax_…` and `wp_ajax_nopriv_…` of the beacon. It works through a cache, and says nothing back. */
    public static function onBeacon(): void
    {
        $isPost = ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST';
        if ($isPost && self::countsByBeacon() && !self::isMember() && Quota::current() !== null) {
            self::add(get_current_blog_id());
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

    public static function thisMonth(int $blogId): int
    {
        return self::ofSites([$blogId])[$blogId] ?? 0;
    }

    /** @return array<int, int> visits of the calendar month by blog id, of the sites that had any */
    public static function ofSites(array $blogIds): array
    {
        global $wpdb;
        $rows = $blogIds === [] ? [] : $wpdb->get_results($wpdb->prepare(
            "SELECT blog_id, SUM(CAST(meta_value AS UNSIGNED)) AS visits FROM {$wpdb->blogmeta}"
            . ' WHERE blog_id IN (' . implode(', ', array_fill(0, count($blogIds), '%d')) . ')'
            . " AND meta_key LIKE CONCAT('wu\\\\_visits\\\\_', DATE_FORMAT(UTC_TIMESTAMP(), '%%Y%%m'), '%%') GROUP BY blog_id",
            $blogIds
        ));
        return array_map('intval', array_column((array) $rows, 'visits', 'blog_id'));
    }

    /** Counts one more visit today. */
    public static function add(int $blogId): void
    {
        global $wpdb;
        $today = "CONCAT('wu_visits_', DATE_FORMAT(UTC_TIMESTAMP(), '%%Y%%m%%d'))";
        $counted = $wpdb->query($wpdb->prepare(
            "UPDATE {$wpdb->blogmeta} SET meta_value = CAST(meta_value AS UNSIGNED) + 1"
            . " WHERE blog_id = %d AND meta_key = {$today} LIMIT 1",
            $blogId
        ));
        if ($counted === 0) {
            $sql = "INSERT INTO {$wpdb->blogmeta} (blog_id, meta_key, meta_value) VALUES (%d, {$today}, '1')";
            $wpdb->query($wpdb->prepare($sql, $blogId));
        }
        wp_cache_delete($blogId, 'blog_meta');
    }

    /** Seconds until the next calendar month, when visits count from nought again. */
    public static function secondsToNextMonth(): int
    {
        global $wpdb;
        return (int) $wpdb->get_var(
            "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), DATE_FORMAT(UTC_TIMESTAMP() + INTERVAL 1 MONTH, '%Y-%m-01'))"
        );
    }
}
