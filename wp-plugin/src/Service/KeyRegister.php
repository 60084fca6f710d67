<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/** Public keys in `bridge_keys`: inserted if absent, then read back. */
final class KeyRegister
{
    /**
     * Inserts the key unless it is there. It waits as pending until the service decides: the first one of a network is
     * trusted, a later one when its predecessor signed it or an operator approved it.
     */
    public static function insert(KeyPair $key, ?KeyPair $predecessor = null): void
    {
        global $wpdb;
        $table = Tables::name('bridge_keys');
        $quiet = $wpdb->suppress_errors(true);
        $wpdb->query(
            $wpdb->prepare(
                "INSERT IGNORE INTO {$table}
                   (kid, side, public_key, status, predecessor_kid, signature, created_at)
                 VALUES (%s, 'plugin', %s, 'pending', NULLIF(%s, ''), NULLIF(%s, ''), UTC_TIMESTAMP(6))",
                $key->kid(),
                $key->publicKey(),
                $predecessor?->kid() ?? '',
                $predecessor?->vouchFor($key) ?? ''
            )
        );
        $wpdb->suppress_errors($quiet);
    }

    /** 'trusted', 'pending', 'retired', or null where the key or the table is not there. */
    public static function status(string $kid): ?string
    {
        global $wpdb;
        $table = Tables::name('bridge_keys');
        $quiet = $wpdb->suppress_errors(true);
        $status = $wpdb->get_var($wpdb->prepare("SELECT status FROM {$table} WHERE kid = %s", $kid));
        $wpdb->suppress_errors($quiet);
        return is_string($status) ? $status : null;
    }
}
