<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Network\Settings\Connection;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Above the network's dashboard: that the worker has stopped. Nothing else there would look wrong for days. */
final class WorkerNotice
{
    /** Action `network_admin_notices`. */
    public function show(): void
    {
        if (get_current_screen()?->id !== 'dashboard-network' || !Authority::has(Authority::SETTINGS)) {
            return;
        }
        $finding = Connection::look()->ofWorker();
        if ($finding !== null) {
            View::render('network/worker-notice', ['finding' => $finding, 'settings' => Screens::address(Screens::SETTINGS)]);
        }
    }
}
