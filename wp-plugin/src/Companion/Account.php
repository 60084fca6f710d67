<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Account\Menu;

defined('ABSPATH') || exit;

/**
 * One Account for owners, of whoever sells: with Plan Bridge theirs leads to ours, and what ours does not have (domains,
 * billing information, what can be done with the site) is a page of ours in the menu, drawn by Ultimate Multisite.
 */
final class Account
{
    /** Ultimate Multisite's page, and what makes it the page of all the rest. */
    public const PAGE = 'account';
    private const PART = 'plan-bridge';
    private const REST = 'rest';

    private const OURS_BETTER = ['wp-ultimo-current-membership-element', 'wp-ultimo-invoices-element'];

    /** Action `admin_menu`, after all others. */
    public static function onMenu(): void
    {
        if (!self::isListed(self::PAGE) || !self::isListed(Menu::ACCOUNT)) {
            return;
        }
        if (Seller::isPlanBridge()) {
            remove_menu_page(self::PAGE);
            $title = self::restTitle();
            add_submenu_page(Menu::ACCOUNT, $title, $title, 'wu_manage_membership', self::file());
        } else {
            remove_menu_page(Menu::ACCOUNT);
            $title = __('Limits and prices', 'plan-bridge');
            add_submenu_page(self::PAGE, $title, $title, 'wu_manage_membership', 'admin.php?page=' . Menu::ACCOUNT);
        }
    }

    /** Whether the owner of a closed site needs that page of theirs to pay, or to read what there is to pay. */
    public static function isWayToPay(string $page): bool
    {
        return in_array($page, [self::PAGE, 'wu-checkout'], true) && !Seller::isPlanBridge();
    }

    /** Whether it is their Account that this person uses on this site. */
    public static function isTheirs(): bool
    {
        return self::isRegistered(self::PAGE) && current_user_can('wu_manage_membership') && !Seller::isPlanBridge();
    }

    public static function theirs(): string
    {
        return admin_url('admin.php?page=' . self::PAGE);
    }

    /** Action `user_admin_menu`, after all others: in the user dashboard ours is a link to the main site's. */
    public static function onUserMenu(): void
    {
        $ours = array_values(array_filter(array_column((array) ($GLOBALS['menu'] ?? []), 2), static fn (string $slug): bool => str_contains($slug, 'page=' . Menu::ACCOUNT)));
        if ($ours !== [] && self::isListed(self::PAGE)) {
            remove_menu_page(Seller::isPlanBridge() ? self::PAGE : $ours[0]);
        }
    }

    /** Action `load-toplevel_page_account`: leads to ours with what came along; a form that was sent is theirs to take. */
    public static function onPage(): void
    {
        $isRead = in_array($_SERVER['REQUEST_METHOD'] ?? '', ['GET', 'HEAD'], true);
        if (self::isRest() && self::leadsToOurs()) {
            $GLOBALS['title'] = self::restTitle(); // a page without a menu of its own has none
            return;
        }
        if (!$isRead || !self::leadsToOurs()) {
            return;
        }
        $given = array_diff_key(wp_unslash($_GET), ['page' => 0]); // phpcs:ignore WordPress.Security.NonceVerification -- a choice of view
        $hash = $given['membership'] ?? null;
        if (is_string($hash) && !ctype_digit($hash)) {
            $membership = wu_get_membership_by_hash($hash);
            $given['membership'] = $membership ? (int) $membership->get_id() : null;
        }
        Menu::go(Menu::account($given));
    }

    /** Action `wu_page_account_register_widgets`: what our Account shows is not there twice. */
    public static function onBoxes(): void
    {
        if (self::leadsToOurs()) {
            foreach (self::OURS_BETTER as $box) {
                remove_meta_box($box, get_current_screen(), 'normal');
                remove_meta_box($box, get_current_screen(), 'side');
            }
        }
    }

    /** Filter `parent_file`: of the two menus one is left, which is open for the pages of both. */
    public static function highlight(mixed $file): mixed
    {
        if (self::isBelowTheirs()) {
            $GLOBALS['_wp_real_parent_file'][Menu::ACCOUNT] = self::PAGE; // WordPress looks the parent up once more after this
            return self::PAGE;
        }
        return ($file === self::PAGE || self::isRest()) && self::leadsToOurs() ? Menu::ACCOUNT : $file;
    }

    /** Filter `submenu_file`. */
    public static function highlightPart(mixed $file): mixed
    {
        if (self::isBelowTheirs()) {
            return 'admin.php?page=' . Menu::ACCOUNT;
        }
        return self::isRest() && self::leadsToOurs() ? self::file() : $file;
    }

    /** Whether this page is one of ours, shown below their menu. */
    private static function isBelowTheirs(): bool
    {
        $page = $_GET['page'] ?? ''; // phpcs:ignore WordPress.Security.NonceVerification -- a choice of view
        return in_array($page, [Menu::ACCOUNT, Menu::CHANGE], true) && !Seller::isPlanBridge() && self::isListed(self::PAGE);
    }

    /**
     * Filter `map_meta_cap` of the capability of our pages: on a customer's site the same people reach them as theirs, and
     * customers of the network whatever they may do on the site.
     *
     * @param list<string> $caps
     * @return list<string>
     */
    public static function mapCapability(array $caps, string $cap, int $user): array
    {
        return is_main_site() || Menu::isCustomer($user) ? $caps : ['wu_manage_membership'];
    }

    /** @return array{address: string, title: string}|null their page of all the rest; null where this person has none */
    public static function rest(): ?array
    {
        if (!self::isRegistered(self::PAGE) || !current_user_can('wu_manage_membership') || !Seller::isPlanBridge()) {
            return null;
        }
        return ['address' => admin_url(self::file()), 'title' => self::restTitle()];
    }

    private static function restTitle(): string
    {
        return __('Domains, billing information and site', 'plan-bridge');
    }

    private static function file(): string
    {
        return 'admin.php?page=' . self::PAGE . '&' . self::PART . '=' . self::REST;
    }

    private static function isRest(): bool
    {
        return ($_GET['page'] ?? '') === self::PAGE && ($_GET[self::PART] ?? '') === self::REST; // phpcs:ignore WordPress.Security.NonceVerification -- a choice of view
    }

    /** Whether ours is there for this person: else theirs stays, whoever sells. */
    private static function leadsToOurs(): bool
    {
        return self::isRegistered(Menu::ACCOUNT) && current_user_can(\PlanBridge\Plugin::CAPABILITY) && Seller::isPlanBridge();
    }

    private static function isRegistered(string $page): bool
    {
        return isset($GLOBALS['admin_page_hooks'][$page]);
    }

    private static function isListed(string $page): bool
    {
        return in_array($page, array_column((array) ($GLOBALS['menu'] ?? []), 2), true);
    }
}
