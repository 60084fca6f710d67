<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Limits\CarryOut;
use PlanBridge\Plugin;
use PlanBridge\Service\Network;
use Throwable;

defined('ABSPATH') || exit;

/**
 * A row of bridge_outbox: one thing that only PHP can do. They are pulled after a request of wp-admin, by WP-Cron, and
 * when the service knocks. Any number of pullers may run at once: a claim is one committed UPDATE with a lease, and the row
 * alone says whether it is done.
 *
 * All instants are the database's. A puller that dies lets its lease run out, and another one takes the row. A pull after
 * a page is short; nobody waits for it where PHP-FPM runs.
 */
final class Task
{
    private const LEASE_SECONDS = 120;
    private const FREE = 'done_at IS NULL AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6))';
    /** How many rows a puller tries to take where others are at them, too. */
    private const TRIED = 8;
    private const PAGE_SECONDS = 1.5;
    private const PATIENT_SECONDS = 20.0;
    private const SECONDS_OF_SITES = 5.0;

    /**
     * What does the rows of a topic; it answers why a row could not be done now, or null. Doing a row twice must be the same
     * as doing it once, as far as that can be.
     */
    private const HANDLERS = [
        'blog_upload_space' => [Cache::class, 'writeUploadSpace'],
        'cancel_subscription' => [Elsewhere::class, 'cancelSubscription'],
        'forget_cached' => [Cache::class, 'forget'],
        'hand_over_site' => [SiteLink::class, 'handOver'],
        'invoice_elsewhere' => [Elsewhere::class, 'invoice'],
        'link_site' => [SiteLink::class, 'write'],
        'mail' => [Mail::class, 'send'],
        'payment_refunded' => [RefundedPayment::class, 'write'],
        'payment_settled' => [SettledPayment::class, 'write'],
        'tell_elsewhere' => [Elsewhere::class, 'tell'],
        'unschedule_swap' => [Elsewhere::class, 'unscheduleSwap'],
    ];

    private function __construct(
        public readonly int $id,
        public readonly string $topic,
        public readonly ?int $blogId,
        public readonly array $payload,
        private readonly int $attempts,
        private readonly string $owner,
    ) {
    }

    /** WP-Cron's event once a minute, on the main site only. */
    public static function schedule(): void
    {
        wp_schedule_event(time(), Plugin::EACH_MINUTE, Plugin::PULL);
    }

    /** Action `shutdown` of a page of wp-admin. */
    public static function afterPage(): void
    {
        if (!self::anyOpen()) {
            Happened::tell(microtime(true) + self::PAGE_SECONDS);
            return;
        }
        if (function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        }
        self::pull(self::PAGE_SECONDS);
    }

    /**
     * Actions `wp_ajax_…` and `wp_ajax_nopriv_…`: admin-ajax.php is the one address that answers behind closed REST,
     * forced login and plain permalinks. Anybody may knock: it carries nothing, and does what is to be done anyway.
     */
    public static function onKnock(): void
    {
        nocache_headers();
        $isKnock = ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST';
        $done = $isKnock ? self::pull() : 0;
        if ($isKnock) {
            CarryOut::pull(self::SECONDS_OF_SITES);
        }
        wp_send_json(['done' => $done]);
    }

    /** Does open rows for about that many seconds, one after the other; returns how many were done. Also what WP-Cron does. */
    public static function pull(float $seconds = self::PATIENT_SECONDS): int
    {
        $until = microtime(true) + $seconds;
        $done = 0;
        while (microtime(true) < $until && self::anyOpen() && ($task = self::claim()) !== null) {
            $done += $task->tried() ? 1 : 0;
        }
        Happened::tell($until);
        return $done;
    }

    /** The top of a worker: whatever goes wrong with one row is written into it, and the next one is done. */
    private function tried(): bool
    {
        try {
            $handle = self::HANDLERS[$this->topic] ?? null;
            $why = $handle === null ? "unknown topic {$this->topic}: is the plugin older than the service?" : $handle($this);
        } catch (Throwable $problem) {
            $why = $problem::class . ': ' . $problem->getMessage();
        }
        return $why === null
            ? $this->set('done_at = UTC_TIMESTAMP(6), lease_owner = NULL, lease_until = NULL, last_error = NULL')
            : $this->failed($why);
    }

    /** Whether there is anything to pull now; costs one read of an index. What waits is for our network's pages to do. */
    public static function anyOpen(): bool
    {
        if (!Network::isOurs()) {
            return false;
        }
        $sql = 'SELECT id FROM ' . self::table() . ' WHERE ' . self::FREE . ' LIMIT 1';
        return Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql)) !== null;
    }

    /**
     * The first open row, which is this puller's now; null where others were faster. It is looked for without a lock and
     * taken by its id: who leaves new rows, or takes others, waits for nobody.
     */
    private static function claim(): ?self
    {
        global $wpdb;
        $table = self::table();
        $owner = 'php-' . bin2hex(random_bytes(12));
        $take = "UPDATE {$table} SET lease_owner = %s, attempts = attempts + 1,"
            . ' lease_until = UTC_TIMESTAMP(6) + INTERVAL %d SECOND WHERE id = %d AND ' . self::FREE;
        foreach ($wpdb->get_col("SELECT id FROM {$table} WHERE " . self::FREE . ' ORDER BY done_at, lease_until, id LIMIT ' . self::TRIED) as $id) {
            if ($wpdb->query($wpdb->prepare($take, $owner, self::LEASE_SECONDS, $id))) {
                return self::held((int) $id, $owner);
            }
        }
        return null;
    }

    /** A row that this puller holds. */
    private static function held(int $id, string $owner): ?self
    {
        global $wpdb;
        $sql = 'SELECT id, topic, blog_id, payload, attempts FROM ' . self::table() . ' WHERE id = %d AND lease_owner = %s AND done_at IS NULL';
        $columns = $wpdb->get_row($wpdb->prepare($sql, $id, $owner), ARRAY_A);
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

    /**
     * Notes a step of the row before it is done: what cannot be taken back is not done again after a process died in it.
     *
     * @return bool false where it was begun before, or the row is somebody else's now
     */
    public function begins(string $step): bool
    {
        return !isset($this->payload["begun_{$step}"]) && $this->set("payload = JSON_SET(payload, '$.begun_{$step}', 1)");
    }

    /** Puts the row aside for a while: one minute, two, four … a day at most. It is never given up. False: it is not done. */
    private function failed(string $error): bool
    {
        $seconds = min(DAY_IN_SECONDS, 60 * 2 ** min(12, max(0, $this->attempts - 1)));
        $set = 'last_error = %s, lease_owner = NULL, lease_until = UTC_TIMESTAMP(6) + INTERVAL %d SECOND';
        $this->set($set, mb_substr($error, 0, 500), $seconds);
        return false;
    }

    /** @return array{count: int, error: ?string} how many rows have failed, 1,000 at most, and what one of them says */
    public static function failing(): array
    {
        $sql = 'SELECT COUNT(*) AS count, MIN(last_error) AS error FROM (SELECT last_error FROM ' . self::table()
            . ' WHERE done_at IS NULL AND lease_until IS NOT NULL AND last_error IS NOT NULL LIMIT 1000) AS failed';
        $row = Network::quietly(static fn (\wpdb $db): mixed => $db->get_row($sql, ARRAY_A));
        return ['count' => (int) ($row['count'] ?? 0), 'error' => $row['error'] ?? null];
    }

    /** Writes into the row; false where the lease ran out meanwhile and it is somebody else's, or done. */
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
