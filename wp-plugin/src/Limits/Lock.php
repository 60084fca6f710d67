<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

defined('ABSPATH') || exit;

/**
 * Lets one request at a time count and add, so that two cannot take the same free slot.
 *
 * Held by this database connection and given up when it closes, whatever happens to the request. It is local to one
 * database node: on a Galera cluster two nodes can still overshoot by one.
 */
final class Lock
{
    private const SECONDS = 3;

    /** @var array<string, true> what this request holds, by full name */
    private static array $held = [];

    /**
     * Takes the lock of one thing of the current site; a wait that takes too long is given up, the count decides.
     * False where this request holds it already.
     */
    public static function take(string $thing): bool
    {
        global $wpdb;
        $name = self::name($thing);
        if (isset(self::$held[$name])) {
            return false;
        }
        if ('1' === $wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, %d)', $name, self::SECONDS))) {
            self::$held[$name] = true;
        }
        return true;
    }

    public static function release(string $thing): void
    {
        global $wpdb;
        $name = self::name($thing);
        if (isset(self::$held[$name])) {
            unset(self::$held[$name]);
            $wpdb->query($wpdb->prepare('DO RELEASE_LOCK(%s)', $name));
        }
    }

    /** Lock names are global to a database server and at most 64 characters long. */
    private static function name(string $thing): string
    {
        global $wpdb;
        return 'pb-' . sha1(DB_NAME . '|' . $wpdb->base_prefix . '|' . get_current_blog_id() . '|' . $thing);
    }
}
