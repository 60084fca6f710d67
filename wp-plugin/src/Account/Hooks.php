<?php

declare(strict_types=1);

namespace PlanBridge\Account;

defined('ABSPATH') || exit;

/** Hooks of the owner's side. Nobody who is logged out gets further than the login. */
final class Hooks
{
    /** @return list<array{0: string, 1: class-string, 2: string, 3: int, 4: int}> */
    public static function rows(): array
    {
        return [
            ['admin_menu', Menu::class, 'add', 10, 0],
            ['user_admin_menu', Menu::class, 'addToUserDashboard', 10, 0],
            ['map_meta_cap', Menu::class, 'mapCapability', 10, 3],
            ['admin_enqueue_scripts', Assets::class, 'enqueue', 10, 1],
            ['admin_post_plan_bridge_choose', ChooseHandler::class, 'handle', 10, 0],
            ['admin_post_plan_bridge_confirm', ConfirmHandler::class, 'handle', 10, 0],
            ['admin_post_plan_bridge_cancel', CancelHandler::class, 'handle', 10, 0],
            ['admin_post_nopriv_plan_bridge_choose', LoginFirst::class, 'redirect', 10, 0],
            ['admin_post_nopriv_plan_bridge_confirm', LoginFirst::class, 'redirect', 10, 0],
            ['admin_post_nopriv_plan_bridge_cancel', LoginFirst::class, 'redirect', 10, 0],
            ['wp_ajax_plan_bridge_summary', SummaryAnswer::class, 'send', 10, 0],
            ['wp_ajax_nopriv_plan_bridge_summary', LoginFirst::class, 'sendMessage', 10, 0],
            ['wp_ajax_plan_bridge_status', StatusAnswer::class, 'send', 10, 0],
            ['wp_ajax_nopriv_plan_bridge_status', LoginFirst::class, 'sendMessage', 10, 0],
        ];
    }
}
