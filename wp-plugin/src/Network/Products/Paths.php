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
        $pairs = Messages::forCode($count === 0 ? 'paths_unchanged' : 'paths_changed', ['count' => number_format_i18n($count)]);
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

    /** @return array{what: string, text: string} */
    private static function pair(array $pair): array
    {
        $when = $pair['what'] === 'closes' ? '' : '_' . $pair['after']['effective'];
        $what = Messages::forCode("pair_{$pair['what']}{$when}", ['reasons' => implode('; ', self::reasons($pair['after']))]);
        return ['what' => $pair['what'], 'text' => Messages::forCode('pair', ['from' => $pair['from']['name'], 'to' => $pair['to']['name'], 'what' => $what])];
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
        $plans = static fn (array $ids): string => Format::listed(array_map(static fn (int $id): string => $names[$id] ?? "#{$id}", $ids));
        return array_map(static fn (array $trap): string => Messages::forCode("trap_{$trap['code']}", ['plans' => $plans($trap['params']['product_ids'])] + $trap['params']), $traps);
    }
}
