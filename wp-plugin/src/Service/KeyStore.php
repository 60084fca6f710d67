<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/**
 * The sealed keys in the network's options, read and written past the object cache.
 *
 * One row may hold a key that only other salts open (a rotation, another web head, a command line): it stays, a key of
 * these salts is added beside it. The table of network options has no unique key on the name, so two rows may be born
 * at once: of those that open, the lowest id counts.
 */
final class KeyStore
{
    /** @return array<int, string> sealed keys by the id of their row, the oldest first */
    public static function all(): array
    {
        global $wpdb;
        $rows = $wpdb->get_results(
            $wpdb->prepare(
                "SELECT meta_id, meta_value FROM {$wpdb->sitemeta} WHERE site_id = %d AND meta_key = %s ORDER BY meta_id",
                get_current_network_id(),
                Keys::OPTION
            )
        );
        return array_column(is_array($rows) ? $rows : [], 'meta_value', 'meta_id');
    }

    public static function add(string $sealed): void
    {
        global $wpdb;
        $row = ['site_id' => get_current_network_id(), 'meta_key' => Keys::OPTION, 'meta_value' => $sealed];
        $wpdb->insert($wpdb->sitemeta, $row, ['%d', '%s', '%s']);
    }

    /** Puts a key in the place of the one that it follows; the keys of other salts stay. */
    public static function replace(int $row, string $sealed): void
    {
        global $wpdb;
        $wpdb->update($wpdb->sitemeta, ['meta_value' => $sealed], ['meta_id' => $row], ['%s'], ['%d']);
    }
}
