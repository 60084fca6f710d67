<?php

declare(strict_types=1);

namespace PlanBridge;

defined('ABSPATH') || exit;

/** What a browser sent in one field. Anybody may send `name[]=x` too: that is no text, and so it is empty. */
final class SentText
{
    /** The text without the slashes that WordPress adds, '' where there is none. */
    public static function of(array $from, string $name): string
    {
        $value = $from[$name] ?? '';
        return is_scalar($value) ? (string) wp_unslash((string) $value) : '';
    }

    /** A number of a row; 0 where it is none. */
    public static function id(array $from, string $name): int
    {
        $text = self::of($from, $name);
        return preg_match('/^\d{1,18}$/', $text) === 1 ? (int) $text : 0;
    }

    /** Whether the nonce that came along was made for this form and this person, less than a day ago. */
    public static function isMeant(string $nonce): bool
    {
        return wp_verify_nonce(self::of($_POST, '_wpnonce'), $nonce) !== false;
    }
}
