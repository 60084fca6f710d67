<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/** Who this network is, and its tables, which may not be there yet. */
final class Network
{
    private static ?string $networkId = null;

    /** The network's random id, or null where `bridge migrate` has not run. Read once per request, never cached longer. */
    public static function id(): ?string
    {
        $sql = 'SELECT network_id FROM ' . self::table('bridge_installation') . ' WHERE id = 1';
        return self::$networkId ??= self::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql)) ?: null;
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
}
