<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/** The menu Plan Bridge of the network administration. */
final class Menu
{
    /** Each screen: its class, and what it takes to see it. */
    private const SCREENS = [
        Screens::PRODUCTS => [Pages\ProductsPage::class, Authority::PRODUCTS],
        Screens::PRODUCT => [Pages\ProductPage::class, Authority::PRODUCTS],
        Screens::MAP => [Pages\MapPage::class, Authority::PRODUCTS],
        Screens::PAYMENTS => [Pages\PaymentsPage::class, Authority::SETTINGS],
        Screens::MEMBERSHIPS => [Pages\MembershipsPage::class, Authority::SETTINGS],
        Screens::SETTINGS => [Pages\SettingsPage::class, Authority::SETTINGS],
    ];

    public function add(): void
    {
        add_menu_page('Plan Bridge', 'Plan Bridge', Authority::PRODUCTS, Screens::PRODUCTS, '', 'dashicons-randomize', 24);
        foreach (self::SCREENS as $slug => [$class, $capability]) {
            $show = static fn () => Plugin::handler($class)->render();
            $hook = add_submenu_page(Screens::PRODUCTS, self::name($slug), self::name($slug), $capability, $slug, $show);
            if (is_string($hook)) {
                add_action("load-{$hook}", static fn () => self::load($class, $capability));
            }
        }
    }

    /** A product that is edited belongs to Products in the menu, not to Add product. */
    public function highlight(?string $file): ?string
    {
        return Screens::current() === Screens::PRODUCT && Screens::number('id') > 0 ? Screens::PRODUCTS : $file;
    }

    /** Names the product in the browser's title too. */
    public function title(string $whole, string $title): string
    {
        if (Screens::current() !== Screens::PRODUCT || Screens::number('id') === 0) {
            return $whole;
        }
        $name = Plugin::handler(Pages\ProductPage::class)->heading();
        return $title === '' ? $name . $whole : str_replace($title, $name, $whole);
    }

    /** @param class-string $class */
    private static function load(string $class, string $capability): void
    {
        Authority::insist($capability);
        Plugin::handler($class)->load();
    }

    private static function name(string $slug): string
    {
        return match ($slug) {
            Screens::PRODUCTS => __('Products', 'plan-bridge'),
            Screens::PRODUCT => __('Add product', 'plan-bridge'),
            Screens::MAP => __('Plan map', 'plan-bridge'),
            Screens::PAYMENTS => __('Payments', 'plan-bridge'),
            Screens::MEMBERSHIPS => __('Memberships', 'plan-bridge'),
            default => __('Settings', 'plan-bridge'),
        };
    }
}
