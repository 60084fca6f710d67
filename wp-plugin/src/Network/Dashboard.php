<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Health\SiteHealth;
use PlanBridge\Limits\Faults;
use PlanBridge\Messages;
use PlanBridge\Network\Settings\Connection;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** What the network administrator is told on arriving: what waits, that the worker has stopped, which limits to mend. */
final class Dashboard
{
    public function addWidget(): void
    {
        if (Screens::mayUse(Screens::FOR_SETTINGS)) {
            wp_add_dashboard_widget('plan_bridge_network', 'Plan Bridge', [$this, 'render']);
        }
    }

    /** How many payments wait to be marked as paid, or why nobody can tell. */
    public function render(): void
    {
        $answer = (new Client())->get('/v1/network/payments', ['status' => 'pending', 'page' => 1]);
        View::render('network/dashboard', [
            'error' => is_wp_error($answer) ? Messages::forPage($answer) : null,
            'pending' => is_wp_error($answer) ? 0 : (int) ($answer['to_mark'] ?? 0),
        ]);
    }

    /** That the worker has stopped: nothing else on the dashboard would look wrong for days. */
    public function worker(): void
    {
        $belongs = get_current_screen()?->id === 'dashboard-network' && Screens::mayUse(Screens::FOR_SETTINGS);
        $finding = $belongs ? Connection::look()->ofWorker() : null;
        if ($finding !== null) {
            View::render('network/worker-notice', ['finding' => $finding, 'settings' => Screens::address(Screens::SETTINGS)]);
        }
    }

    /** Which limits have to be mended: where the network administrator arrives, and on our own screens. */
    public function limits(): void
    {
        $screen = get_current_screen();
        $belongs = $screen !== null && ($screen->id === 'dashboard-network' || str_contains($screen->id, 'plan-bridge'));
        if ($belongs && Screens::mayUse(Screens::FOR_SETTINGS) && Faults::count() > 0) {
            View::render('parts/notice', ['type' => 'error', 'text' => SiteHealth::limitFaults()]);
        }
    }
}
