<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/** Who this network is: the row that `bridge migrate` made. Read once per request, never cached longer. */
final class Network
{
    private static ?string $networkId = null;

    /** The network's random id, or null where `bridge migrate` has not run. */
    public static function id(): ?string
    {
        return self::$networkId ??= self::read();
    }

    private static function read(): ?string
    {
        $table = self::table('bridge_installation');
        $found = self::quietly(static fn (\wpdb $db): ?string => $db->get_var("SELECT network_id FROM {$table} WHERE id = 1"));
        return is_string($found) && $found !== '' ? $found : null;
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
