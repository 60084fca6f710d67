<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/** Styles and scripts of these screens, and of no other; the settings show quotes as owners see them. */
final class Assets
{
    public function enqueue(): void
    {
        if (Screens::current() === '') {
            return;
        }
        $needs = [];
        if (Screens::current() === Screens::SETTINGS) {
            wp_enqueue_style('plan-bridge', Plugin::asset('plan-bridge.css'), [], Plugin::VERSION);
            $needs = ['plan-bridge'];
        }
        wp_enqueue_style('plan-bridge-network', Plugin::asset('network.css'), $needs, Plugin::VERSION);
        wp_enqueue_script('plan-bridge-network', Plugin::asset('network.js'), [], Plugin::VERSION, true);
        wp_enqueue_script('plan-bridge-preview', Plugin::asset('network-preview.js'), [], Plugin::VERSION, true);
    }
}
