<?php

declare(strict_types=1);

namespace PlanBridge\Service;

use WP_Error;

defined('ABSPATH') || exit;

/**
 * The plugin's own key: from the constant PLAN_BRIDGE_KEY, else sealed in the network's options.
 *
 * A stored key that does not open is left alone: with the salts that it was sealed with it works again, and until then
 * a new one beside it asks for approval. It is read and written past the object cache. The table of network options has
 * no unique key on the name: two requests that make the first key at once both store one, and the row with the lowest id
 * of those that open wins for both, so nobody signs with a key that is lost afterwards.
 */
final class Keys
{
    public const OPTION = 'plan_bridge_key';

    private static KeyPair|WP_Error|null $own = null;

    /** The key; the error `plan_bridge_key_malformed` when PLAN_BRIDGE_KEY is set to something that is none. */
    public static function own(): KeyPair|WP_Error
    {
        return self::$own ??= self::isConstant()
            ? self::configured((string) constant('PLAN_BRIDGE_KEY'))
            : self::opened()[1] ?? self::firstStored(KeyPair::generate());
    }

    /** Reads the value of PLAN_BRIDGE_KEY: the base64 of a 64-byte secret key of sodium. */
    public static function configured(#[\SensitiveParameter] string $value): KeyPair|WP_Error
    {
        return KeyPair::fromSecret(base64_decode($value, true)) ?? Answer::error('key_malformed');
    }

    /** The own key's id; null where there is no key to be had. */
    public static function ownId(): ?string
    {
        $own = self::own();
        return is_wp_error($own) ? null : $own->kid();
    }

    public static function isConstant(): bool
    {
        return defined('PLAN_BRIDGE_KEY') && (string) constant('PLAN_BRIDGE_KEY') !== '';
    }

    /**
     * Announces the own public key in `bridge_keys`, where the service reads it and decides about it; 'trusted', 'pending' or
     * 'retired' as it stands now, null where the key or the table is missing.
     */
    public static function register(): ?string
    {
        $own = self::own();
        if (is_wp_error($own)) {
            return null;
        }
        self::announce($own);
        return self::status($own->kid());
    }

    /**
     * Puts a new key, which the old one vouches for, in the place of the stored one; the keys of other salts stay.
     *
     * @throws \LogicException where the key is a constant: then it is changed in wp-config.php
     */
    public static function rotate(): KeyPair
    {
        global $wpdb;
        if (self::isConstant()) {
            throw new \LogicException('PLAN_BRIDGE_KEY is changed in wp-config.php');
        }
        $old = self::own();
        $new = KeyPair::generate();
        self::announce($new, is_wp_error($old) ? null : $old);
        $row = self::opened()[0] ?? null;
        $sealed = $new->sealed(self::sealingKey());
        $row === null ? self::add($sealed) : $wpdb->update($wpdb->sitemeta, ['meta_value' => $sealed], ['meta_id' => $row], ['%s'], ['%d']);
        return self::$own = $new;
    }

    /** @return array{int, KeyPair}|null the row of the first stored key that today's salts open, and that key */
    private static function opened(): ?array
    {
        foreach (self::sealed() as $id => $sealed) {
            $key = KeyPair::unsealed((string) $sealed, self::sealingKey());
            if ($key !== null) {
                return [(int) $id, $key];
            }
        }
        return null;
    }

    private static function firstStored(KeyPair $made): KeyPair
    {
        self::add($made->sealed(self::sealingKey()));
        $winner = self::opened()[1] ?? $made;
        self::announce($winner);
        return $winner;
    }

    private static function sealingKey(): string
    {
        return sodium_crypto_generichash(wp_salt('auth') . 'plan-bridge', '', SODIUM_CRYPTO_SECRETBOX_KEYBYTES);
    }

    /**
     * Inserts the key unless it is there. It waits as pending until the service decides: the first one of a network is
     * trusted, a later one when its predecessor signed it or an operator approved it.
     */
    private static function announce(KeyPair $key, ?KeyPair $predecessor = null): void
    {
        $sql = 'INSERT IGNORE INTO ' . Network::table('bridge_keys') . ' (kid, side, public_key, status, predecessor_kid, signature, created_at)'
            . " VALUES (%s, 'plugin', %s, 'pending', NULLIF(%s, ''), NULLIF(%s, ''), UTC_TIMESTAMP(6))";
        $values = [$key->kid(), $key->publicKey(), (string) $predecessor?->kid(), (string) $predecessor?->vouchFor($key)];
        Network::quietly(static fn (\wpdb $db): mixed => $db->query($db->prepare($sql, ...$values)));
    }

    /** 'trusted', 'pending', 'retired', or null where the key or the table is not there. */
    public static function status(string $kid): ?string
    {
        $sql = 'SELECT status FROM ' . Network::table('bridge_keys') . ' WHERE kid = %s';
        return Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($db->prepare($sql, $kid)));
    }

    /** @return array<int, string> sealed keys by the id of their row, the oldest first */
    public static function sealed(): array
    {
        global $wpdb;
        $sql = "SELECT meta_id, meta_value FROM {$wpdb->sitemeta} WHERE site_id = %d AND meta_key = %s ORDER BY meta_id";
        $rows = $wpdb->get_results($wpdb->prepare($sql, get_current_network_id(), self::OPTION));
        return array_column(is_array($rows) ? $rows : [], 'meta_value', 'meta_id');
    }

    private static function add(string $sealed): void
    {
        global $wpdb;
        $row = ['site_id' => get_current_network_id(), 'meta_key' => self::OPTION, 'meta_value' => $sealed];
        $wpdb->insert($wpdb->sitemeta, $row, ['%d', '%s', '%s']);
    }
}
