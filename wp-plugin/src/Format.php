<?php

declare(strict_types=1);

namespace PlanBridge;

use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\LimitTable;

defined('ABSPATH') || exit;

/** Turns the service's values into the reader's words. Money is not here: it comes formatted. */
final class Format
{
    /** @param list<string> $items names one after another, as a sentence has them; WordPress' own words for it come with its language pack alone */
    public static function listed(array $items): string
    {
        $last = (string) array_pop($items);
        /* translators: 1: one or more names with commas between them, 2: the last name */
        return $items === [] ? $last : sprintf(__('%1$s and %2$s', 'plan-bridge'), implode(', ', $items), $last);
    }

    /**
     * `2025-06-11T00:00:00Z` → `11 June 2025`, in the site's time zone; an en dash where there is no date. It is the site's
     * own format; where that is WordPress' English default, the one of the reader's language.
     */
    public static function date(?string $iso, string $and = ''): string
    {
        $own = (string) get_option('date_format');
        /* translators: how a date is written, in the letters of PHP's date() */
        $date = in_array($own, ['', 'F j, Y'], true) ? _x('F j, Y', 'date format', 'plan-bridge') : $own;
        $at = $iso === null ? false : strtotime($iso);
        return $at === false ? '–' : (string) wp_date($date . $and, $at);
    }

    /**
     * Until when a membership is paid, label and words: of one that rests that day is known where its own end is; else how
     * much is left when it goes on.
     *
     * @param array<string, mixed> $membership @return array{0: string, 1: string}
     */
    public static function paidUntil(array $membership): array
    {
        $rest = $membership['pause'] ?? null;
        [$end, $label] = [$rest['term_end'] ?? $membership['term_end'], __('Paid until', 'plan-bridge')];
        return match (true) {
            $end === null => [$label, __('Has no end', 'plan-bridge')],
            $rest !== null && $rest['term_end'] === null => [__('Paid time left', 'plan-bridge'), $end <= $rest['since'] ? '–' : human_time_diff((int) strtotime($rest['since']), (int) strtotime($end))],
            default => [$label, self::date($end)],
        };
    }

    /** The same with the time of day, for deadlines. */
    public static function dateTime(?string $iso): string
    {
        $own = (string) get_option('time_format');
        /* translators: how a time of day is written, in the letters of PHP's date() */
        return self::date($iso, ' ' . (in_array($own, ['', 'g:i a'], true) ? _x('g:i a', 'time format', 'plan-bridge') : $own));
    }

    /** How long a period is: "1 month", "3 weeks". Null is no recurrence. */
    public static function period(?array $period): string
    {
        if ($period === null) {
            return __('once', 'plan-bridge');
        }
        $n = (int) $period['n'];
        return sprintf(translate_nooped_plural(Words::table('names')['period'][$period['unit']], $n, 'plan-bridge'), number_format_i18n($n));
    }

    /** How often: "per month", "every 3 months", "once". */
    public static function perPeriod(?array $period): string
    {
        return match ((int) ($period['n'] ?? 0)) {
            0 => __('once', 'plan-bridge'),
            1 => Words::of('per', $period['unit']),
            /* translators: %s: a period such as "3 months" */
            default => sprintf(__('every %s', 'plan-bridge'), self::period($period)),
        };
    }

    /** How often a plan is charged in all: "12 payments". */
    public static function payments(int $number): string
    {
        /* translators: %s: how often a plan is charged in all */
        return sprintf(_n('%s payment', '%s payments', $number, 'plan-bridge'), number_format_i18n($number));
    }

    /** How often a membership was charged, of how often the plan is in all: "3 of 12". */
    public static function timesBilled(array $membership): string
    {
        $billings = $membership['billings'] ?? null;
        return $billings === null
            ? number_format_i18n((int) $membership['times_billed'])
            /* translators: 1: payments made, 2: how many there are in all */
            : sprintf(__('%1$s of %2$s', 'plan-bridge'), number_format_i18n((int) $billings['made']), number_format_i18n((int) $billings['total']));
    }

    /** A charge that comes, and which payment it is where the plan has a number of them. @param ?array{total: int, made: int} $billings */
    public static function nextOf(string $charge, ?array $billings): string
    {
        return $billings === null || $billings['made'] >= $billings['total']
            ? $charge
            /* translators: 1: an amount with its date, 2: number of the payment, 3: how many there are in all */
            : sprintf(__('%1$s (payment %2$s of %3$s)', 'plan-bridge'), $charge, number_format_i18n($billings['made'] + 1), number_format_i18n($billings['total']));
    }

    /** What a plan allows; null: it does not limit this. */
    public static function allowance(string $name, ?Allowance $allowance): string
    {
        return match (true) {
            $allowance?->allowed === false => __('Not included', 'plan-bridge'),
            $allowance?->limit === null => __('Unlimited', 'plan-bridge'),
            default => self::limit($name, $allowance->limit),
        };
    }

    /** A number of what a limit counts; disk space is in megabytes and is shown with its unit. */
    public static function limit(string $name, int|float $number): string
    {
        return LimitTable::unit($name) === 'MB' ? self::megabytes($number) : number_format_i18n($number);
    }

    /** Megabytes of 1024 × 1024 bytes, as WordPress counts a site's space: "500 MB", "2 GB". */
    public static function megabytes(int|float $megabytes): string
    {
        $digits = $megabytes > 0 && $megabytes < 10 && floor($megabytes) !== (float) $megabytes ? 1 : 0;
        if ($megabytes >= 1024) {
            return (string) size_format($megabytes * MB_IN_BYTES, fmod((float) $megabytes, 1024.0) === 0.0 ? 0 : 1);
        }
        /* translators: %s: a number of megabytes */
        return sprintf(__('%s MB', 'plan-bridge'), number_format_i18n($megabytes, $digits));
    }

    /** Bytes as a person reads them: "5 MB", "4.8 MB", "350 KB". */
    public static function bytes(int|float $bytes): string
    {
        $bytes = max(0, (int) $bytes);
        $unit = $bytes >= GB_IN_BYTES ? GB_IN_BYTES : ($bytes >= MB_IN_BYTES ? MB_IN_BYTES : KB_IN_BYTES);
        $digits = $unit === KB_IN_BYTES || $bytes % $unit === 0 ? 0 : 1;
        return (string) size_format($bytes, $digits);
    }

    /** A change's offer, with plan_name or plan.name, in one line: "Premium, every 3 months, with 2 × Extra disk space". */
    public static function offer(array $offer): string
    {
        $words = [(string) ($offer['plan_name'] ?? $offer['plan']['name'] ?? $offer['plan']['plan_name'] ?? '')];
        if ($offer['period'] !== null) {
            $words[] = self::perPeriod($offer['period']);
        }
        foreach ($offer['addons'] as $addon) {
            $words[] = self::times((string) $addon['name'], (int) $addon['quantity']);
        }
        return implode(', ', array_filter($words));
    }

    /** "Extra disk space × 2"; the name alone for one. */
    public static function times(string $name, int $quantity): string
    {
        return $quantity > 1 ? $name . "\u{a0}×\u{a0}" . number_format_i18n($quantity) : $name;
    }

    /** @param array<string, mixed> $line with code, name and, for quotes, quantity */
    public static function line(array $line): string
    {
        $name = self::times((string) ($line['name'] ?? ''), (int) ($line['quantity'] ?? 1));
        $sentence = Words::of('line', (string) $line['code']);
        $title = $sentence === $line['code'] ? $name : sprintf($sentence, $name);
        return trim($title) === '' ? (string) $line['code'] : $title;
    }

    /** The number that Ultimate Multisite has for a payment too, or that of the order, which is known here alone as long as its money is not there. */
    public static function payment(array $payment): string
    {
        return sprintf(Words::of('payment', isset($payment['shared_id']) ? 'shared' : 'own'), (int) ($payment['shared_id'] ?? $payment['id']));
    }

    /** A line's formula, such as `unit_price * quantity * left / whole`, in words; one that has none is shown as it is. */
    public static function formula(string $formula): string
    {
        $words = array_map(static fn (string $token): string => Words::of('formula_word', $token), explode(' ', $formula));
        return Words::table('names')['formula'][$formula] ?? implode(' ', $words);
    }

    /** What was put into a formula, in the form that the service names. */
    public static function step(array $step): string
    {
        $numbers = array_map(static fn (mixed $value): mixed => is_int($value) ? number_format_i18n($value) : $value, $step);
        return trim(Messages::fill(Words::of('how', (string) $step['how']), $numbers));
    }

    /** A plan's price: the amount, or words where the plan is free. */
    public static function price(array $amount): string
    {
        return $amount['amount_minor'] === 0 ? __('Free of charge', 'plan-bridge') : (string) $amount['formatted'];
    }
}
