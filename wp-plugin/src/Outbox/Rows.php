<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Service\Tables;

defined('ABSPATH') || exit;

/**
 * The rows of bridge_outbox. A claim is one committed UPDATE with a lease; the row alone says whether it is done.
 *
 * All instants are the database's. A puller that dies lets its lease run out, and another one takes the row.
 */
final class Rows
{
    private const LEASE_SECONDS = 120;

    /** Whether there is anything to pull now; costs one read of an index. */
    public static function anyOpen(): bool
    {
        global $wpdb;
        $quiet = $wpdb->suppress_errors(); // before `bridge migrate` the table is not there
        $found = $wpdb->get_var('SELECT id FROM ' . self::table() . ' WHERE ' . self::free() . ' LIMIT 1');
        $wpdb->suppress_errors($quiet);
        return $found !== null;
    }

    /**
     * Takes up to that many rows, oldest first, for this owner.
     *
     * @return list<Row>
     */
    public static function claim(string $owner, int $most): array
    {
        global $wpdb;
        $wpdb->query($wpdb->prepare(
            'UPDATE ' . self::table() . ' SET lease_owner = %s, attempts = attempts + 1,'
            . ' lease_until = UTC_TIMESTAMP(6) + INTERVAL %d SECOND WHERE ' . self::free() . ' ORDER BY id LIMIT %d',
            $owner,
            self::LEASE_SECONDS,
            $most
        ));
        $rows = $wpdb->get_results($wpdb->prepare(
            'SELECT id, topic, blog_id, membership_id, payload, attempts FROM ' . self::table()
            . ' WHERE lease_owner = %s AND done_at IS NULL ORDER BY id',
            $owner
        ), ARRAY_A);
        return array_map([Row::class, 'fromColumns'], is_array($rows) ? $rows : []);
    }

    /** False where the lease ran out meanwhile and the row is somebody else's. */
    public static function done(Row $row, string $owner): bool
    {
        global $wpdb;
        return (bool) $wpdb->query($wpdb->prepare(
            'UPDATE ' . self::table() . ' SET done_at = UTC_TIMESTAMP(6), lease_owner = NULL, lease_until = NULL,'
            . ' last_error = NULL WHERE id = %d AND lease_owner = %s AND done_at IS NULL',
            $row->id,
            $owner
        ));
    }

    /** Puts the row aside for a while: one minute, two, four … a day at most. It is never given up. */
    public static function failed(Row $row, string $owner, string $error): void
    {
        global $wpdb;
        $wpdb->query($wpdb->prepare(
            'UPDATE ' . self::table() . ' SET last_error = %s, lease_owner = NULL,'
            . ' lease_until = UTC_TIMESTAMP(6) + INTERVAL %d SECOND WHERE id = %d AND lease_owner = %s AND done_at IS NULL',
            mb_substr($error, 0, 500),
            min(DAY_IN_SECONDS, 60 * 2 ** min(12, max(0, $row->attempts - 1))),
            $row->id,
            $owner
        ));
    }

    /**
     * Gives rows back that were claimed and not begun; they count as never tried.
     *
     * @param list<Row> $rows
     */
    public static function giveBack(array $rows, string $owner): void
    {
        global $wpdb;
        foreach ($rows as $row) {
            $wpdb->query($wpdb->prepare(
                'UPDATE ' . self::table() . ' SET lease_owner = NULL, lease_until = NULL, attempts = attempts - 1'
                . ' WHERE id = %d AND lease_owner = %s AND done_at IS NULL',
                $row->id,
                $owner
            ));
        }
    }

    /**
     * How many rows have failed, and what the oldest of them says.
     *
     * @return array{count: int, error: ?string}
     */
    public static function failing(): array
    {
        global $wpdb;
        $quiet = $wpdb->suppress_errors();
        $row = $wpdb->get_row(
            'SELECT COUNT(*) AS count, MIN(last_error) AS error FROM ' . self::table()
            . ' WHERE done_at IS NULL AND last_error IS NOT NULL',
            ARRAY_A
        );
        $wpdb->suppress_errors($quiet);
        return ['count' => (int) ($row['count'] ?? 0), 'error' => $row['error'] ?? null];
    }

    private static function free(): string
    {
        return 'done_at IS NULL AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6))';
    }

    private static function table(): string
    {
        return Tables::name('bridge_outbox');
    }
}
