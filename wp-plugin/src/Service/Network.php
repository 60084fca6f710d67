<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/** Who this network is, and its tables, which may not be there yet. */
final class Network
{
    /**
     * In front of a statement for the primary. On MariaDB a node of a cluster catches up before it answers (elsewhere a few
     * microseconds, other servers pass it over). Drop-ins that send what begins with SELECT to replicas leave it where it is.
     */
    private const HINT = '/*M!100600 SET STATEMENT wsrep_sync_wait=1 FOR */';

    /** The same without the wait: a drop-in still leaves it where it is. */
    private const AGAIN = '/* once more */ ';

    private static ?string $networkId = null;

    /** @var array<int, bool> by the id of a network of this WordPress: whether it is the one whose records these tables hold */
    private static array $isOurs = [];

    /** The network's random id, or null where `bridge migrate` has not run. Read once per request, never cached longer. */
    public static function id(): ?string
    {
        $sql = 'SELECT network_id FROM ' . self::table('bridge_installation') . ' WHERE id = 1';
        return self::$networkId ??= self::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql)) ?: null;
    }

    /**
     * Whether the network of this request is the one that the tables are of. One WordPress may hold several networks; they
     * share a database, and Ultimate Multisite keeps each one's rows in tables of its own, with the same ids. Where that is
     * not written it is this one, as in every installation with one network.
     */
    public static function isOurs(): bool
    {
        $sql = 'SELECT wp_network_id FROM ' . self::table('bridge_installation') . ' WHERE id = 1';
        return self::$isOurs[get_current_network_id()] ??= in_array(
            (int) self::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql)),
            [0, get_current_network_id()],
            true
        );
    }

    /** @param literal-string $name such as `bridge_keys` or `wu_customers` */
    public static function table(string $name): string
    {
        global $wpdb;
        return $wpdb->base_prefix . $name;
    }

    /**
     * What the database says where a table may not be there: before `bridge migrate` that is no error of the page.
     *
     * @template T
     * @param callable(\wpdb): T $ask
     * @return T
     */
    public static function quietly(callable $ask): mixed
    {
        global $wpdb;
        $quiet = $wpdb->suppress_errors(true);
        try {
            return $ask($wpdb);
        } finally {
            $wpdb->suppress_errors($quiet);
        }
    }

    /**
     * Rows that must not be older than what was written last; none where a table is not there yet, null where they cannot be read:
     * the database did not answer twice. Behind a proxy that splits by itself, wp-config.php says what it goes by:
     * `PLAN_BRIDGE_READ_HINT`, such as a comment that names the primary. What fails with the wait of a cluster (a server without
     * that variable, a node that does not catch up in time) is asked without it: what may be a moment old is better than nothing.
     *
     * @param string $older what is asked where the columns of a new version are not there yet: between an update and `bridge migrate`
     * @return ?list<object>
     */
    public static function fromPrimary(string $sql, string $older = ''): ?array
    {
        [$hint, $again] = defined('PLAN_BRIDGE_READ_HINT') ? [(string) PLAN_BRIDGE_READ_HINT, (string) PLAN_BRIDGE_READ_HINT] : [self::HINT, self::AGAIN];
        return self::quietly(static function (\wpdb $db) use ($sql, $older, $hint, $again): ?array {
            $rows = self::rows($db, $hint . $sql);
            if ($older !== '' && str_contains($db->last_error, 'Unknown column')) {
                $sql = $older;
                $rows = self::rows($db, $hint . $sql);
            }
            $rows ??= self::rows($db, $again . $sql);
            if ($rows === null) {
                error_log("plan-bridge: limits were not read: {$db->last_error}");
            }
            return $rows;
        });
    }

    /** @return ?list<object> null where the statement failed; before `bridge migrate` a table that is not there is no error */
    private static function rows(\wpdb $db, string $sql): ?array
    {
        $isRead = $db->query($sql) !== false;
        return $isRead || str_contains($db->last_error, "doesn't exist") ? array_values((array) $db->last_result) : null;
    }
}
