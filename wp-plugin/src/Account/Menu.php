<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Limits\Quota;
use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Network;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The menu Account with its two pages: on each customer's site, and on the main site for customers without a role
 * anywhere. The pages answer everybody who can reach them, in words; the menu is shown to those who have something there.
 */
final class Menu
{
    public const ACCOUNT = 'plan-bridge-account';
    public const CHANGE = 'plan-bridge-change';
    public const PAY = 'plan-bridge-pay';

    /** Address of the Account page; of the membership that this request is about, where none is named. */
    public static function account(array $query = []): string
    {
        return self::address(self::ACCOUNT, $query);
    }

    /** Address of the change form; of the membership that this request is about, where none is named. */
    public static function change(array $query = []): string
    {
        return self::address(self::CHANGE, $query);
    }

    /** Address of the page where an order is paid; without one, where a card is saved. */
    public static function pay(?string $order = null, array $query = []): string
    {
        return self::address(self::PAY, ['order' => $order] + $query);
    }

    /** Address of the Account page on the main site, where customers without a role anywhere and network administrators can open it too. */
    public static function onMainSite(?int $membership = null): string
    {
        return get_admin_url(get_main_site_id(), 'admin.php?' . http_build_query(['page' => self::ACCOUNT, 'membership' => $membership]));
    }

    /**
     * Before the first byte of a page: it shows money and is nobody else's, and no browser keeps it, so that "back" shows how
     * things stand. WordPress 6.1 would let it be kept.
     */
    private static function forgetPage(): void
    {
        add_filter('nocache_headers', static fn (array $headers): array => ['Cache-Control' => 'no-cache, no-store, must-revalidate, max-age=0, private'] + $headers);
        nocache_headers();
    }

    /** Sends the browser on and ends the request: what comes after a write. */
    public static function go(string $address): never
    {
        nocache_headers();
        wp_safe_redirect($address, 303);
        exit;
    }

    private static function address(string $page, array $query): string
    {
        $query += ['membership' => self::membership()];
        $given = array_filter($query, static fn (mixed $value): bool => $value !== null && $value !== []);
        return admin_url('admin.php?' . http_build_query(['page' => $page] + $given));
    }

    /**
     * The membership named in the request, null where none is. The service checks whether the person may see it; nothing
     * here grants anything.
     */
    public static function membership(): ?int
    {
        return SentText::id($_REQUEST, 'membership') ?: null; // phpcs:ignore WordPress.Security.NonceVerification -- a choice of view
    }

    /** The one that owns this site, or limited it last where it lost its own note of that; null on the network's sites. */
    public static function membershipOfSite(): ?int
    {
        $kept = get_site_meta(get_current_blog_id(), 'wu_membership_id', true);
        $id = is_numeric($kept) && (int) $kept > 0 ? (int) $kept : (int) Quota::current()?->membershipId();
        return $id > 0 ? $id : null;
    }

    /** The words for an account that could not be shown to this person. */
    public static function problem(WP_Error $error): string
    {
        $deleted = get_user_meta(get_current_user_id(), Plugin::DELETED, true);
        $isIt = is_array($deleted) && match (Messages::code($error)) {
            'no_membership' => true,
            'not_allowed', 'membership_gone' => (self::membership() ?? self::membershipOfSite()) === $deleted['membership'],
            default => false,
        };
        return $isIt ? Messages::forCode('membership_deleted', $deleted) : Messages::forPage($error);
    }

    /** @var array<int, bool> whether each person asked about is a customer */
    private static array $customers = [];

    /** Whether the person is a customer of the network, by the network's own table. */
    public static function isCustomer(?int $user = null): bool
    {
        $user ??= get_current_user_id();
        $sql = 'SELECT 1 FROM ' . Network::table('wu_customers') . ' WHERE user_id = %d LIMIT 1';
        return self::$customers[$user] ??= Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($db->prepare($sql, $user))) !== null;
    }

    public static function add(): void
    {
        global $submenu;
        $isCustomer = self::isCustomer();
        if (!$isCustomer && !is_main_site() && self::membershipOfSite() === null) {
            return;
        }
        $title = __('Account', 'plan-bridge');
        $change = __('Change plan', 'plan-bridge');
        self::addPage((string) add_menu_page($title, $title, Plugin::CAPABILITY, self::ACCOUNT, '', 'dashicons-id-alt', 3.7), AccountPage::class);
        self::addPage((string) add_submenu_page(self::ACCOUNT, $change, $change, Plugin::CAPABILITY, self::CHANGE), Checkout::class);
        self::addPage((string) add_submenu_page(self::ACCOUNT, __('Pay', 'plan-bridge'), __('Pay', 'plan-bridge'), Plugin::CAPABILITY, self::PAY), PayPage::class);
        add_action('admin_head', static fn () => remove_submenu_page(self::ACCOUNT, self::PAY)); // reached by links; WordPress has looked up its title by then
        if (isset($submenu[self::ACCOUNT][0])) { // WordPress repeats the menu's title as its first entry; there it says what the page is
            $submenu[self::ACCOUNT][0][0] = __('Your Membership', 'plan-bridge');
            $submenu[self::ACCOUNT][0][3] = $title;
        }
        if (!$isCustomer && (is_main_site() || !current_user_can('manage_options'))) {
            remove_menu_page(self::ACCOUNT); // who has nothing there can reach the pages all the same
        }
    }

    private static function addPage(string $hook, string $page): void
    {
        add_action("load-{$hook}", self::forgetPage(...));
        add_action("load-{$hook}", static fn () => method_exists($page, 'load') ? Plugin::handler($page)->load() : null);
        add_action($hook, static fn () => Plugin::handler($page)->render());
    }

    /** A customer without a role anywhere lands in the user dashboard: from there one link leads to the account. */
    public static function addToUserDashboard(): void
    {
        if (self::isCustomer()) {
            $title = __('Account', 'plan-bridge');
            add_menu_page($title, $title, 'exist', self::onMainSite(), '', 'dashicons-id-alt', 3);
        }
    }

    /**
     * Filter `map_meta_cap` of the capability of both pages: whoever can read on the site reaches them; on the main site
     * everybody who is logged in. The service decides who may do what on them.
     */
    public static function mapCapability(array $caps, string $cap, int $user): array
    {
        return [$user > 0 && is_main_site() ? 'exist' : 'read'];
    }

    /** Style sheet and scripts, on our two pages only. */
    public static function enqueue(string $hook): void
    {
        $page = array_values(array_filter([self::ACCOUNT, self::CHANGE, self::PAY], static fn (string $one): bool => str_ends_with($hook, $one)))[0] ?? null;
        if ($page !== null) {
            wp_enqueue_style('plan-bridge', Plugin::asset('plan-bridge.css'), [], Plugin::VERSION);
        }
        match ($page) {
            self::CHANGE => wp_enqueue_script('plan-bridge-change', Plugin::asset('change.js'), [], Plugin::VERSION, true),
            self::PAY => PayPage::enqueue(),
            default => null,
        };
    }
}
