<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/**
 * How a line was worked out, in the reader's words: the formula and what was put into it.
 *
 * The formulas and inputs are those of the service's `explain`; one that has no words here is shown as it is, so that
 * nothing of the sum is ever hidden.
 */
final class Explained
{
    /** A formula such as `unit_price * quantity * left / whole`, in words. */
    public static function formula(string $formula): string
    {
        $whole = [
            'no_credit' => __('Nothing is given back for this.', 'plan-bridge'),
            'as_quoted' => __('As agreed when it was bought.', 'plan-bridge'),
            'min(balance, account_credit)' => __('As much of your account credit as is needed', 'plan-bridge'),
            'credit - charges' => __('credit − what the change costs', 'plan-bridge'),
        ];
        return $whole[$formula] ?? implode(' ', array_map([self::class, 'word'], explode(' ', $formula)));
    }

    /** @return list<array{0: string, 1: string}> name and value; empty where there is nothing to explain */
    public static function steps(array $line): array
    {
        $explain = (array) ($line['explain'] ?? []);
        $inputs = (array) ($explain['inputs'] ?? []);
        $steps = [];
        foreach ($inputs as $name => $value) {
            $name = (string) $name;
            if (self::isShown($name, $value, $inputs)) {
                $steps[] = [self::name($name), self::value($name, $value)];
            }
        }
        if ($steps !== [] && isset($explain['rounding'])) {
            $steps[] = [__('Rounding', 'plan-bridge'), self::rounding((string) $explain['rounding'])];
        }
        if (isset($explain['source_payment'])) {
            $steps[] = [__('From payment no.', 'plan-bridge'), (string) $explain['source_payment']];
        }
        return $steps;
    }

    private static function word(string $token): string
    {
        return [
            '*' => '×',
            '/' => '÷',
            '-' => '−',
            'unit_price' => __('price', 'plan-bridge'),
            'quantity' => __('quantity', 'plan-bridge'),
            'settled_before' => __('fee paid before', 'plan-bridge'),
            'discount' => __('discount', 'plan-bridge'),
            'left' => __('time left', 'plan-bridge'),
            'whole' => __('whole term', 'plan-bridge'),
            'value' => __('what you paid', 'plan-bridge'),
        ][$token] ?? $token;
    }

    /** An amount in minor units is left out where its written form stands beside it; so are empty values. */
    private static function isShown(string $name, mixed $value, array $inputs): bool
    {
        if ($value === null || $name === 'tax_inclusive') {
            return false;
        }
        return !str_ends_with($name, '_minor') || !isset($inputs[substr($name, 0, -6)]);
    }

    private static function name(string $name): string
    {
        return [
            'unit_price' => __('Price for a full term', 'plan-bridge'),
            'quantity' => __('Quantity', 'plan-bridge'),
            'settled_before' => __('Set-up fee paid before', 'plan-bridge'),
            'discount' => __('Discount', 'plan-bridge'),
            'share' => __('Part of the term', 'plan-bridge'),
            'amount' => __('Amount', 'plan-bridge'),
            'tax' => __('Tax in it', 'plan-bridge'),
            'tax_percent' => __('Tax rate', 'plan-bridge'),
            'quoted_tax' => __('Tax in it when it was agreed', 'plan-bridge'),
            'value' => __('What you paid', 'plan-bridge'),
            'refunded' => __('Refunded of it', 'plan-bridge'),
            'start' => __('Term from', 'plan-bridge'),
            'end' => __('Term to', 'plan-bridge'),
            'settled_at' => __('Paid on', 'plan-bridge'),
            'account_credit_before' => __('Account credit before', 'plan-bridge'),
        ][$name] ?? $name;
    }

    private static function value(string $name, mixed $value): string
    {
        return match (true) {
            is_array($value) && isset($value['formatted']) => (string) $value['formatted'],
            $name === 'share' => self::share((array) $value),
            $name === 'discount' => self::discount((array) $value),
            $name === 'tax_percent' => self::percent((string) $value),
            is_string($value) && preg_match('/^\d{4}-\d\d-\d\dT/', $value) === 1 => Format::dateTime($value),
            is_array($value) => (string) wp_json_encode($value),
            default => (string) $value,
        };
    }

    /** @param array<string, mixed> $share left of whole, in seconds, days or terms */
    private static function share(array $share): string
    {
        if (($share['unit'] ?? 'term') === 'term') {
            return $share['left'] > 0 ? __('all of it', 'plan-bridge') : __('nothing left', 'plan-bridge');
        }
        $words = $share['unit'] === 'day'
            /* translators: 1: days left, 2: days in all, 3: percent */
            ? __('%1$s of %2$s days (%3$s %%)', 'plan-bridge')
            /* translators: 1: seconds left, 2: seconds in all, 3: percent */
            : __('%1$s of %2$s seconds (%3$s %%)', 'plan-bridge');
        $percent = number_format_i18n(100 * $share['left'] / max(1, $share['whole']), 2);
        return sprintf($words, number_format_i18n($share['left']), number_format_i18n($share['whole']), $percent);
    }

    private static function discount(array $discount): string
    {
        $less = is_array($discount['absolute'] ?? null) && $discount['absolute']['amount_minor'] > 0
            ? (string) $discount['absolute']['formatted']
            : self::percent((string) ($discount['percent'] ?? '0'));
        return trim(($discount['code'] ?? '') . ' ' . $less);
    }

    /** An exact percentage, written by the service as a whole number or a fraction ("25", "25/2"). */
    private static function percent(string $exact): string
    {
        [$above, $below] = explode('/', $exact, 2) + [1 => '1'];
        $percent = (float) $above / max(1.0, (float) $below);
        /* translators: %s: number */
        return sprintf(__('%s %%', 'plan-bridge'), number_format_i18n($percent, floor($percent) === $percent ? 0 : 2));
    }

    private static function rounding(string $rounding): string
    {
        return [
            'half_up' => __('to the nearest, a half upwards', 'plan-bridge'),
            'down' => __('down', 'plan-bridge'),
        ][$rounding] ?? $rounding;
    }
}
