<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Visits;

defined('ABSPATH') || exit;

/**
 * Visits of a site: one number a day in `blogmeta`, keys `wu_visits_YYYYMMDD`; what counts is the calendar month, in
 * UTC, by the database's clock.
 *
 * The table has no unique key, so a day may have two rows after a race; usage is the sum of them all.
 */
final class VisitCount
{
    public static function thisMonth(int $blogId): int
    {
        global $wpdb;
        return (int) $wpdb->get_var($wpdb->prepare(
            "SELECT SUM(CAST(meta_value AS UNSIGNED)) FROM {$wpdb->blogmeta} WHERE blog_id = %d"
            . " AND meta_key LIKE CONCAT('wu\\\\_visits\\\\_', DATE_FORMAT(UTC_TIMESTAMP(), '%%Y%%m'), '%%')",
            $blogId
        ));
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
