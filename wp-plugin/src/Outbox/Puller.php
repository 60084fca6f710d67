<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Plugin;
use Throwable;

defined('ABSPATH') || exit;

/**
 * Pulls what the service left for PHP: after a request of wp-admin, by WP-Cron, and when the service knocks.
 *
 * Any number of pullers may run at once. A pull after a page is short; nobody waits for it where PHP-FPM runs.
 */
final class Puller
{
    private const MOST_ROWS = 20;
    private const PAGE_SECONDS = 1.5;
    private const PATIENT_SECONDS = 20.0;

    /** What does the rows of a topic. Doing a row twice must be the same as doing it once, as far as that can be. */
    private const HANDLERS = [
        'blog_upload_space' => [Cache::class, 'writeUploadSpace'],
        'forget_cached' => [Cache::class, 'forget'],
        'mail' => [Mail::class, 'send'],
        'payment_settled' => [SettledPayment::class, 'write'],
    ];

    /** WP-Cron's event once a minute, on the main site only. */
    public static function schedule(): void
    {
        wp_schedule_event(time(), Plugin::EACH_MINUTE, Plugin::PULL);
    }

    /** Action `shutdown` of a page of wp-admin. */
    public static function afterPage(): void
    {
        if (!Row::anyOpen()) {
            return;
        }
        if (function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        }
        self::pull(self::PAGE_SECONDS);
    }

    public static function onCron(): void
    {
        self::pull(self::PATIENT_SECONDS);
    }

    /**
     * Actions `wp_ajax_…` and `wp_ajax_nopriv_…`: admin-ajax.php is the one address that answers behind closed REST,
     * forced login and plain permalinks. Anybody may knock: it carries nothing, and does what is to be done anyway.
     */
    public static function onKnock(): void
    {
        nocache_headers();
        $done = ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST' ? self::pull(self::PATIENT_SECONDS) : 0;
        wp_send_json(['done' => $done]);
    }

    /** Does open rows for about that many seconds; returns how many were done. */
    public static function pull(float $seconds): int
    {
        $owner = 'php-' . bin2hex(random_bytes(12));
        $until = microtime(true) + $seconds;
        $done = 0;
        while (microtime(true) < $until && Row::anyOpen()) {
            $rows = Row::claim($owner, self::MOST_ROWS);
            if ($rows === []) {
                break;
            }
            foreach ($rows as $position => $row) {
                if (microtime(true) >= $until && $position > 0) {
                    array_map(static fn (Row $left) => $left->giveBack(), array_slice($rows, $position));
                    break;
                }
                $done += self::one($row) ? 1 : 0;
            }
        }
        return $done;
    }

    /** The top of a worker: whatever goes wrong with one row is written into it, and the next one is done. */
    private static function one(Row $row): bool
    {
        try {
            $handle = self::HANDLERS[$row->topic] ?? throw new Failed("unknown topic {$row->topic}: is the plugin older than the service?");
            $handle($row);
        } catch (Throwable $problem) {
            $row->failed($problem instanceof Failed ? $problem->getMessage() : $problem::class . ': ' . $problem->getMessage());
            return false;
        }
        return $row->done();
    }
}
