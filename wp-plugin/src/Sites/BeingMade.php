<?php

declare(strict_types=1);

namespace PlanBridge\Sites;

defined('ABSPATH') || exit;

/**
 * Which sites are being made in this request: nothing is limited there. Refusing the first administrator would make a
 * site without an owner. (`wp_installing()` is also true while an account is activated, so it does not tell.)
 */
final class BeingMade
{
    /** @var array<int, true> blog ids */
    private static array $now = [];

    /** Action `wp_initialize_site`, first. */
    public function begin(mixed $site): void
    {
        self::$now[(int) ($site->id ?? 0)] = true;
    }

    /** Action `wp_initialize_site`, last. */
    public function end(mixed $site): void
    {
        unset(self::$now[(int) ($site->id ?? 0)]);
    }

    public static function isNow(int $blogId): bool
    {
        return isset(self::$now[$blogId]);
    }
}
