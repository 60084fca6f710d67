<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use Throwable;

defined('ABSPATH') || exit;

/**
 * Pulls what the service left for PHP: after a request of wp-admin, by WP-Cron, and when the service knocks.
 *
 * Any number of pullers may run at once. A pull after a page is short; nobody waits for it where PHP-FPM runs.
 */
final class Puller
{
    public const KNOCK = 'plan_bridge_knock';

    private const MOST_ROWS = 20;
    private const PAGE_SECONDS = 1.5;
    private const PATIENT_SECONDS = 20.0;

    private const HANDLERS = [
        'blog_upload_space' => BlogUploadSpace::class,
        'forget_cached' => ForgetCached::class,
        'mail' => Mail::class,
    ];

    /** Action `shutdown`. */
    public function afterPage(): void
    {
        if (!is_admin() || wp_doing_ajax() || wp_installing() || !is_user_logged_in() || !Rows::anyOpen()) {
            return;
        }
        if (function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        }
        self::pull(self::PAGE_SECONDS);
    }

    /** WP-Cron's event. */
    public function onCron(): void
    {
        self::pull(self::PATIENT_SECONDS);
    }

    /**
     * Actions `wp_ajax_…` and `wp_ajax_nopriv_…`: admin-ajax.php is the one address that answers behind closed REST,
     * forced login and plain permalinks. Anybody may knock: it carries nothing, and does what is to be done anyway.
     */
    public function onKnock(): void
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
        while (microtime(true) < $until && Rows::anyOpen()) {
            $rows = Rows::claim($owner, self::MOST_ROWS);
            if ($rows === []) {
                break;
            }
            $done += self::work($rows, $owner, $until);
        }
        return $done;
    }

    /** @param list<Row> $rows */
    private static function work(array $rows, string $owner, float $until): int
    {
        $done = 0;
        foreach ($rows as $position => $row) {
            if (microtime(true) >= $until && $position > 0) {
                Rows::giveBack(array_slice($rows, $position), $owner);
                break;
            }
            $done += self::one($row, $owner) ? 1 : 0;
        }
        return $done;
    }

    /** The top of a worker: whatever goes wrong with one row is written into it, and the next one is done. */
    private static function one(Row $row, string $owner): bool
    {
        $handler = self::HANDLERS[$row->topic] ?? null;
        try {
            if ($handler === null) {
                throw new Failed("unknown topic {$row->topic}: is the plugin older than the service?");
            }
            (new $handler())->do($row);
        } catch (Throwable $problem) {
            Rows::failed($row, $owner, $problem instanceof Failed ? $problem->getMessage() : $problem::class . ': ' . $problem->getMessage());
            return false;
        }
        return Rows::done($row, $owner);
    }
}
