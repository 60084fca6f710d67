<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/** Style sheet and scripts, on our two pages only. */
final class Assets
{
    public function enqueue(string $hook): void
    {
        if (!str_ends_with($hook, Pages::ACCOUNT) && !str_ends_with($hook, Pages::CHANGE)) {
            return;
        }
        wp_enqueue_style('plan-bridge', Plugin::asset('plan-bridge.css'), [], Plugin::VERSION);
        if (str_ends_with($hook, Pages::CHANGE)) {
            wp_enqueue_script('plan-bridge-change', Plugin::asset('change.js'), [], Plugin::VERSION, true);
        }
    }
}
