<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/**
 * After two requests in a row without an answer, reads fail at once for 30 seconds: a service that is down must not
 * make each page of wp-admin wait for it. Writes are always tried: a person pressed a button.
 */
final class Breaker
{
    private const TRANSIENT = 'plan_bridge_unanswered';
    private const LIMIT = 2;
    private const SECONDS = 30;

    public static function isOpen(): bool
    {
        return (int) get_site_transient(self::TRANSIENT) >= self::LIMIT;
    }

    public static function timedOut(): void
    {
        set_site_transient(self::TRANSIENT, (int) get_site_transient(self::TRANSIENT) + 1, self::SECONDS);
    }

    public static function answered(): void
    {
        if (get_site_transient(self::TRANSIENT) !== false) {
            delete_site_transient(self::TRANSIENT);
        }
    }
}
