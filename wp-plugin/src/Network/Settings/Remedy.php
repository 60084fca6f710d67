<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

defined('ABSPATH') || exit;

/** The command of the service that mends what is wrong, to be copied as it stands. */
final class Remedy
{
    /** @param array<string, mixed> $params `kid` where a key waits */
    public static function command(string $code, array $params): string
    {
        return match ($code) {
            'unreachable' => 'bridge serve',
            'key_unknown', 'key_pending', 'service_key_pending' => self::approve((string) ($params['kid'] ?? '')),
            'plugin_key_pending' => implode("\n", array_map(self::approve(...), array_filter((array) ($params['kids'] ?? []), 'is_string'))),
            'service_key_missing', 'service_key_retired' => 'bridge keys make-service-key',
            'key_malformed' => "php -r 'echo base64_encode(sodium_crypto_sign_secretkey(sodium_crypto_sign_keypair())), PHP_EOL;'",
            'not_migrated', 'schema_out_of_date' => 'bridge migrate',
            'network_is_a_copy' => 'bridge adopt --as staging',
            'worker_not_running', 'worker_never_ran' => 'bridge worker',
            default => '',
        };
    }

    /** A name that begins with a dash follows `--`, or it would be an option. */
    private static function approve(string $kid): string
    {
        return trim('bridge keys approve ' . (str_starts_with($kid, '-') ? '-- ' : '') . $kid);
    }
}
