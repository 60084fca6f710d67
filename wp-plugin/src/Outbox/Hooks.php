<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

defined('ABSPATH') || exit;

/** When the outbox is pulled. */
final class Hooks
{
    /** @return list<array{string, class-string, string, int, int}> */
    public static function rows(): array
    {
        return [
            ['cron_schedules', Schedule::class, 'onSchedules', 10, 1],
            ['init', Schedule::class, 'onInit', 20, 0],
            [Schedule::EVENT, Puller::class, 'onCron', 10, 0],
            ['shutdown', Puller::class, 'afterPage', 20, 0],
            ['wp_ajax_' . Puller::KNOCK, Puller::class, 'onKnock', 10, 0],
            ['wp_ajax_nopriv_' . Puller::KNOCK, Puller::class, 'onKnock', 10, 0],
        ];
    }
}
