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
    public static function preview(int $id, array $product, Catalog $catalog): array
    {
        if ($product['name'] === '') {
            $product['name'] = __('This plan', 'plan-bridge');
        }
        $answer = (new Client())->post("/v1/network/products/{$id}/paths", $product);
        if (is_wp_error($answer)) {
            $isUnfinished = Messages::code($answer) === 'invalid_request';
            return ['error' => $isUnfinished ? Messages::forCode('paths_unfinished') : Messages::forAct('preview', $answer)];
        }
        $names = array_column($catalog->products, 'name', 'id');
        $names[$id] = (string) ($product['name'] ?? '');
        $warn = static fn (array $warning): string => self::warning($warning, $names);
        $warnings = array_values(array_filter((array) ($answer['edited']['warnings'] ?? []), 'is_array'));
        $map = is_array($answer['map'] ?? null) ? PlanMap::view($answer['map'], $id) : null;
        return [
            'error' => null,
            'group' => trim((string) ($product['plan_group'] ?? '')),
            'effects' => self::effects((array) ($answer['effects'] ?? []), $names, $warnings),
            'map' => $map,
            'name' => (string) ($product['name'] ?? ''),
            'is_new' => ($answer['saved'] ?? null) === null,
            'from' => self::rows($answer, 'from'),
            'to' => self::rows($answer, 'to'),
            'warnings' => array_map($warn, $warnings),
        ];
    }

    /**
     * One sentence for those who hear the page.
     *
     * @param array<string, mixed> $paths data for the view
     */
    public static function status(array $paths): string
    {
        return $paths['error'] ?? self::statusOf($paths['effects']);
    }

    /**
     * Data for the view `network/paths-effects`.
     *
     * @param array<string, mixed> $effects of the service: `pairs`, `pairs_total`, `traps_new`, `traps_gone`
     * @param array<int, string> $names of plans by id
     * @param list<mixed> $told traps that stand above already
     * @return array{pairs: list<array{what: string, text: string}>, more: int, new: list<string>, gone: list<string>}
     */
    public static function effects(array $effects, array $names, array $told): array
    {
        $pairs = array_filter((array) ($effects['pairs'] ?? []), 'is_array');
        $warn = static fn (array $trap): string => self::warning($trap, $names);
        $elsewhere = array_filter((array) ($effects['traps_new'] ?? []), static fn (mixed $trap): bool => !in_array($trap, $told, false));
        return [
            'pairs' => array_map(self::pair(...), array_values($pairs)),
            'more' => max(0, (int) ($effects['pairs_total'] ?? 0) - count($pairs)),
            'new' => array_map($warn, array_values($elsewhere)),
            'gone' => array_map($warn, array_values((array) ($effects['traps_gone'] ?? []))),
        ];
    }

    /**
     * One sentence for those who hear the page.
     *
     * @param array{pairs: list<mixed>, more: int, new: list<string>, gone: list<string>} $effects
     */
    public static function statusOf(array $effects): string
    {
        $count = count($effects['pairs']) + $effects['more'];
        /* translators: %s: number */
        $pairs = $count === 0 ? __('Your edit changes nothing in who can go where.', 'plan-bridge') : sprintf(__('Ways between plans that your edit changes: %s.', 'plan-bridge'), number_format_i18n($count));
        return implode(' ', [$pairs, ...$effects['new']]);
    }

    /**
     * @param array<string, mixed> $pair
     * @return array{what: string, text: string}
     */
    private static function pair(array $pair): array
    {
        $what = (string) ($pair['what'] ?? '');
        /* translators: 1 and 2: plans, 3: what happens to the way between them */
        $text = sprintf(__('From %1$s to %2$s: %3$s', 'plan-bridge'), (string) $pair['from']['name'], (string) $pair['to']['name'], self::verb($what, $pair['after'] ?? null));
        return ['what' => $what, 'text' => $text];
    }

    /** @param array<string, mixed>|null $after */
    private static function verb(string $what, ?array $after): string
    {
        $waits = ($after['effective'] ?? 'now') === 'term_end';
        if ($what === 'closes') {
            /* translators: %s: reason */
            return sprintf(__('no longer possible (%s)', 'plan-bridge'), implode('; ', self::reasons($after)) ?: '–');
        }
        if ($what === 'timing') {
            return $waits
                ? __('at the end of the term instead of at once', 'plan-bridge')
                : __('at once instead of at the end of the term', 'plan-bridge');
        }
        return $waits
            ? __('becomes possible, at the end of the term', 'plan-bridge')
            : __('becomes possible, at once', 'plan-bridge');
    }

    /**
     * @param array<string, mixed> $answer of the service: `saved` (null for a new product), `edited`
     * @param 'from'|'to' $direction
     * @return list<array{name: string, saved: string, edited: string, reasons: list<string>, changed: bool}>
     */
    private static function rows(array $answer, string $direction): array
    {
        $saved = self::byPlan($answer['saved'][$direction] ?? []);
        $edited = self::byPlan($answer['edited'][$direction] ?? []);
        $rows = [];
        foreach ($edited + $saved as $id => $entry) {
            $before = self::answer($saved[$id] ?? null);
            $after = self::answer($edited[$id] ?? null);
            $reasons = self::reasons($edited[$id] ?? null);
            $isNew = ($answer['saved'] ?? null) === null;
            $moved = $before !== $after || self::reasons($saved[$id] ?? null) !== $reasons;
            $rows[] = [
                'name' => (string) ($entry['name'] ?? ''),
                'saved' => $before,
                'edited' => $after,
                'reasons' => $reasons,
                'changed' => !$isNew && $moved,
            ];
        }
        return $rows;
    }

    /**
     * @param mixed $entries
     * @return array<int, array<string, mixed>>
     */
    private static function byPlan(mixed $entries): array
    {
        $plans = [];
        foreach (is_array($entries) ? $entries : [] as $entry) {
            if (is_array($entry)) {
                $plans[(int) ($entry['plan_id'] ?? 0)] = $entry;
            }
        }
        return $plans;
    }

    /** @param array<string, mixed> $entry one plan of `from` or `to`; null where the other side does not list it */
    private static function answer(?array $entry): string
    {
        if ($entry === null) {
            return '–';
        }
        if (empty($entry['allowed'])) {
            return __('No', 'plan-bridge');
        }
        return ($entry['effective'] ?? 'now') === 'term_end'
            ? __('Yes, at the end of the term', 'plan-bridge')
            : __('Yes, at once', 'plan-bridge');
    }

    /**
     * @param array<string, mixed>|null $entry
     * @return list<string>
     */
    public static function reasons(?array $entry): array
    {
        $words = [];
        foreach ((array) ($entry['refusals'] ?? []) as $refusal) {
            $code = is_array($refusal) ? (string) ($refusal['code'] ?? '') : (string) $refusal;
            $words[] = self::reason($code, is_array($refusal) ? (array) ($refusal['params'] ?? []) : []);
        }
        return $words;
    }

    /**
     * @param array<string, mixed> $warning `{code, params}`
     * @param array<int, string> $names of plans by id
     */
    public static function warning(array $warning, array $names): string
    {
        $params = (array) ($warning['params'] ?? []);
        $plans = array_map(static fn (mixed $id): string => $names[(int) $id] ?? "#{$id}", (array) ($params['product_ids'] ?? []));
        $group = (string) ($params['group'] ?? '');
        $list = Format::listed(array_values($plans));
        return match ($warning['code'] ?? '') {
            /* translators: 1: plan group, 2: a plan's name */
            'group_of_one' => sprintf(__('The plan group “%1$s” has only one plan, %2$s: its members have nowhere to go.', 'plan-bridge'), $group, $list),
            /* translators: %s: names of plans */
            'plan_nobody_can_leave' => sprintf(__('Nobody can leave %s for another plan.', 'plan-bridge'), $list),
            /* translators: 1: a period such as "1 year", 2: names of plans, 3: plan group */
            'period_of_one' => sprintf(__('In “%3$s”, only %2$s has a price for %1$s: whoever pays that way cannot keep the period when changing.', 'plan-bridge'), self::period($params), $list, $group),
            /* translators: 1: plan group, 2: names of plans */
            'two_currencies' => sprintf(__('The plan group “%1$s” has plans in two currencies (%2$s). Members can only change within theirs.', 'plan-bridge'), $group, $list),
            default => Messages::forCode((string) ($warning['code'] ?? ''), $params),
        };
    }

    /** @param array<string, mixed> $params */
    private static function period(array $params): string
    {
        return is_array($params['period'] ?? null) ? Format::period($params['period']) : '–';
    }

    /** @param array<string, mixed> $params */
    private static function reason(string $code, array $params): string
    {
        return match ($code) {
            'other_group' => __('another plan group', 'plan-bridge'),
            'inactive' => __('the plan is not active', 'plan-bridge'),
            'currency_mismatch' => __('no price in the same currency', 'plan-bridge'),
            'direction' => __('the direction rule of the plan that is left', 'plan-bridge'),
            'minimum_term' => __('the minimum term of the plan that is left', 'plan-bridge'),
            'period_unavailable' => __('no price for a period that both have', 'plan-bridge'),
            'not_for_sale' => __('hidden, or not sold at a fixed price', 'plan-bridge'),
            'price_unknown' => __('a price that cannot be read', 'plan-bridge'),
            'current' => __('the plan itself', 'plan-bridge'),
            default => Messages::forCode($code, $params),
        };
    }
}
