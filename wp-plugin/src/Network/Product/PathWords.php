<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Format;
use PlanBridge\Messages;

defined('ABSPATH') || exit;

/** The words of the paths below the Up & Downgrades fields, said to whoever sets them up, not to the owner. */
final class PathWords
{
    /** @param array<string, mixed> $entry one plan of `from` or `to`; null where the other side does not list it */
    public static function answer(?array $entry): string
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
        $list = wp_sprintf('%l', $plans);
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
