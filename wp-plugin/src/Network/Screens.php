<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/** The network administrator's screens: their menu and addresses, who may use them, and what a form of theirs asks for. */
final class Screens
{
    public const PRODUCTS = 'plan-bridge-products';
    public const PRODUCT = 'plan-bridge-product';
    public const MAP = 'plan-bridge-map';
    public const PAYMENTS = 'plan-bridge-payments';
    public const MEMBERSHIPS = 'plan-bridge-memberships';
    public const MEMBERSHIP = 'plan-bridge-membership';
    public const CODES = 'plan-bridge-codes';
    public const GIVE = 'plan-bridge-give';
    public const TAXES = 'plan-bridge-taxes';
    public const LETTERS = 'plan-bridge-letters';
    public const RUNS = 'plan-bridge-runs';
    public const SITE = 'plan-bridge-site';
    public const SETTINGS = 'plan-bridge-settings';

    /** What it takes to see products and their paths, and to see all else. */
    public const FOR_PRODUCTS = 'manage_network';
    public const FOR_SETTINGS = 'manage_network_options';

    /** Each screen: its class, and what it takes to see it. */
    private const PAGES = [
        self::PRODUCTS => [Products\Catalog::class, self::FOR_PRODUCTS],
        self::PRODUCT => [Products\ProductPage::class, self::FOR_PRODUCTS],
        self::MAP => [PlanMap::class, self::FOR_PRODUCTS],
        self::PAYMENTS => [Payments::class, self::FOR_SETTINGS],
        self::MEMBERSHIPS => [Memberships::class, self::FOR_SETTINGS],
        self::MEMBERSHIP => [MembershipPage::class, self::FOR_SETTINGS],
        self::CODES => [DiscountCodes::class, self::FOR_SETTINGS],
        self::GIVE => [Gifts::class, self::FOR_SETTINGS],
        self::TAXES => [Taxes::class, self::FOR_SETTINGS],
        self::LETTERS => [Letters::class, self::FOR_SETTINGS],
        self::RUNS => [LimitRuns::class, self::FOR_SETTINGS],
        self::SITE => [SiteLimits::class, self::FOR_SETTINGS],
        self::SETTINGS => [Settings\SettingsPage::class, self::FOR_SETTINGS],
    ];

    /** The field with the name of an act. */
    public const ACT = 'pb_act';

    /**
     * Filter of the links under the plugin's name in the network's list of plugins: the settings are the way on from there.
     *
     * @param array<string, string> $links
     * @return array<string, string>
     */
    public static function links(array $links): array
    {
        if (!current_user_can(self::FOR_SETTINGS)) {
            return $links;
        }
        return ['settings' => sprintf('<a href="%s">%s</a>', esc_url(self::address(self::SETTINGS)), esc_html__('Settings', 'plan-bridge'))] + $links;
    }

    public static function rows(): array
    {
        return [
            ['network_admin_menu', self::class, 'add', 10, 0],
            ['submenu_file', self::class, 'highlight', 10, 1],
            ['parent_file', self::class, 'highlightMenu', 10, 1],
            ['network_edit_site_nav_links', SiteLimits::class, 'addTab', 10, 1],
            ['wpmu_blogs_columns', PlanColumn::class, 'onColumns', 10, 1],
            ['manage_sites_custom_column', PlanColumn::class, 'show', 10, 2],
            ['admin_title', self::class, 'title', 10, 2],
            ['network_admin_plugin_action_links_' . plugin_basename(PLAN_BRIDGE_FILE), self::class, 'links', 10, 1],
            ['admin_enqueue_scripts', self::class, 'enqueue', 10, 0],
            ['wp_ajax_' . Products\ProductPage::PATHS_ACTION, Products\ProductPage::class, 'sendPaths', 10, 0],
            ['wp_ajax_' . Products\ProductPage::FORECAST_ACTION, Products\ProductPage::class, 'sendForecast', 10, 0],
            ['set_screen_option_' . 'plan_bridge_memberships_per_page', Memberships::class, 'keepPerPage', 10, 3],
            ['wp_ajax_' . Memberships::EXPORT, Memberships::class, 'export', 10, 0],
            ['wp_ajax_' . Suggestions::ACTION, Suggestions::class, 'send', 10, 0],
            ['wp_ajax_' . Settings\SettingsPage::EXAMPLE_ACTION, Settings\SettingsPage::class, 'sendExample', 10, 0],
        ];
    }

    /** Beside Ultimate Multisite products are its own screens: ours can be reached, and are in no menu. */
    public function add(): void
    {
        $hidden = Plugin::isBeside() ? [self::PRODUCTS, self::PRODUCT, self::CODES] : [];
        $first = $hidden === [] ? self::PRODUCTS : self::MAP;
        add_menu_page('Plan Bridge', 'Plan Bridge', self::FOR_PRODUCTS, $first, '', 'dashicons-randomize', 24);
        foreach (self::PAGES as $slug => [$class, $capability]) {
            $show = static fn () => Plugin::handler($class)->render();
            $hook = add_submenu_page(in_array($slug, $hidden, true) ? '' : $first, Words::label($slug), Words::label($slug), $capability, $slug, $show);
            if (is_string($hook)) {
                add_action("load-{$hook}", static fn () => self::load($class, $capability));
            }
        }
        foreach ([self::MEMBERSHIP, self::SITE] as $slug) { // reached from lists; WordPress has looked up their titles by then
            add_action('admin_head', static fn () => remove_submenu_page($first, $slug));
        }
    }

    /** A product that is edited belongs to Products in the menu, not to Add product; a membership to the list of them. */
    public function highlight(?string $file): ?string
    {
        if (in_array(self::current(), [self::MEMBERSHIP, self::SITE], true)) {
            return self::current() === self::SITE ? 'sites.php' : self::MEMBERSHIPS;
        }
        return self::current() === self::PRODUCT && SentText::id($_GET, 'id') > 0 ? self::PRODUCTS : $file;
    }

    /** The limits of a site belong to WordPress' own Sites. */
    public function highlightMenu(?string $file): ?string
    {
        return self::current() === self::SITE ? 'sites.php' : $file;
    }

    /** Names the product in the browser's title too. */
    public function title(string $whole, string $title): string
    {
        if (self::current() !== self::PRODUCT || SentText::id($_GET, 'id') === 0) {
            return $whole;
        }
        $name = Plugin::handler(Products\ProductPage::class)->heading();
        return $title === '' ? $name . $whole : str_replace($title, $name, $whole);
    }

    /** Styles and scripts of these screens, and of no other; some show what owners see as these see it. */
    public function enqueue(): void
    {
        if (self::current() === '') {
            return;
        }
        $needs = in_array(self::current(), [self::SETTINGS, self::MEMBERSHIP], true) ? ['plan-bridge'] : [];
        wp_register_style('plan-bridge', Plugin::asset('plan-bridge.css'), [], Plugin::VERSION);
        wp_enqueue_style('plan-bridge-network', Plugin::asset('network.css'), $needs, Plugin::VERSION);
        wp_enqueue_script('plan-bridge-network', Plugin::asset('network.js'), [], Plugin::VERSION, true);
    }

    private static function load(string $class, string $capability): void
    {
        self::insist($capability);
        $GLOBALS['title'] ??= Words::label(self::current()); // WordPress knows none of a page that is in no menu
        if (method_exists($class, 'load')) {
            Plugin::handler($class)->load();
        }
    }

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

    /** The screen of this request, '' where it is none of these. */
    public static function current(): string
    {
        $page = is_network_admin() ? sanitize_key(SentText::of($_GET, 'page')) : '';
        return isset(self::PAGES[$page]) ? $page : '';
    }

    /** A text of the address, cleaned. */
    public static function text(string $name): string
    {
        return sanitize_text_field(SentText::of($_GET, $name));
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
        return ($_SERVER['REQUEST_METHOD'] ?? '') === 'POST' && isset($_POST[self::ACT]) ? sanitize_key(SentText::of($_POST, self::ACT)) : null;
    }

    /** Whether a form of these screens was meant, see SentText::isMeant(). */
    public static function isGenuine(string $form): bool
    {
        return SentText::isMeant(self::nonce($form));
    }

    /** @param string $form the form's name, with the id of what it changes */
    public static function nonce(string $form): string
    {
        return 'plan_bridge_network_' . $form;
    }
}
