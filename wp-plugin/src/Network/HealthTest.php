<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Network\Settings\Connection;

defined('ABSPATH') || exit;

/** Site Health: whether the plugin can talk to the service. Asked by the page's own script, so the page never waits. */
final class HealthTest
{
    public const NAME = 'plan-bridge-connection';

    /**
     * @param array<string, array<string, mixed>> $tests
     * @return array<string, array<string, mixed>>
     */
    public function add(array $tests): array
    {
        if (Authority::has(Authority::SETTINGS)) {
            $tests['async'][self::NAME] = [
                'label' => __('Plan Bridge: connection to the service', 'plan-bridge'),
                'test' => self::NAME,
                'has_rest' => false,
                'async_direct_test' => [$this, 'result'],
            ];
        }
        return $tests;
    }

    public function answer(): void
    {
        check_ajax_referer('health-check-site-status');
        Authority::insist(Authority::SETTINGS);
        wp_send_json_success($this->result());
    }

    /** @return array<string, mixed> as Site Health shows it */
    public function result(): array
    {
        $finding = Connection::check()->findings()[0];
        $status = match ($finding->type) {
            'success' => 'good',
            'warning' => 'recommended',
            default => 'critical',
        };
        $settings = sprintf('<a href="%s">%s</a>', esc_url(Screens::address(Screens::SETTINGS)), esc_html__('Plan Bridge, Settings', 'plan-bridge'));
        return [
            'label' => $status === 'good'
                ? __('Plan Bridge is connected to its service', 'plan-bridge')
                : __('Plan Bridge has a problem with its service', 'plan-bridge'),
            'status' => $status,
            'badge' => ['label' => 'Plan Bridge', 'color' => 'blue'],
            'description' => '<p>' . esc_html($finding->text) . '</p>',
            'actions' => $status === 'good' ? '' : '<p>' . $settings . '</p>',
            'test' => self::NAME,
        ];
    }
}
