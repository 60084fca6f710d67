<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use PlanBridge\Network\Products\Paths;
use PlanBridge\Network\Products\ProductPage;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** The map of plans: for each pair a sign, and always the text beside it. The page shows all plans as saved, a page of rows and columns at a time. */
final class PlanMap
{
    private const GROUP = 'group:';

    public function render(): void
    {
        $shown = Screens::text('shown') ?: 'all';
        $pages = ['rows' => max(1, Screens::number('rows')), 'columns' => max(1, Screens::number('columns'))];
        $answer = (new Client())->get('/v1/network/plan-map', self::query($shown) + $pages);
        if (is_wp_error($answer)) {
            View::render('network/map', ['error' => Messages::forPage($answer)]);
            return;
        }
        $pager = static fn (string $side, string $other): Pager => new Pager(
            Screens::MAP,
            array_filter(['shown' => Screens::text('shown'), $other => Screens::number($other)]),
            $pages[$side],
            $answer['map']['total'],
            $answer['page_size'],
            $side
        );
        View::render('network/map', [
            'error' => null,
            'shown' => $shown,
            'choices' => self::choices($answer['plan_groups']),
            'map' => self::view($answer['map']),
            'warnings' => Paths::warnings($answer['warnings'], $answer['names']),
            'rows' => $pager('rows', 'columns'),
            'columns' => $pager('columns', 'rows'),
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

    /**
     * Data for the view `network/plan-map`.
     *
     * @param array<string, mixed> $map of the service: `rows`, `columns`, `cells[row][column]`
     * @param int|null $own the plan that is edited, null where none is
     * @return array{columns: list<array<string, mixed>>, rows: list<array<string, mixed>>, total: int}
     */
    public static function view(array $map, ?int $own = null): array
    {
        $head = static fn (array $plan): array => $plan + [
            'own' => $plan['plan_id'] === $own,
            'address' => in_array($plan['plan_id'], [0, $own], true) ? '' : Screens::address(Screens::PRODUCT, ['id' => $plan['plan_id'], 'tab' => ProductPage::PATHS]),
        ];
        $row = static fn (array $plan, array $cells): array => $head($plan) + ['cells' => array_map(self::cell(...), $cells)];
        return ['columns' => array_map($head, $map['columns']), 'rows' => array_map($row, $map['rows'], $map['cells']), 'total' => $map['total']];
    }

    /**
     * What each sign means, for the legend.
     *
     * @return array<string, array{0: string, 1: string}> sign and words by kind of cell
     */
    public static function legend(): array
    {
        return [
            'now' => ['✓', __('At once', 'plan-bridge')],
            'later' => ['◷', __('At the end of the term', 'plan-bridge')],
            'no' => ['✕', __('Not possible, with the reason', 'plan-bridge')],
            'same' => ['–', __('The plan itself', 'plan-bridge')],
        ];
    }

    /**
     * @param array<string, mixed>|null $cell null: row and column are the same plan
     * @return array{kind: string, sign: string, text: string, changed: bool}
     */
    private static function cell(?array $cell): array
    {
        $kind = match (true) {
            $cell === null => 'same',
            !$cell['allowed'] => 'no',
            default => $cell['effective'] === 'term_end' ? 'later' : 'now',
        };
        [$sign, $words] = self::legend()[$kind];
        return ['kind' => $kind, 'sign' => $sign, 'text' => $kind === 'no' ? implode('; ', Paths::reasons($cell)) : $words, 'changed' => $cell['changed'] ?? false];
    }
}
