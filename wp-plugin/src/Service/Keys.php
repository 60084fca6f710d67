<?php

declare(strict_types=1);

namespace PlanBridge\Service;

use WP_Error;

defined('ABSPATH') || exit;

/**
 * The plugin's own key: from the constant PLAN_BRIDGE_KEY, else sealed in the network's options.
 *
 * A stored key that does not open is left alone: with the salts that it was sealed with it works again, and until then
 * a new one beside it asks for approval. Two requests that make the first key at once both store one; the row with the lowest id wins for both, so nobody
 * signs with a key that is lost afterwards.
 */
final class Keys
{
    public const OPTION = 'plan_bridge_key';

    private static KeyPair|WP_Error|null $own = null;

    /** The key; the error `plan_bridge_key_malformed` when PLAN_BRIDGE_KEY is set to something that is none. */
    public static function own(): KeyPair|WP_Error
    {
        return self::$own ??= self::fromConstant() ?? self::stored() ?? self::firstStored(KeyPair::generate());
    }

    /** Reads the value of PLAN_BRIDGE_KEY: the base64 of a 64-byte secret key of sodium. */
    public static function configured(#[\SensitiveParameter] string $value): KeyPair|WP_Error
    {
        $secret = base64_decode($value, true);
        return $secret !== false && strlen($secret) === SODIUM_CRYPTO_SIGN_SECRETKEYBYTES
            ? KeyPair::fromSecret($secret)
            : Answer::error('key_malformed');
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
     * Announces the own public key in `bridge_keys`, where the service reads it and decides about it.
     *
     * @return string|null 'trusted', 'pending' or 'retired' as it stands now; null where the key or the table is missing
     */
    public static function register(): ?string
    {
        $own = self::own();
        if (is_wp_error($own)) {
            return null;
        }
        KeyRegister::insert($own);
        return KeyRegister::status($own->kid());
    }

    /**
     * Replaces the stored key by a new one that the old one vouches for.
     *
     * @throws \LogicException where the key is a constant: then it is changed in wp-config.php
     */
    public static function rotate(): KeyPair
    {
        if (self::isConstant()) {
            throw new \LogicException('PLAN_BRIDGE_KEY is changed in wp-config.php');
        }
        $old = self::own();
        $new = KeyPair::generate();
        KeyRegister::insert($new, is_wp_error($old) ? null : $old);
        $row = self::openedRow();
        $sealed = $new->sealed(self::sealingKey());
        $row === null ? KeyStore::add($sealed) : KeyStore::replace($row[0], $sealed);
        return self::$own = $new;
    }

    /** Forgets the key read in this request; for tests. */
    public static function reset(): void
    {
        self::$own = null;
    }

    private static function fromConstant(): KeyPair|WP_Error|null
    {
        return self::isConstant() ? self::configured((string) constant('PLAN_BRIDGE_KEY')) : null;
    }

    /** The first stored key that today's salts open. */
    private static function stored(): ?KeyPair
    {
        $row = self::openedRow();
        return $row === null ? null : $row[1];
    }

    /** @return array{int, KeyPair}|null the row that today's salts open, and its key */
    private static function openedRow(): ?array
    {
        foreach (KeyStore::all() as $id => $sealed) {
            $key = KeyPair::unsealed((string) $sealed, self::sealingKey());
            if ($key !== null) {
                return [(int) $id, $key];
            }
        }
        return null;
    }

    private static function firstStored(KeyPair $made): KeyPair
    {
        KeyStore::add($made->sealed(self::sealingKey()));
        $winner = self::stored() ?? $made;
        KeyRegister::insert($winner);
        return $winner;
    }

    private static function sealingKey(): string
    {
        return sodium_crypto_generichash(wp_salt('auth') . 'plan-bridge', '', SODIUM_CRYPTO_SECRETBOX_KEYBYTES);
    }
}
