<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Plugin;

/** Style and script of these screens, and of no other. */
final class Assets
{
    public function enqueue(): void
    {
        if (Screens::current() === '') {
            return;
        }
        wp_enqueue_style('plan-bridge-network', Plugin::asset('network.css'), [], Plugin::VERSION);
        wp_enqueue_script('plan-bridge-network', Plugin::asset('network.js'), [], Plugin::VERSION, true);
    }
}
