<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\PlanMap;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/**
 * From which plans one may come to this one, and to which one may go from it, as the service answers for what is typed;
 * and what saving would change. Said to whoever sets them up, not to the owner.
 */
final class Paths
{
    /**
     * Data for the view `network/paths`; nothing is saved by asking.
     *
     * @param int $id 0 for a product that is not saved yet
     * @param array<string, mixed> $product as edited
     * @return array<string, mixed>
     */
    public static function preview(int $id, array $product): array
    {
        $product['name'] = $product['name'] === '' ? __('This plan', 'plan-bridge') : $product['name'];
        $answer = (new Client())->post("/v1/network/products/{$id}/paths", $product);
        if (is_wp_error($answer)) {
            $isUnfinished = Messages::code($answer) === 'invalid_request';
            return ['error' => $isUnfinished ? Messages::forCode('paths_unfinished') : Messages::forAct('quote', $answer)];
        }
        return [
            'error' => null,
            'group' => trim($product['plan_group']),
            'effects' => self::effects($answer['effects'], $answer['names']),
            'map' => $answer['map'] === null ? null : PlanMap::view($answer['map'], $id),
            'name' => $product['name'],
            'is_new' => $answer['is_new'],
            'from' => array_map(self::row(...), $answer['from']),
            'to' => array_map(self::row(...), $answer['to']),
            'warnings' => self::warnings($answer['warnings'], $answer['names']),
        ];
    }

    /**
     * One sentence for those who hear the page.
     *
     * @param array<string, mixed> $paths data for the view
     */
    public static function status(array $paths): string
    {
        if ($paths['error'] !== null) {
            return $paths['error'];
        }
        $count = count($paths['effects']['pairs']) + $paths['effects']['more'];
        /* translators: %s: number */
        $pairs = $count === 0 ? __('Your edit changes nothing in who can go where.', 'plan-bridge') : sprintf(__('Ways between plans that your edit changes: %s.', 'plan-bridge'), number_format_i18n($count));
        return implode(' ', [$pairs, ...$paths['effects']['new']]);
    }

    /**
     * Data for the view `network/paths-effects`.
     *
     * @param array<string, mixed> $effects of the service: `pairs`, `pairs_total`, `traps_new`, `traps_gone`
     * @param array<int, string> $names of plans by id
     * @return array{pairs: list<array{what: string, text: string}>, more: int, new: list<string>, gone: list<string>}
     */
    public static function effects(array $effects, array $names): array
    {
        return [
            'pairs' => array_map(self::pair(...), $effects['pairs']),
            'more' => $effects['pairs_total'] - count($effects['pairs']),
            'new' => self::warnings($effects['traps_new'], $names),
            'gone' => self::warnings($effects['traps_gone'], $names),
        ];
    }

    /**
     * @param array<string, mixed> $pair
     * @return array{what: string, text: string}
     */
    private static function pair(array $pair): array
    {
        $waits = ($pair['after']['effective'] ?? 'now') === 'term_end';
        $verb = match ($pair['what']) {
            /* translators: %s: reason */
            'closes' => sprintf(__('no longer possible (%s)', 'plan-bridge'), implode('; ', self::reasons($pair['after'])) ?: '–'),
            'timing' => $waits ? __('at the end of the term instead of at once', 'plan-bridge') : __('at once instead of at the end of the term', 'plan-bridge'),
            default => $waits ? __('becomes possible, at the end of the term', 'plan-bridge') : __('becomes possible, at once', 'plan-bridge'),
        };
        /* translators: 1 and 2: plans, 3: what happens to the way between them */
        $text = sprintf(__('From %1$s to %2$s: %3$s', 'plan-bridge'), $pair['from']['name'], $pair['to']['name'], $verb);
        return ['what' => $pair['what'], 'text' => $text];
    }

    /**
     * @param array<string, mixed> $path of the service
     * @return array{name: string, saved: string, edited: string, reasons: list<string>, changed: bool}
     */
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

    /**
     * Why one may not go, to whoever sets it up.
     *
     * @param array<string, mixed>|null $cell
     * @return list<string>
     */
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

    /**
     * @param list<array{code: string, params: array<string, mixed>}> $traps
     * @param array<int, string> $names of plans by id
     * @return list<string>
     */
    public static function warnings(array $traps, array $names): array
    {
        return array_map(static function (array $trap) use ($names): string {
            $params = $trap['params'];
            $plans = Format::listed(array_map(static fn (int $id): string => $names[$id] ?? "#{$id}", $params['product_ids']));
            return match ($trap['code']) {
                /* translators: 1: plan group, 2: a plan's name */
                'group_of_one' => sprintf(__('The plan group “%1$s” has only one plan, %2$s: its members have nowhere to go.', 'plan-bridge'), $params['group'], $plans),
                /* translators: %s: names of plans */
                'plan_nobody_can_leave' => sprintf(__('Nobody can leave %s for another plan.', 'plan-bridge'), $plans),
                /* translators: 1: a period such as "1 year", 2: names of plans, 3: plan group */
                'period_of_one' => sprintf(__('In “%3$s”, only %2$s has a price for %1$s: whoever pays that way cannot keep the period when changing.', 'plan-bridge'), Format::period($params['period']), $plans, $params['group']),
                /* translators: 1: plan group, 2: names of plans */
                'two_currencies' => sprintf(__('The plan group “%1$s” has plans in two currencies (%2$s). Members can only change within theirs.', 'plan-bridge'), $params['group'], $plans),
                default => Messages::forCode($trap['code'], $params),
            };
        }, $traps);
    }
}
