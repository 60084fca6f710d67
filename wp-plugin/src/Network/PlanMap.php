<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** The map of plans: for each pair a sign, and always the text beside it. The page shows all plans as saved, a page of rows and columns at a time. */
final class PlanMap
{
    private const GROUP = 'group:';

    public function render(): void
    {
        $shown = Screens::text('shown');
        $catalog = Products\Catalog::fetch();
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
            'map' => self::view((array) ($answer['map'] ?? [])),
            'warnings' => array_map(static fn (array $one): string => Products\Paths::warning($one, $names), array_values($warnings)),
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

    /**
     * Data for the view `network/plan-map`.
     *
     * @param array<string, mixed> $map of the service: `rows`, `columns`, `cells[row][column]`
     * @param int|null $own the plan that is edited, null where none is
     * @return array{columns: list<array<string, mixed>>, rows: list<array<string, mixed>>, total: int}
     */
    public static function view(array $map, ?int $own = null): array
    {
        $columns = self::plans($map['columns'] ?? []);
        $rows = [];
        foreach (self::plans($map['rows'] ?? []) as $at => $row) {
            $cells = array_values((array) ($map['cells'][$at] ?? []));
            $rows[] = self::head($row, $own) + ['cells' => array_map(self::cell(...), $cells)];
        }
        $heads = array_map(static fn (array $column): array => self::head($column, $own), $columns);
        return ['columns' => $heads, 'rows' => $rows, 'total' => (int) ($map['total'] ?? count($rows))];
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
            empty($cell['allowed']) => 'no',
            default => ($cell['effective'] ?? 'now') === 'term_end' ? 'later' : 'now',
        };
        [$sign, $words] = self::legend()[$kind];
        $text = $kind === 'no' ? implode('; ', Products\Paths::reasons($cell)) : $words;
        return ['kind' => $kind, 'sign' => $sign, 'text' => $text, 'changed' => !empty($cell['changed'])];
    }

    /**
     * @param array<string, mixed> $plan
     * @return array{name: string, group: string, active: bool, own: bool, address: string}
     */
    private static function head(array $plan, ?int $own): array
    {
        $id = (int) ($plan['plan_id'] ?? 0);
        return [
            'name' => (string) ($plan['name'] ?? ''),
            'group' => (string) ($plan['group'] ?? ''),
            'active' => (bool) ($plan['active'] ?? true),
            'own' => $id === $own,
            'address' => $id > 0 && $id !== $own ? Screens::paths($id) : '',
        ];
    }

    /** @return list<array<string, mixed>> */
    private static function plans(mixed $plans): array
    {
        return array_values(array_filter(is_array($plans) ? $plans : [], 'is_array'));
    }
}
