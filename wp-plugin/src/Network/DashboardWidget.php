<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** On the network's dashboard: how many payments wait to be marked as paid, or why nobody can tell. */
final class DashboardWidget
{
    public function add(): void
    {
        if (Authority::has(Authority::SETTINGS)) {
            wp_add_dashboard_widget('plan_bridge_network', 'Plan Bridge', [$this, 'render']);
        }
    }

    public function render(): void
    {
        $answer = (new Client())->get('/v1/network/payments', ['status' => 'pending', 'page' => 1]);
        View::render('network/dashboard', [
            'error' => is_wp_error($answer) ? Messages::forPage($answer) : null,
            'pending' => is_wp_error($answer) ? 0 : (int) ($answer['to_mark'] ?? 0),
        ]);
    }
}
