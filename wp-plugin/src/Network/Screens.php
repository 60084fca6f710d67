<?php

declare(strict_types=1);

namespace PlanBridge\Network;

defined('ABSPATH') || exit;

/** Addresses of the network administrator's screens. */
final class Screens
{
    public const PRODUCTS = 'plan-bridge-products';
    public const PRODUCT = 'plan-bridge-product';
    public const MAP = 'plan-bridge-map';
    public const PAYMENTS = 'plan-bridge-payments';
    public const MEMBERSHIPS = 'plan-bridge-memberships';
    public const SETTINGS = 'plan-bridge-settings';

    public const ALL = [self::PRODUCTS, self::PRODUCT, self::MAP, self::PAYMENTS, self::MEMBERSHIPS, self::SETTINGS];

    /** @param array<string, scalar> $query */
    public static function address(string $screen, array $query = []): string
    {
        return network_admin_url('admin.php?' . http_build_query(['page' => $screen] + $query));
    }

    /** The account page of the main site, where a network administrator acts for the owner of a membership. */
    public static function account(int $membershipId): string
    {
        $query = http_build_query(['page' => 'plan-bridge-account', 'membership' => $membershipId]);
        return get_admin_url(get_main_site_id(), 'admin.php?' . $query);
    }

    /** The screen of this request, '' where it is none of these. */
    public static function current(): string
    {
        $page = is_network_admin() && is_string($_GET['page'] ?? null) ? sanitize_key(wp_unslash($_GET['page'])) : '';
        return in_array($page, self::ALL, true) ? $page : '';
    }

    /** A number of the address, 0 where it is missing or no positive number. */
    public static function number(string $name): int
    {
        return is_scalar($_GET[$name] ?? null) ? max(0, (int) $_GET[$name]) : 0;
    }

    /** A text of the address, cleaned. */
    public static function text(string $name): string
    {
        return is_string($_GET[$name] ?? null) ? sanitize_text_field(wp_unslash($_GET[$name])) : '';
    }
}
