<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Format;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * How a line was worked out, in words: formulas and inputs are those of the service's `explain`. One that has no words is
 * shown as it is, so that nothing of the sum is ever hidden.
 */
final class Explanation
{
    /** A line's formula, such as `unit_price * quantity * left / whole`, in words. */
    public static function formula(string $formula): string
    {
        $words = array_map(static fn (string $token): string => Words::of('formula_word', $token), explode(' ', $formula));
        $whole = Words::of('formula', $formula);
        return $whole === $formula ? implode(' ', $words) : $whole;
    }

    /**
     * What was put into a line's formula, name and value; empty where there is nothing to explain. An amount in minor units is
     * left out where its written form stands beside it; so are empty values.
     */
    public static function steps(array $line): array
    {
        $explain = (array) ($line['explain'] ?? []);
        $inputs = (array) ($explain['inputs'] ?? []);
        $steps = [];
        foreach ($inputs as $name => $value) {
            $isWritten = str_ends_with((string) $name, '_minor') && isset($inputs[substr((string) $name, 0, -6)]);
            if ($value !== null && $name !== 'tax_inclusive' && !$isWritten) {
                $steps[] = [Words::of('input', (string) $name), self::input((string) $name, $value)];
            }
        }
        if ($steps !== [] && isset($explain['rounding'])) {
            $steps[] = [__('Rounding', 'plan-bridge'), Words::of('rounding', (string) $explain['rounding'])];
        }
        if (isset($explain['source_payment'])) {
            $steps[] = [__('From payment no.', 'plan-bridge'), (string) $explain['source_payment']];
        }
        return $steps;
    }

    private static function input(string $name, mixed $value): string
    {
        return match (true) {
            is_array($value) && isset($value['formatted']) => (string) $value['formatted'],
            $name === 'share' => self::share((array) $value),
            $name === 'discount' && ($value['absolute']['amount_minor'] ?? 0) > 0 => trim(($value['code'] ?? '') . ' ' . $value['absolute']['formatted']),
            $name === 'discount' => trim(($value['code'] ?? '') . ' ' . self::percent((string) ($value['percent'] ?? '0'))),
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

    /** An exact percentage, written by the service as a whole number or a fraction ("25", "25/2"). */
    private static function percent(string $exact): string
    {
        [$above, $below] = explode('/', $exact, 2) + [1 => '1'];
        $percent = (float) $above / max(1.0, (float) $below);
        /* translators: %s: number */
        return sprintf(__('%s %%', 'plan-bridge'), number_format_i18n($percent, floor($percent) === $percent ? 0 : 2));
    }
}
