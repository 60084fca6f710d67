<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/** The network administrator's screens: their addresses, who may use them, and what a form of theirs asks for. */
final class Screens
{
    public const PRODUCTS = 'plan-bridge-products';
    public const PRODUCT = 'plan-bridge-product';
    public const MAP = 'plan-bridge-map';
    public const PAYMENTS = 'plan-bridge-payments';
    public const MEMBERSHIPS = 'plan-bridge-memberships';
    public const SETTINGS = 'plan-bridge-settings';

    public const ALL = [self::PRODUCTS, self::PRODUCT, self::MAP, self::PAYMENTS, self::MEMBERSHIPS, self::SETTINGS];

    /** What it takes to see products and their paths, and to see all else. */
    public const FOR_PRODUCTS = 'manage_network';
    public const FOR_SETTINGS = 'manage_network_options';

    /** The field with the name of an act. */
    public const ACT = 'pb_act';

    /** @param array<string, scalar> $query */
    public static function address(string $screen, array $query = []): string
    {
        return network_admin_url('admin.php?' . http_build_query(['page' => $screen] + $query));
    }

    /** Where the rules of a plan are edited: on the product's screen of Ultimate Multisite where that runs. */
    public static function paths(int $productId): string
    {
        return Plugin::isBeside()
            ? network_admin_url('admin.php?' . http_build_query(['page' => 'wp-ultimo-edit-product', 'id' => $productId, 'product_options' => 'ups-and-downs']))
            : self::address(self::PRODUCT, ['id' => $productId, 'tab' => Products\ProductPage::PATHS]);
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

    /** Super admins, and only those whose capabilities have not been narrowed. */
    public static function mayUse(string $capability): bool
    {
        return is_super_admin() && current_user_can($capability);
    }

    /** Ends the request with 403 for everybody else. */
    public static function insist(string $capability): void
    {
        if (!self::mayUse($capability)) {
            wp_die(esc_html(Messages::forCode('network_admins_only')), '', ['response' => 403]);
        }
    }

    /** The act that a form asks for, or null where the page is only looked at. */
    public static function asked(): ?string
    {
        $isForm = ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST' && is_string($_POST[self::ACT] ?? null);
        return $isForm ? sanitize_key(wp_unslash($_POST[self::ACT])) : null;
    }

    /** Whether the nonce that came along was made for this form and this person, less than a day ago. */
    public static function isGenuine(string $form): bool
    {
        $nonce = $_POST['_wpnonce'] ?? '';
        return is_string($nonce) && wp_verify_nonce(wp_unslash($nonce), self::nonce($form)) !== false;
    }

    /** @param string $form the form's name, with the id of what it changes */
    public static function nonce(string $form): string
    {
        return 'plan_bridge_network_' . $form;
    }

    /** Leads away after an act, so that reloading does not repeat it. */
    public static function leave(string $address): never
    {
        wp_safe_redirect($address);
        exit;
    }
}
