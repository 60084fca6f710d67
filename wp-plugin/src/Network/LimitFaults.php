<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Health\Result;
use PlanBridge\Limits\Faults;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Tells the network administrator which limits have to be mended: on the network's dashboard and in Site Health. */
final class LimitFaults
{
    private const NAME = 'plan_bridge_limit_faults';
    private const SHOWN = 5;

    /** Action `network_admin_notices`: where the network administrator arrives, and on our own screens. */
    public function show(): void
    {
        $screen = get_current_screen();
        $belongs = $screen !== null && ($screen->id === 'dashboard-network' || str_contains($screen->id, 'plan-bridge'));
        if (!$belongs || !Authority::has(Authority::SETTINGS)) {
            return;
        }
        $count = Faults::count();
        if ($count > 0) {
            View::render('parts/notice', ['type' => 'error', 'text' => self::text($count)]);
        }
    }

    /**
     * Filter `site_status_tests`.
     *
     * @param array<string, array<string, mixed>> $tests
     * @return array<string, array<string, mixed>>
     */
    public function add(array $tests): array
    {
        if (Authority::has(Authority::SETTINGS)) {
            $tests['direct'][self::NAME] = ['label' => __('Limits of all sites', 'plan-bridge'), 'test' => [$this, 'result']];
        }
        return $tests;
    }

    /** @return array<string, mixed> */
    public function result(): array
    {
        $count = Faults::count();
        return $count === 0
            ? Result::good(self::NAME, __('All limits of this network can be read', 'plan-bridge'))
            : Result::critical(self::NAME, __('Limits of this network have to be mended', 'plan-bridge'), self::text($count));
    }

    private static function text(int $count): string
    {
        $sentences = Faults::words(self::SHOWN);
        if ($count > self::SHOWN) {
            /* translators: %s: number */
            $sentences[] = sprintf(__('%s more are listed by bridge check.', 'plan-bridge'), number_format_i18n($count - self::SHOWN));
        }
        return implode(' ', $sentences);
    }
}
