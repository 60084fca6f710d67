<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/**
 * The menu Account: on each customer's site, and on the main site for customers without a role anywhere.
 *
 * The pages answer everybody who can reach them, in words; the menu is shown to those who have something there.
 */
final class Menu
{
    public function add(): void
    {
        $title = __('Account', 'plan-bridge');
        if (!$this->belongsHere()) {
            return;
        }
        $this->addPage(
            (string) add_menu_page($title, $title, Pages::CAPABILITY, Pages::ACCOUNT, '', 'dashicons-id-alt', 3.7),
            AccountPage::class
        );
        $change = __('Change plan', 'plan-bridge');
        $this->addPage(
            (string) add_submenu_page(Pages::ACCOUNT, $change, $change, Pages::CAPABILITY, Pages::CHANGE),
            ChangePage::class
        );
        $this->nameFirstEntry($title);
        if (!$this->hasSomethingHere()) {
            remove_menu_page(Pages::ACCOUNT);
        }
    }

    /** A customer without a role anywhere lands in the user dashboard: from there one link leads to the account. */
    public function addToUserDashboard(): void
    {
        if (MembershipId::isCustomer(get_current_user_id())) {
            $title = __('Account', 'plan-bridge');
            $address = get_admin_url(get_main_site_id(), 'admin.php?page=' . Pages::ACCOUNT);
            add_menu_page($title, $title, 'exist', $address, '', 'dashicons-id-alt', 3);
        }
    }

    /**
     * Who can reach the pages: whoever can read on the site; on the main site everybody who is logged in.
     *
     * @param list<string> $caps
     * @return list<string>
     */
    public function mapCapability(array $caps, string $cap, int $user): array
    {
        if ($cap !== Pages::CAPABILITY) {
            return $caps;
        }
        return [$user > 0 && is_main_site() ? 'exist' : 'read'];
    }

    private function addPage(string $hook, string $page): void
    {
        add_action("load-{$hook}", static fn () => Plugin::handler($page)->load());
        add_action($hook, static fn () => Plugin::handler($page)->render());
    }

    /** WordPress repeats the menu's title as its first entry; there it says what the page is. */
    private function nameFirstEntry(string $title): void
    {
        global $submenu;
        if (isset($submenu[Pages::ACCOUNT][0])) {
            $submenu[Pages::ACCOUNT][0][0] = __('Your Membership', 'plan-bridge');
            $submenu[Pages::ACCOUNT][0][3] = $title;
        }
    }

    private function belongsHere(): bool
    {
        return is_main_site() || MembershipId::ofSite() !== null || MembershipId::isCustomer(get_current_user_id());
    }

    private function hasSomethingHere(): bool
    {
        return (!is_main_site() && current_user_can('manage_options')) || MembershipId::isCustomer(get_current_user_id());
    }
}
