<?php

declare(strict_types=1);

namespace PlanBridge\Service;

/**
 * The sealed key's rows in the network's options, read and written past the object cache.
 *
 * The table of network options has no unique key on the name, so two rows may be born at once: the lowest id counts.
 */
final class KeyStore
{
    public static function first(): ?string
    {
        global $wpdb;
        $value = $wpdb->get_var(
            $wpdb->prepare(
                "SELECT meta_value FROM {$wpdb->sitemeta} WHERE site_id = %d AND meta_key = %s ORDER BY meta_id LIMIT 1",
                get_current_network_id(),
                Keys::OPTION
            )
        );
        return is_string($value) && $value !== '' ? $value : null;
    }

    public static function add(string $sealed): void
    {
        global $wpdb;
        $row = ['site_id' => get_current_network_id(), 'meta_key' => Keys::OPTION, 'meta_value' => $sealed];
        $wpdb->insert($wpdb->sitemeta, $row, ['%d', '%s', '%s']);
    }

    public static function remove(string $sealed): void
    {
        global $wpdb;
        $row = ['site_id' => get_current_network_id(), 'meta_key' => Keys::OPTION, 'meta_value' => $sealed];
        $wpdb->delete($wpdb->sitemeta, $row, ['%d', '%s', '%s']);
    }

    public static function replace(string $sealed): void
    {
        global $wpdb;
        $wpdb->update(
            $wpdb->sitemeta,
            ['meta_value' => $sealed],
            ['site_id' => get_current_network_id(), 'meta_key' => Keys::OPTION],
            ['%s'],
            ['%d', '%s']
        );
    }
}
