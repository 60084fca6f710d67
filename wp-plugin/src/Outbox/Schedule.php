<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

defined('ABSPATH') || exit;

/** WP-Cron's part: once a minute, on the main site only. */
final class Schedule
{
    public const EVENT = 'plan_bridge_pull_outbox';
    private const EACH = 'plan_bridge_minute';

    /**
     * Filter `cron_schedules`.
     *
     * @param array<string, array{interval: int, display: string}> $schedules
     * @return array<string, array{interval: int, display: string}>
     */
    public function onSchedules(array $schedules): array
    {
        return $schedules + [self::EACH => ['interval' => MINUTE_IN_SECONDS, 'display' => 'Plan Bridge']];
    }

    /** Action `init`. */
    public function onInit(): void
    {
        if (is_main_site() && !wp_installing() && wp_next_scheduled(self::EVENT) === false) {
            wp_schedule_event(time(), self::EACH, self::EVENT);
        }
    }
}
