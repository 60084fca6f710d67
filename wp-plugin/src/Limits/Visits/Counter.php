<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Visits;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Counts visits by calendar day (UTC, by the database's clock). Each view adds to one of a site's rows of today, drawn by lot, so that
 * hardly ever two wait for the same one; each is written at once and none is lost. Days that are over are moved into the one row
 * a day that Ultimate Multisite reads too: `blogmeta`, key `wu_visits_YYYYMMDD`. Use is always the sum of both.
 */
final class Counter
{
    private const SHARDS = 16;

    /** Sites of which a day is moved in one transaction. */
    private const FOLDED_AT_ONCE = 100;

    /** How long a round goes on, so that days are moved faster than they come however many sites there are. */
    private const FOLDING_SECONDS = 5.0;

    /** Counts one more visit today. */
    public static function add(int $blogId): void
    {
        $sql = 'INSERT INTO ' . self::table() . ' (blog_id, day, shard, visits) VALUES (%d, UTC_DATE(), %d, 1)'
            . ' ON DUPLICATE KEY UPDATE visits = visits + 1';
        $shard = random_int(0, self::SHARDS - 1);
        $counted = Network::quietly(static fn (\wpdb $db): mixed => $db->query($db->prepare($sql, $blogId, $shard)));
        if ($counted === false) {
            self::addToMeta($blogId, gmdate('Ymd'), 1); // before `bridge migrate`
        }
    }

    /** Visits of the calendar month. */
    public static function month(int $blogId): int
    {
        return self::ofSites([$blogId])[$blogId] ?? 0;
    }

    /** @return array<int, int> visits of the calendar month by blog id, of the sites that had any */
    public static function ofSites(array $blogIds): array
    {
        $sums = [];
        foreach ($blogIds === [] ? [] : self::rows($blogIds, "DATE_FORMAT(UTC_DATE(), '%%Y-%%m-01')") as $row) {
            $sums[(int) $row['blog_id']] = ($sums[(int) $row['blog_id']] ?? 0) + (int) $row['visits'];
        }
        return $sums;
    }

    /**
     * Visits of a site by day, `YYYYMMDD`, from a day on.
     *
     * @param literal-string $from an expression of SQL; % is written twice
     */
    public static function days(int $blogId, string $from): array
    {
        $days = [];
        foreach (self::rows([$blogId], $from) as $row) {
            $days[$row['day']] = ($days[$row['day']] ?? 0) + (int) $row['visits'];
        }
        return $days;
    }

    /** What is kept and what was counted since, in one statement: a day that is being moved is in one of both. */
    private static function rows(array $blogIds, string $from): array
    {
        global $wpdb;
        $places = implode(', ', array_fill(0, count($blogIds), '%d'));
        $kept = $wpdb->prepare("SELECT blog_id, RIGHT(meta_key, 8) AS day, CAST(meta_value AS UNSIGNED) AS visits FROM {$wpdb->blogmeta}"
            . " WHERE blog_id IN ({$places}) AND meta_key LIKE 'wu\\\\_visits\\\\_%%' AND meta_key >= CONCAT('wu_visits_', DATE_FORMAT({$from}, '%%Y%%m%%d'))", ...$blogIds);
        $counted = $wpdb->prepare("SELECT blog_id, DATE_FORMAT(day, '%%Y%%m%%d'), visits FROM " . self::table() . " WHERE blog_id IN ({$places}) AND day >= {$from}", ...$blogIds);
        $rows = Network::quietly(static fn (\wpdb $db): mixed => $db->get_results("{$kept} UNION ALL {$counted}", ARRAY_A)
            ?: $db->get_results($kept, ARRAY_A)); // before `bridge migrate`
        return is_array($rows) ? $rows : [];
    }

    /** Action of WP-Cron on the main site, once a minute: moves days that are over, the oldest first, for some seconds. */
    public static function fold(): void
    {
        $until = microtime(true) + self::FOLDING_SECONDS;
        do {
            $hasMore = self::foldSome();
        } while ($hasMore && microtime(true) < $until);
    }

    /** Moves the oldest day of some sites; false where none was left, or another one is at it. */
    private static function foldSome(): bool
    {
        $own = self::table();
        $sql = "SELECT day, blog_id FROM {$own} WHERE day = (SELECT MIN(day) FROM {$own} WHERE day < UTC_DATE()) ORDER BY blog_id LIMIT %d";
        $rows = Network::quietly(static fn (\wpdb $db): mixed => $db->get_results($db->prepare($sql, self::FOLDED_AT_ONCE * self::SHARDS), ARRAY_A));
        $blogIds = array_slice(array_values(array_unique(array_map('intval', array_column((array) $rows, 'blog_id')))), 0, self::FOLDED_AT_ONCE);
        return $blogIds !== [] && self::inTransaction(static fn (\wpdb $db): bool => self::move($db, (string) $rows[0]['day'], $blogIds));
    }

    /**
     * Moves a day of some sites in the transaction that is open, which first takes its rows: two who do it at once move it once.
     * WordPress connects anew and goes on where a connection was lost, after the transaction; so each statement names the
     * connection, and does nothing on another.
     */
    private static function move(\wpdb $db, string $day, array $blogIds): bool
    {
        $places = implode(', ', array_fill(0, count($blogIds), '%d'));
        $of = $db->prepare(' FROM ' . self::table() . " WHERE blog_id IN ({$places}) AND day = %s", ...[...$blogIds, $day]);
        $rows = (array) $db->get_results("SELECT blog_id, visits, CONNECTION_ID() AS here{$of} ORDER BY blog_id FOR UPDATE", ARRAY_A);
        $sums = [];
        foreach ($rows as $row) {
            $sums[(int) $row['blog_id']] = ($sums[(int) $row['blog_id']] ?? 0) + (int) $row['visits'];
        }
        $here = (int) ($rows[0]['here'] ?? 0);
        if ($db->query("DELETE{$of} AND CONNECTION_ID() = {$here}") !== count($rows)) {
            return false;
        }
        foreach (array_filter($sums) as $blogId => $visits) {
            if (!self::addToMeta($blogId, str_replace('-', '', $day), $visits, "CONNECTION_ID() = {$here}")) {
                return false;
            }
        }
        return true;
    }

    /** @param callable(\wpdb): bool $write whether what it wrote is to stay */
    private static function inTransaction(callable $write): bool
    {
        global $wpdb;
        $wpdb->query('START TRANSACTION');
        $isWritten = $write($wpdb);
        return $wpdb->query($isWritten ? 'COMMIT' : 'ROLLBACK') !== false && $isWritten;
    }

    /**
     * The table has no unique key: a day may have two rows after a race, and their sum counts.
     *
     * @param literal-string $where a condition under which it is written, else false
     */
    private static function addToMeta(int $blogId, string $day, int $visits, string $where = '1 = 1'): bool
    {
        global $wpdb;
        $key = "wu_visits_{$day}";
        $sql = "UPDATE {$wpdb->blogmeta} SET meta_value = CAST(meta_value AS UNSIGNED) + %d WHERE blog_id = %d AND meta_key = %s AND {$where} LIMIT 1";
        $updated = $wpdb->query($wpdb->prepare($sql, $visits, $blogId, $key));
        $insert = "INSERT INTO {$wpdb->blogmeta} (blog_id, meta_key, meta_value) SELECT %d, %s, %s FROM DUAL WHERE {$where}";
        $isWritten = $updated === 0 ? (bool) $wpdb->query($wpdb->prepare($insert, $blogId, $key, (string) $visits)) : (bool) $updated;
        wp_cache_delete($blogId, 'blog_meta');
        return $isWritten;
    }

    private static function table(): string
    {
        return Network::table('bridge_visits');
    }
}
