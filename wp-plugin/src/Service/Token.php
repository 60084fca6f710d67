<?php

declare(strict_types=1);

namespace PlanBridge\Service;

use LogicException;

defined('ABSPATH') || exit;

/**
 * The signed statement that goes with each request: who asks, for which site, exactly what, for at most 60 seconds.
 *
 * JSON Web Token, alg EdDSA (RFC 8037). The claims are listed in the service's authentication module.
 */
final class Token
{
    private const SECONDS = 60;

    private static ?float $offset = null;

    /**
     * The claims about the person: the plugin is believed about who the user is, not about what they own.
     *
     * @throws LogicException where nobody is logged in: "0" is the plugin itself, which may do what no visitor may
     */
    public static function person(): array
    {
        $user = get_current_user_id();
        if ($user < 1) {
            throw new LogicException('A request for a person was made where nobody is logged in.');
        }
        return [
            'sub' => (string) $user,
            'blog_id' => get_current_blog_id(),
            'sup' => is_super_admin($user),
            'adm' => current_user_can('manage_options'),
            'loc' => determine_locale(),
        ];
    }

    /** A user as no more than a customer, whatever else they may: what is not theirs is not told. */
    public static function customer(int $user): array
    {
        return ['sub' => (string) $user, 'blog_id' => get_main_site_id(), 'sup' => false, 'adm' => false, 'loc' => determine_locale()];
    }

    /** The plugin itself, for what no person asked for; in the language that WordPress is switched to. */
    public static function system(): array
    {
        return ['sub' => '0', 'blog_id' => get_current_blog_id(), 'sup' => false, 'adm' => false, 'loc' => get_locale()];
    }

    /** An id that no token had before: 32 hexadecimal digits. */
    public static function newId(): string
    {
        return bin2hex(random_bytes(16));
    }

    /** The token for one request (path with query), made for this use only: its id is burned by the service. */
    public static function sign(KeyPair $key, string $networkId, array $who, string $method, string $path, string $body, string $id): string
    {
        $now = self::now();
        $claims = $who + [
            'iss' => $networkId,
            'net' => get_current_network_id(),
            'aud' => 'plan-bridge',
            'iat' => $now,
            'exp' => $now + self::SECONDS,
            'jti' => $id,
            'method' => $method,
            'path' => $path,
            'body' => hash('sha256', $body),
        ];
        $signed = self::part(['alg' => 'EdDSA', 'typ' => 'JWT', 'kid' => $key->kid()]) . '.' . self::part($claims);
        return $signed . '.' . self::base64($key->sign($signed));
    }

    private static function part(array $values): string
    {
        return self::base64(json_encode($values, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES));
    }

    public static function base64(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }

    /**
     * Seconds since 1970 in UTC. "Now" is the database's clock, here and in the service: two machines that disagree still
     * agree on it. It is asked once per request; afterwards the time that has passed since then is added.
     */
    public static function now(): int
    {
        return (int) floor(microtime(true) + (self::$offset ??= self::measure()));
    }

    /** Seconds to add to this machine's clock to get the database's. */
    private static function measure(): float
    {
        global $wpdb;
        $answer = $wpdb->get_var('SELECT UNIX_TIMESTAMP()');
        return is_numeric($answer) ? (float) $answer - microtime(true) : 0.0;
    }
}
