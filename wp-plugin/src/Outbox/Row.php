<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * A row of bridge_outbox: one thing that only PHP can do. A claim is one committed UPDATE with a lease; the row alone
 * says whether it is done.
 *
 * All instants are the database's. A puller that dies lets its lease run out, and another one takes the row.
 */
final class Row
{
    private const LEASE_SECONDS = 120;
    private const FREE = 'done_at IS NULL AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6))';

    private function __construct(
        public readonly int $id,
        public readonly string $topic,
        public readonly ?int $blogId,
        public readonly array $payload,
        private readonly int $attempts,
        private readonly string $owner,
    ) {
    }

    /** Whether there is anything to pull now; costs one read of an index. */
    public static function anyOpen(): bool
    {
        $sql = 'SELECT id FROM ' . self::table() . ' WHERE ' . self::FREE . ' LIMIT 1';
        return Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql)) !== null;
    }

    /** The oldest open row, which is this puller's now; null where others were faster. */
    public static function claim(): ?self
    {
        global $wpdb;
        $owner = 'php-' . bin2hex(random_bytes(12));
        $wpdb->query($wpdb->prepare(
            'UPDATE ' . self::table() . ' SET lease_owner = %s, attempts = attempts + 1,'
            . ' lease_until = UTC_TIMESTAMP(6) + INTERVAL %d SECOND WHERE ' . self::FREE . ' ORDER BY id LIMIT 1',
            $owner,
            self::LEASE_SECONDS
        ));
        $sql = 'SELECT id, topic, blog_id, payload, attempts FROM ' . self::table() . ' WHERE lease_owner = %s';
        $columns = $wpdb->get_row($wpdb->prepare($sql, $owner), ARRAY_A);
        if (!is_array($columns)) {
            return null;
        }
        $payload = (array) json_decode((string) $columns['payload'], true);
        $blog = $columns['blog_id'] ?? $payload['blog_id'] ?? null;
        return new self((int) $columns['id'], (string) $columns['topic'], $blog === null ? null : (int) $blog, $payload, (int) $columns['attempts'], $owner);
    }

    /** @return list<int> ids in the payload; what is not a positive number is left out */
    public function ids(string $name): array
    {
        $value = $this->payload[$name] ?? [];
        $ids = array_map('intval', array_filter(is_array($value) ? $value : [$value], 'is_numeric'));
        return array_values(array_filter($ids, static fn (int $id): bool => $id > 0));
    }

    /** False where the lease ran out meanwhile and the row is somebody else's. */
    public function done(): bool
    {
        return $this->set('done_at = UTC_TIMESTAMP(6), lease_owner = NULL, lease_until = NULL, last_error = NULL');
    }

    /** Puts the row aside for a while: one minute, two, four … a day at most. It is never given up. False: it is not done. */
    public function failed(string $error): bool
    {
        $seconds = min(DAY_IN_SECONDS, 60 * 2 ** min(12, max(0, $this->attempts - 1)));
        $set = 'last_error = %s, lease_owner = NULL, lease_until = UTC_TIMESTAMP(6) + INTERVAL %d SECOND';
        $this->set($set, mb_substr($error, 0, 500), $seconds);
        return false;
    }

    /** @return array{count: int, error: ?string} how many rows have failed, and what the oldest of them says */
    public static function failing(): array
    {
        $sql = 'SELECT COUNT(*) AS count, MIN(last_error) AS error FROM ' . self::table() . ' WHERE done_at IS NULL AND last_error IS NOT NULL';
        $row = Network::quietly(static fn (\wpdb $db): mixed => $db->get_row($sql, ARRAY_A));
        return ['count' => (int) ($row['count'] ?? 0), 'error' => $row['error'] ?? null];
    }

    /** Writes into the row as long as it is this owner's and not done. */
    private function set(string $what, string|int ...$values): bool
    {
        global $wpdb;
        $sql = 'UPDATE ' . self::table() . " SET {$what} WHERE id = %d AND lease_owner = %s AND done_at IS NULL";
        return (bool) $wpdb->query($wpdb->prepare($sql, ...[...$values, $this->id, $this->owner]));
    }

    private static function table(): string
    {
        return Network::table('bridge_outbox');
    }
}
