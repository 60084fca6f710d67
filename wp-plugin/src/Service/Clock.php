<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/**
 * "Now" is the database's clock, here and in the service: two machines that disagree still agree on it.
 *
 * The database is asked once per request; afterwards the time that has passed since then is added.
 */
final class Clock
{
    private static ?float $offset = null;

    /** Seconds since 1970 in UTC. */
    public static function now(): int
    {
        self::$offset ??= self::measure();
        return (int) floor(microtime(true) + self::$offset);
    }

    /** Forgets the measurement; for tests that move the clock. */
    public static function reset(): void
    {
        self::$offset = null;
    }

    /** Seconds to add to this machine's clock to get the database's. */
    private static function measure(): float
    {
        global $wpdb;
        $answer = $wpdb->get_var('SELECT UNIX_TIMESTAMP()');
        return is_numeric($answer) ? (float) $answer - microtime(true) : 0.0;
    }
}
