<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Network\Screens;

defined('ABSPATH') || exit;

/** Puts the service's map of plans into words: for each pair a sign, and always the text beside it. */
final class MapView
{
    /**
     * Data for the view `network/plan-map`.
     *
     * @param array<string, mixed> $map of the service: `rows`, `columns`, `cells[row][column]`
     * @param int|null $own the plan that is edited, null where none is
     * @return array{columns: list<array<string, mixed>>, rows: list<array<string, mixed>>, total: int}
     */
    public static function of(array $map, ?int $own = null): array
    {
        $columns = self::list($map['columns'] ?? []);
        $rows = [];
        foreach (self::list($map['rows'] ?? []) as $at => $row) {
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
        $text = $kind === 'no' ? implode('; ', PathWords::reasons($cell)) : $words;
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
            'address' => $id > 0 && $id !== $own ? Screens::address(Screens::PRODUCT, ['id' => $id, 'tab' => Tabs::PATHS]) : '',
        ];
    }

    /** @return list<array<string, mixed>> */
    private static function list(mixed $plans): array
    {
        return array_values(array_filter(is_array($plans) ? $plans : [], 'is_array'));
    }
}
