<?php

declare(strict_types=1);

namespace PlanBridge\Account;

defined('ABSPATH') || exit;

/** The two pages of the owner's side and their addresses on this site. */
final class Pages
{
    public const ACCOUNT = 'plan-bridge-account';
    public const CHANGE = 'plan-bridge-change';

    /** Meta capability of both pages, see Menu::mapCapability(). The service decides who may do what on them. */
    public const CAPABILITY = 'plan_bridge_account';

    /** @param array<string, mixed> $query */
    public static function account(array $query = []): string
    {
        return self::address(self::ACCOUNT, $query);
    }

    /** @param array<string, mixed> $query */
    public static function change(array $query = []): string
    {
        return self::address(self::CHANGE, $query);
    }

    /** Sends the browser on and ends the request: what comes after a write. */
    public static function go(string $address): never
    {
        nocache_headers();
        wp_safe_redirect($address, 303);
        exit;
    }

    /** @param array<string, mixed> $query */
    private static function address(string $page, array $query): string
    {
        $given = array_filter($query, static fn (mixed $value): bool => $value !== null && $value !== []);
        return admin_url('admin.php?' . http_build_query(['page' => $page] + $given));
    }
}
