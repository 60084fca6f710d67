<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Whether whoever answered holds a service key that this database trusts.
 *
 * The service signs the id of the token it was asked with, so an answer that was recorded earlier proves nothing.
 */
final class Proof
{
    /** @param string $tokenId of the request that was answered */
    public function __construct(private readonly string $tokenId)
    {
    }

    public function holds(string $proof): bool
    {
        $parts = explode('.', $proof);
        if (count($parts) !== 3) {
            return false;
        }
        $claims = json_decode(self::decoded($parts[1]), true);
        $answers = is_array($claims) ? ($claims['answers'] ?? null) : null;
        $key = is_array($claims) ? self::trustedKey((string) ($claims['sub'] ?? '')) : null;
        $signature = self::decoded($parts[2]);
        return $key !== null && $this->tokenId !== '' && $answers === $this->tokenId
            && strlen($signature) === SODIUM_CRYPTO_SIGN_BYTES
            && sodium_crypto_sign_verify_detached($signature, "{$parts[0]}.{$parts[1]}", $key);
    }

    /** The raw public key, null where the database does not trust it. */
    private static function trustedKey(string $kid): ?string
    {
        global $wpdb;
        $table = Network::table('bridge_keys');
        $sql = "SELECT public_key FROM {$table} WHERE kid = %s AND side = 'service' AND status = 'trusted'";
        $key = self::decoded((string) $wpdb->get_var($wpdb->prepare($sql, $kid)));
        return strlen($key) === SODIUM_CRYPTO_SIGN_PUBLICKEYBYTES ? $key : null;
    }

    /** Base64 as tokens write it; '' where it is none. */
    private static function decoded(string $text): string
    {
        return (string) base64_decode(strtr($text, '-_', '+/'), true);
    }
}
