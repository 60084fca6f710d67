<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Products\ProductPage;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/**
 * Who may go from which plan to which: for each pair a sign, and always the text beside it. Said to whoever sets it up, not to the owner.
 *
 * The page shows all plans as saved, a page of rows and columns at a time; the tab of a plan shows the ways from it and to
 * it as the service answers for what is typed, and what saving would change.
 */
final class PlanMap
{
    private const GROUP = 'group:';

    public function render(): void
    {
        $shown = Screens::text('shown') ?: 'all';
        $pages = ['rows' => max(1, SentText::id($_GET, 'rows')), 'columns' => max(1, SentText::id($_GET, 'columns'))];
        $answer = (new Client())->get('/v1/network/plan-map', self::query($shown) + $pages);
        if (is_wp_error($answer)) {
            View::render('network/map', ['error' => Messages::forPage($answer)]);
            return;
        }
        $pager = static fn (string $side, string $other): Pager => Pager::numbered(
            Screens::MAP,
            array_filter(['shown' => Screens::text('shown'), $other => SentText::id($_GET, $other)]),
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
            'warnings' => self::warnings($answer['warnings'], $answer['names']),
            'rows' => $pager('rows', 'columns'),
            'columns' => $pager('columns', 'rows'),
        ]);
    }

    /** What the service is asked for, by what was chosen: everything, the plans without a group, or one group. */
    private static function query(string $shown): array
    {
        return match (true) {
            str_starts_with($shown, self::GROUP) => ['which' => 'group', 'group' => substr($shown, strlen(self::GROUP))],
            $shown === 'ungrouped' => ['which' => 'ungrouped'],
            default => ['which' => 'all'],
        };
    }

    private static function choices(array $groups): array
    {
        $choices = ['all' => __('All plans', 'plan-bridge')];
        foreach ($groups as $group) {
            /* translators: %s: plan group */
            $choices[self::GROUP . $group] = sprintf(__('Plan group “%s”', 'plan-bridge'), $group);
        }
        return $choices + ['ungrouped' => __('Plans without a plan group', 'plan-bridge')];
    }

    /** Data for the view `network/plan-map` of the service's map; `$own` is the plan that is edited. */
    public static function view(array $map, ?int $own = null): array
    {
        $head = static fn (array $plan): array => $plan + [
            'own' => $plan['plan_id'] === $own,
            'address' => in_array($plan['plan_id'], [0, $own], true) ? '' : Screens::paths($plan['plan_id']),
        ];
        $row = static fn (array $plan, array $cells): array => $head($plan) + ['cells' => array_map(self::cell(...), $cells)];
        return ['columns' => array_map($head, $map['columns']), 'rows' => array_map($row, $map['rows'], $map['cells']), 'total' => $map['total']];
    }

    /** What each sign means, for the legend. @return array<string, array{0: string, 1: string}> sign and words by kind of cell */
    public static function legend(): array
    {
        return [
            'now' => ['✓', __('At once', 'plan-bridge')],
            'later' => ['◷', __('At the end of the term', 'plan-bridge')],
            'no' => ['✕', __('Not possible, with the reason', 'plan-bridge')],
            'same' => ['–', __('The plan itself', 'plan-bridge')],
        ];
    }

    /** Null: row and column are the same plan. */
    private static function cell(?array $cell): array
    {
        $kind = match (true) {
            $cell === null => 'same',
            !$cell['allowed'] => 'no',
            default => $cell['effective'] === 'term_end' ? 'later' : 'now',
        };
        [$sign, $words] = self::legend()[$kind];
        return ['kind' => $kind, 'sign' => $sign, 'text' => $kind === 'no' ? implode('; ', self::reasons($cell)) : $words, 'changed' => $cell['changed'] ?? false];
    }

    /** Data for the view `network/paths` of a product as edited, 0 where it is not saved yet; nothing is saved by asking. */
    public static function preview(int $id, array $product): array
    {
        $product['name'] = $product['name'] === '' ? __('This plan', 'plan-bridge') : $product['name'];
        $answer = (new Client())->post("/v1/network/products/{$id}/paths", $product);
        if (is_wp_error($answer)) {
            $isUnfinished = Messages::code($answer) === 'invalid_request';
            return ['error' => $isUnfinished ? Messages::forCode('paths_unfinished') : Messages::forAct('preview', $answer)];
        }
        return [
            'error' => null,
            'group' => trim($product['plan_group']),
            'effects' => self::effects($answer['effects'], $answer['names']),
            'map' => $answer['map'] === null ? null : self::view($answer['map'], $id),
            'name' => $product['name'],
            'is_new' => $answer['is_new'],
            'from' => array_map(self::row(...), $answer['from']),
            'to' => array_map(self::row(...), $answer['to']),
            'warnings' => self::warnings($answer['warnings'], $answer['names']),
        ];
    }

    /** One sentence for those who hear the page. @param array<string, mixed> $paths data for the view */
    public static function status(array $paths): string
    {
        if ($paths['error'] !== null) {
            return $paths['error'];
        }
        $count = count($paths['effects']['pairs']) + $paths['effects']['more'];
        $pairs = Messages::forCode($count === 0 ? 'paths_unchanged' : 'paths_changed', ['count' => number_format_i18n($count)]);
        return implode(' ', [$pairs, ...$paths['effects']['new']]);
    }

    /** Data for the view `network/paths-effects`; names of plans by id. */
    public static function effects(array $effects, array $names): array
    {
        return [
            'pairs' => array_map(self::pair(...), $effects['pairs']),
            'more' => $effects['pairs_total'] - count($effects['pairs']),
            'new' => self::warnings($effects['traps_new'], $names),
            'gone' => self::warnings($effects['traps_gone'], $names),
        ];
    }

    private static function pair(array $pair): array
    {
        $when = $pair['what'] === 'closes' ? '' : '_' . $pair['after']['effective'];
        $what = Messages::forCode("pair_{$pair['what']}{$when}", ['reasons' => implode('; ', self::reasons($pair['after']))]);
        return ['what' => $pair['what'], 'text' => Messages::forCode('pair', ['from' => $pair['from']['name'], 'to' => $pair['to']['name'], 'what' => $what])];
    }

    private static function row(array $path): array
    {
        return ['saved' => self::answer($path['saved']), 'edited' => self::answer($path['edited']), 'reasons' => self::reasons($path['edited'])] + $path;
    }

    /** @param array<string, mixed>|null $cell null: not known there */
    private static function answer(?array $cell): string
    {
        return match (true) {
            $cell === null => '–',
            !$cell['allowed'] => __('No', 'plan-bridge'),
            $cell['effective'] === 'term_end' => __('Yes, at the end of the term', 'plan-bridge'),
            default => __('Yes, at once', 'plan-bridge'),
        };
    }

    /** Why one may not go, to whoever sets it up. */
    public static function reasons(?array $cell): array
    {
        $words = [
            'other_group' => __('another plan group', 'plan-bridge'),
            'inactive' => __('the plan is not active', 'plan-bridge'),
            'currency_mismatch' => __('no price in the same currency', 'plan-bridge'),
            'direction' => __('the direction rule of the plan that is left', 'plan-bridge'),
            'minimum_term' => __('the minimum term of the plan that is left', 'plan-bridge'),
            'period_unavailable' => __('no price for a period that both have', 'plan-bridge'),
            'not_for_sale' => __('hidden, or not sold at a fixed price', 'plan-bridge'),
            'price_unknown' => __('a price that cannot be read', 'plan-bridge'),
            'current' => __('the plan itself', 'plan-bridge'),
        ];
        return array_map(static fn (array $one): string => $words[$one['code']] ?? Messages::forCode($one['code'], $one['params']), $cell['refusals'] ?? []);
    }

    /** What looks like a mistake in the catalog. @param array<int, string> $names of plans by id */
    public static function warnings(array $traps, array $names): array
    {
        $plans = static fn (array $ids): string => Format::listed(array_map(static fn (int $id): string => $names[$id] ?? "#{$id}", $ids));
        return array_map(static fn (array $trap): string => Messages::forCode("trap_{$trap['code']}", ['plans' => $plans($trap['params']['product_ids'])] + $trap['params']), $traps);
    }
}
