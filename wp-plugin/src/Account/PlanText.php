<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Format;
use PlanBridge\LimitName;
use PlanBridge\Messages;

defined('ABSPATH') || exit;

/** Short texts about a plan or add-on of the checkout form. */
final class PlanText
{
    /** Limits that say something about a plan at a glance; the rest is in the comparison of the summary. */
    private const AT_A_GLANCE = ['disk_space', 'post_types.post', 'post_types.page', 'visits'];

    /**
     * @param array<string, array{allowed: bool, limit: int|float|null}> $limits of LimitList::flatten
     * @return list<string> "Disk space: 500 MB"
     */
    public static function limits(array $limits): array
    {
        $words = [];
        foreach (self::AT_A_GLANCE as $name) {
            if (isset($limits[$name])) {
                $words[] = LimitName::words($name) . ': ' . self::rule($name, $limits[$name]);
            }
        }
        return $words;
    }

    /** @param array{allowed: bool, limit: int|float|null}|null $rule null: the plan does not limit it */
    public static function rule(string $name, ?array $rule): string
    {
        return match (true) {
            $rule === null => __('Unlimited', 'plan-bridge'),
            !$rule['allowed'] => __('Not included', 'plan-bridge'),
            default => Format::limit($name, $rule['limit']),
        };
    }

    /**
     * @param list<array{code: string, params: array<string, mixed>}> $refusals
     * @return list<string> each reason once; being the current plan is none
     */
    public static function refusals(array $refusals): array
    {
        $others = array_filter($refusals, static fn (array $refusal): bool => $refusal['code'] !== 'current');
        $words = array_map(static fn (array $refusal): string => Messages::forCode($refusal['code'], (array) $refusal['params']), $others);
        return array_values(array_unique($words));
    }

    /**
     * A plan's price: the amount, or words where the plan is free.
     *
     * @param array<string, mixed> $amount
     */
    public static function price(array $amount): string
    {
        return $amount['amount_minor'] === 0 ? __('Free of charge', 'plan-bridge') : (string) $amount['formatted'];
    }

    /** @param array<string, mixed> $membership of the account */
    public static function perTerm(array $membership): string
    {
        $amount = $membership['amount_per_term'];
        if ($amount['amount_minor'] === 0 && ($membership['plan']['amount']['amount_minor'] ?? null) === 0) {
            return self::price($amount);
        }
        return $amount['formatted'] . ($membership['period'] === null ? '' : ' ' . Format::perPeriod($membership['period']));
    }

    /**
     * "49.00 kr per month, 490.00 kr per year".
     *
     * @param list<array{period: array{n: int, unit: string}|null, amount: array<string, mixed>}> $prices
     */
    public static function prices(array $prices): string
    {
        $words = array_map(static fn (array $price): string => $price['amount']['formatted'] . ' ' . Format::perPeriod($price['period']), $prices);
        return implode(', ', $words);
    }

    /**
     * What choosing a price would mean now: to pay at once, or to wait for the term's end.
     *
     * @param array<string, mixed> $price of the choices
     */
    public static function now(array $price): string
    {
        if ($price['effective'] !== null) {
            /* translators: %s: date */
            return sprintf(__('from %s', 'plan-bridge'), Format::date($price['effective']));
        }
        /* translators: %s: amount */
        return sprintf(__('%s to pay now', 'plan-bridge'), $price['due_now']['formatted']);
    }
}
