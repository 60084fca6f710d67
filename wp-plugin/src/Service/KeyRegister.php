<?php

declare(strict_types=1);

namespace PlanBridge\Service;

/** Public keys in `bridge_keys`: inserted if absent, then read back. */
final class KeyRegister
{
    /**
     * Inserts the key unless it is there. The first key of a plugin is trusted; later ones wait as pending until the
     * service has checked the predecessor's signature or an operator approves them.
     */
    public static function insert(KeyPair $key, ?KeyPair $predecessor = null): void
    {
        global $wpdb;
        $table = Tables::name('bridge_keys');
        $quiet = $wpdb->suppress_errors(true);
        $wpdb->query(
            $wpdb->prepare(
                "INSERT IGNORE INTO {$table}
                   (kid, side, public_key, status, approval, predecessor_kid, signature, created_at, decided_at)
                 SELECT %s, 'plugin', %s, IF(others.n = 0, 'trusted', 'pending'), IF(others.n = 0, 'first', NULL),
                        NULLIF(%s, ''), NULLIF(%s, ''), UTC_TIMESTAMP(6), IF(others.n = 0, UTC_TIMESTAMP(6), NULL)
                   FROM (SELECT COUNT(*) AS n FROM {$table} WHERE side = 'plugin') AS others",
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
