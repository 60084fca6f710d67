<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/** Who this network is: the row that `bridge migrate` made. Read once per request, never cached longer. */
final class Installation
{
    private static ?string $networkId = null;

    /** The network's random id, or null where `bridge migrate` has not run. */
    public static function networkId(): ?string
    {
        return self::$networkId ??= self::read();
    }

    private static function read(): ?string
    {
        global $wpdb;
        $table = Tables::name('bridge_installation');
        $quiet = $wpdb->suppress_errors(true);
        $found = $wpdb->get_var("SELECT network_id FROM {$table} WHERE id = 1");
        $wpdb->suppress_errors($quiet);
        return is_string($found) && $found !== '' ? $found : null;
    }
}
