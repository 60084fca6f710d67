<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/**
 * The menu Account with its two pages: on each customer's site, and on the main site for customers without a role
 * anywhere. The pages answer everybody who can reach them, in words; the menu is shown to those who have something there.
 */
final class Menu
{
    public const ACCOUNT = 'plan-bridge-account';
    public const CHANGE = 'plan-bridge-change';

    public static function account(array $query = []): string
    {
        return self::address(self::ACCOUNT, $query);
    }

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

    private static function address(string $page, array $query): string
    {
        $given = array_filter($query, static fn (mixed $value): bool => $value !== null && $value !== []);
        return admin_url('admin.php?' . http_build_query(['page' => $page] + $given));
    }

    public static function add(): void
    {
        $title = __('Account', 'plan-bridge');
        $isCustomer = CurrentMembership::isCustomer(get_current_user_id());
        if (!$isCustomer && !is_main_site() && CurrentMembership::ofSite() === null) {
            return;
        }
        self::addPage((string) add_menu_page($title, $title, Plugin::CAPABILITY, self::ACCOUNT, '', 'dashicons-id-alt', 3.7), AccountPage::class);
        $change = __('Change plan', 'plan-bridge');
        self::addPage((string) add_submenu_page(self::ACCOUNT, $change, $change, Plugin::CAPABILITY, self::CHANGE), ChangePage::class);
        self::nameFirstEntry($title);
        if (!$isCustomer && (is_main_site() || !current_user_can('manage_options'))) {
            remove_menu_page(self::ACCOUNT); // who has nothing there can reach the pages all the same
        }
    }

    /** A customer without a role anywhere lands in the user dashboard: from there one link leads to the account. */
    public static function addToUserDashboard(): void
    {
        if (CurrentMembership::isCustomer(get_current_user_id())) {
            $title = __('Account', 'plan-bridge');
            $address = get_admin_url(get_main_site_id(), 'admin.php?page=' . self::ACCOUNT);
            add_menu_page($title, $title, 'exist', $address, '', 'dashicons-id-alt', 3);
        }
    }

    /**
     * Filter `map_meta_cap` of the capability of both pages: whoever can read on the site reaches them; on the main site
     * everybody who is logged in. The service decides who may do what on them.
     *
     * @param list<string> $caps
     * @return list<string>
     */
    public static function mapCapability(array $caps, string $cap, int $user): array
    {
        return [$user > 0 && is_main_site() ? 'exist' : 'read'];
    }

    private static function addPage(string $hook, string $page): void
    {
        add_action("load-{$hook}", static fn () => Plugin::handler($page)->load());
        add_action($hook, static fn () => Plugin::handler($page)->render());
    }

    /** WordPress repeats the menu's title as its first entry; there it says what the page is. */
    private static function nameFirstEntry(string $title): void
    {
        global $submenu;
        if (isset($submenu[self::ACCOUNT][0])) {
            $submenu[self::ACCOUNT][0][0] = __('Your Membership', 'plan-bridge');
            $submenu[self::ACCOUNT][0][3] = $title;
        }
    }

    /** Style sheet and scripts, on our two pages only. */
    public static function enqueue(string $hook): void
    {
        if (!str_ends_with($hook, self::ACCOUNT) && !str_ends_with($hook, self::CHANGE)) {
            return;
        }
        wp_enqueue_style('plan-bridge', Plugin::asset('plan-bridge.css'), [], Plugin::VERSION);
        if (str_ends_with($hook, self::CHANGE)) {
            wp_enqueue_script('plan-bridge-change', Plugin::asset('change.js'), [], Plugin::VERSION, true);
        }
    }
}
