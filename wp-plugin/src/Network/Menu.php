<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/** The menu Plan Bridge of the network administration, and all that its screens hook into. */
final class Menu
{
    /** Each screen: its class, and what it takes to see it. */
    private const SCREENS = [
        Screens::PRODUCTS => [Products\ProductList::class, Screens::FOR_PRODUCTS],
        Screens::PRODUCT => [Products\ProductPage::class, Screens::FOR_PRODUCTS],
        Screens::MAP => [PlanMap::class, Screens::FOR_PRODUCTS],
        Screens::PAYMENTS => [Payments::class, Screens::FOR_SETTINGS],
        Screens::MEMBERSHIPS => [Memberships::class, Screens::FOR_SETTINGS],
        Screens::SETTINGS => [Settings\SettingsPage::class, Screens::FOR_SETTINGS],
    ];

    /** @return list<array{0: string, 1: class-string, 2: string, 3: int, 4: int}> */
    public static function rows(): array
    {
        return [
            ['network_admin_menu', self::class, 'add', 10, 0],
            ['submenu_file', self::class, 'highlight', 10, 1],
            ['admin_title', self::class, 'title', 10, 2],
            ['admin_enqueue_scripts', self::class, 'enqueue', 10, 0],
            ['wp_ajax_' . Products\ProductPage::PATHS_ACTION, Products\ProductPage::class, 'sendPaths', 10, 0],
            ['wp_ajax_' . Settings\SettingsPage::EXAMPLE_ACTION, Settings\SettingsPage::class, 'sendExample', 10, 0],
            ['wp_network_dashboard_setup', Dashboard::class, 'addWidget', 10, 0],
            ['network_admin_notices', Dashboard::class, 'worker', 10, 0],
            ['network_admin_notices', Dashboard::class, 'limits', 10, 0],
        ];
    }

    /** Beside Ultimate Multisite products are its own screens: ours can be reached, and are in no menu. */
    public function add(): void
    {
        $hidden = Plugin::isBeside() ? [Screens::PRODUCTS, Screens::PRODUCT] : [];
        $first = $hidden === [] ? Screens::PRODUCTS : Screens::MAP;
        add_menu_page('Plan Bridge', 'Plan Bridge', Screens::FOR_PRODUCTS, $first, '', 'dashicons-randomize', 24);
        foreach (self::SCREENS as $slug => [$class, $capability]) {
            $show = static fn () => Plugin::handler($class)->render();
            $parent = in_array($slug, $hidden, true) ? '' : $first;
            $hook = add_submenu_page($parent, self::name($slug), self::name($slug), $capability, $slug, $show);
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
        $name = Plugin::handler(Products\ProductPage::class)->heading();
        return $title === '' ? $name . $whole : str_replace($title, $name, $whole);
    }

    /** Styles and scripts of these screens, and of no other; the settings show quotes as owners see them. */
    public function enqueue(): void
    {
        if (Screens::current() === '') {
            return;
        }
        $needs = Screens::current() === Screens::SETTINGS ? ['plan-bridge'] : [];
        foreach ($needs as $style) {
            wp_enqueue_style($style, Plugin::asset("{$style}.css"), [], Plugin::VERSION);
        }
        wp_enqueue_style('plan-bridge-network', Plugin::asset('network.css'), $needs, Plugin::VERSION);
        wp_enqueue_script('plan-bridge-network', Plugin::asset('network.js'), [], Plugin::VERSION, true);
        wp_enqueue_script('plan-bridge-preview', Plugin::asset('network-preview.js'), [], Plugin::VERSION, true);
    }

    /** @param class-string $class */
    private static function load(string $class, string $capability): void
    {
        Screens::insist($capability);
        $GLOBALS['title'] ??= self::name(Screens::current()); // WordPress knows none of a page that is in no menu
        if (method_exists($class, 'load')) {
            Plugin::handler($class)->load();
        }
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
