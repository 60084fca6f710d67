<?php

declare(strict_types=1);

namespace PlanBridge\Network;

defined('ABSPATH') || exit;

/** What the network administrator's screens hook into. */
final class Hooks
{
    /** @return list<array{0: string, 1: class-string, 2: string, 3: int, 4: int}> */
    public static function rows(): array
    {
        return [
            ['network_admin_menu', Menu::class, 'add', 10, 0],
            ['submenu_file', Menu::class, 'highlight', 10, 1],
            ['admin_title', Menu::class, 'title', 10, 2],
            ['admin_enqueue_scripts', Assets::class, 'enqueue', 10, 0],
            ['wp_ajax_' . Pages\ProductPage::PATHS_ACTION, Pages\ProductPage::class, 'sendPaths', 10, 0],
            ['wp_ajax_' . Pages\SettingsPage::EXAMPLE_ACTION, Pages\SettingsPage::class, 'sendExample', 10, 0],
            ['wp_network_dashboard_setup', DashboardWidget::class, 'add', 10, 0],
            ['network_admin_notices', WorkerNotice::class, 'show', 10, 0],
            ['site_status_tests', HealthTest::class, 'add', 10, 1],
            ['site_status_tests', LimitFaults::class, 'add', 10, 1],
            ['network_admin_notices', LimitFaults::class, 'show', 10, 0],
            ['wp_ajax_health-check-' . HealthTest::NAME, HealthTest::class, 'answer', 10, 0],
        ];
    }
}
