<?php

declare(strict_types=1);

namespace PlanBridge\Network\Pages;

use PlanBridge\Messages;
use PlanBridge\Network\Pager;
use PlanBridge\Network\Product\Catalog;
use PlanBridge\Network\Product\MapView;
use PlanBridge\Network\Product\PathWords;
use PlanBridge\Network\Screens;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** The map of all plans as saved: who may change to what, a page of rows and of columns at a time. */
final class MapPage
{
    private const GROUP = 'group:';

    public function load(): void
    {
    }

    public function render(): void
    {
        $shown = Screens::text('shown');
        $catalog = Catalog::fetch();
        $answer = (new Client())->get('/v1/network/plan-map', self::query($shown) + [
            'rows' => max(1, Screens::number('rows')),
            'columns' => max(1, Screens::number('columns')),
        ]);
        if (is_wp_error($answer)) {
            View::render('network/map', ['error' => Messages::forPage($answer)]);
            return;
        }
        $names = is_wp_error($catalog) ? [] : array_column($catalog->products, 'name', 'id');
        $warnings = array_filter((array) ($answer['warnings'] ?? []), 'is_array');
        View::render('network/map', [
            'error' => null,
            'shown' => $shown === '' ? 'all' : $shown,
            'choices' => self::choices(array_map('strval', (array) ($answer['plan_groups'] ?? []))),
            'map' => MapView::of((array) ($answer['map'] ?? [])),
            'warnings' => array_map(static fn (array $one): string => PathWords::warning($one, $names), array_values($warnings)),
            'rows' => self::pager($answer, 'rows', 'columns', $shown),
            'columns' => self::pager($answer, 'columns', 'rows', $shown),
        ]);
    }

    /**
     * What the service is asked for, by what was chosen: everything, the plans without a group, or one group.
     *
     * @return array<string, string>
     */
    private static function query(string $shown): array
    {
        return match (true) {
            str_starts_with($shown, self::GROUP) => ['which' => 'group', 'group' => substr($shown, strlen(self::GROUP))],
            $shown === 'ungrouped' => ['which' => 'ungrouped'],
            default => ['which' => 'all'],
        };
    }

    /**
     * @param list<string> $groups
     * @return array<string, string>
     */
    private static function choices(array $groups): array
    {
        $choices = ['all' => __('All plans', 'plan-bridge')];
        foreach ($groups as $group) {
            /* translators: %s: plan group */
            $choices[self::GROUP . $group] = sprintf(__('Plan group “%s”', 'plan-bridge'), $group);
        }
        return $choices + ['ungrouped' => __('Plans without a plan group', 'plan-bridge')];
    }

    /** @param array<string, mixed> $answer */
    private static function pager(array $answer, string $name, string $other, string $shown): Pager
    {
        $keeps = array_filter(['shown' => $shown, $other => Screens::number($other)]);
        $total = (int) ($answer['map']['total'] ?? 0);
        return new Pager(Screens::MAP, $keeps, max(1, Screens::number($name)), $total, max(1, (int) ($answer['page_size'] ?? 20)), $name);
    }
}
