<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Format;
use PlanBridge\Limits\LimitTable;
use PlanBridge\Messages;

defined('ABSPATH') || exit;

/**
 * What the service's short names, plans and prices are called on the owner's pages, and how a line was worked out.
 *
 * Formulas and inputs are those of the service's `explain`; one that has no words here is shown as it is, so that nothing
 * of the sum is ever hidden.
 */
final class Words
{
    /** The words for one of the service's short names, by what it names; the name itself where it has none. */
    public static function of(string $what, string $name): string
    {
        $words = match ($what) {
            'status' => [
                'pending' => __('Pending', 'plan-bridge'),
                'active' => __('Active', 'plan-bridge'),
                'trialing' => __('Trial', 'plan-bridge'),
                'expired' => __('Expired', 'plan-bridge'),
                'on-hold' => __('On hold', 'plan-bridge'),
                'cancelled' => __('Cancelled', 'plan-bridge'),
            ],
            'payment_status' => [
                'pending' => __('Awaiting payment', 'plan-bridge'),
                'completed' => __('Paid', 'plan-bridge'),
                'refunded' => __('Refunded', 'plan-bridge'),
                'partially-refunded' => __('Partly refunded', 'plan-bridge'),
                'partially-paid' => __('Partly paid', 'plan-bridge'),
                'failed' => __('Failed', 'plan-bridge'),
                'cancelled' => __('Cancelled', 'plan-bridge'),
            ],
            'gateway' => [
                'manual' => __('Invoice or bank transfer', 'plan-bridge'),
                'free' => __('No payment needed', 'plan-bridge'),
                'stripe' => __('Card', 'plan-bridge'),
                '' => '–',
            ],
            'kind' => [
                'upgrade' => __('Upgrade', 'plan-bridge'),
                'downgrade' => __('Downgrade', 'plan-bridge'),
                'crossgrade' => __('Change of plan', 'plan-bridge'),
                'addon' => __('Add-on', 'plan-bridge'),
                'removal' => __('Removal', 'plan-bridge'),
                'renewal' => __('Renewal', 'plan-bridge'),
                'reactivation' => __('Reactivation', 'plan-bridge'),
            ],
            'beyond_term' => [ // why nothing is billed next: true also where the term is over and nobody here has renewed or closed it
                'over' => __('The term is over, and no payment is planned here. Ask the people who run the network, or choose a plan.', 'plan-bridge'),
                'awaits_payment' => __('The term is over, and its renewal has not been paid yet.', 'plan-bridge'),
                'paid_in_full' => __('Paid in full: nothing more will be billed', 'plan-bridge'),
                'on_hold' => __('The membership is on hold: nothing is billed', 'plan-bridge'),
                '' => __('Nothing will be billed', 'plan-bridge'),
            ],
            'type' => [
                'plan' => __('Plan', 'plan-bridge'),
                'package' => __('Package', 'plan-bridge'),
                'service' => __('Service', 'plan-bridge'),
            ],
            'line' => [
                /* translators: %s: a plan */
                'setup_fee' => __('Set-up fee for %s', 'plan-bridge'),
                /* translators: %s: a product that was paid for earlier */
                'credit' => __('Credit for the time left of %s', 'plan-bridge'),
                /* translators: %s: a package or service */
                'addon_dropped' => __('%s is not offered with the new plan and ends', 'plan-bridge'),
                /* translators: %s: a package or service */
                'addon_removed' => __('%s ends', 'plan-bridge'),
                'account_credit' => __('Your account credit', 'plan-bridge'),
                'credit_kept' => __('Kept for you as account credit', 'plan-bridge'),
                'refund' => __('Refund', 'plan-bridge'),
                'discount' => __('Discount', 'plan-bridge'),
                'tax' => __('Tax', 'plan-bridge'),
            ],
            'formula' => [
                'no_credit' => __('Nothing is given back for this.', 'plan-bridge'),
                'as_quoted' => __('As agreed when it was bought.', 'plan-bridge'),
                'min(balance, account_credit)' => __('As much of your account credit as is needed', 'plan-bridge'),
                'credit - charges' => __('credit − what the change costs', 'plan-bridge'),
            ],
            'formula_word' => [
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
            ],
            'input' => [
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
            ],
            'rounding' => [
                'half_up' => __('to the nearest, a half upwards', 'plan-bridge'),
                'down' => __('down', 'plan-bridge'),
            ],
        };
        return $words[$name] ?? $name;
    }

    /** What the Account page says of an order or a renewal that is not done yet, or that got stuck; `amount`: what the amount is called. */
    public static function openChange(array $change): array
    {
        $stage = $change['payable'] ? 'payable' : (string) $change['status'];
        $isRenewal = $change['kind'] === 'renewal';
        $own = $stage === 'needs_attention' ? 'payment_unused' : ($isRenewal ? 'renewal_' : 'order_') . $stage;
        return [
            'title' => match ($stage) {
                'payable' => $isRenewal ? __('Time to pay for your membership', 'plan-bridge') : __('Waiting for your payment', 'plan-bridge'),
                'awaiting_payment' => __('The time to pay is over', 'plan-bridge'),
                'processing' => __('Your payment is being processed', 'plan-bridge'),
                'needs_attention' => __('Your payment could not be used', 'plan-bridge'),
                default => __('Your latest order', 'plan-bridge'),
            },
            'amount' => match ($stage) {
                'payable' => __('To pay', 'plan-bridge'),
                'needs_attention' => _x('Paid', 'before an amount of money', 'plan-bridge'),
                default => __('Amount', 'plan-bridge'),
            },
            'sentence' => Messages::forCode(
                Messages::sentence($own) === null ? "change_{$stage}" : $own,
                ['reason' => Messages::reason((string) ($change['problem'] ?? ''))] + $change
            ),
        ];
    }

    /** What is known of units that were let go: they stay until the term's end. */
    public static function leaving(int $units, int $held, ?string $termEnd): string
    {
        if ($termEnd === null) {
            return __('Not renewed', 'plan-bridge');
        }
        if ($units >= $held) {
            /* translators: %s: date */
            return sprintf(__('until %s, then no more', 'plan-bridge'), Format::date($termEnd));
        }
        /* translators: 1: number of packages, 2: date */
        return sprintf(_n('%1$d of them until %2$s', '%1$d of them until %2$s', $units, 'plan-bridge'), $units, Format::date($termEnd));
    }

    /** A change's offer, with plan_name or plan.name, in one line: "Premium, every 3 months, with 2 × Extra disk space". */
    public static function offer(array $offer): string
    {
        $words = [(string) ($offer['plan_name'] ?? $offer['plan']['name'] ?? $offer['plan']['plan_name'] ?? '')];
        if ($offer['period'] !== null) {
            $words[] = Format::perPeriod($offer['period']);
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
        $sentence = self::of('line', (string) $line['code']);
        $title = $sentence === $line['code'] ? $name : sprintf($sentence, $name);
        return trim($title) === '' ? (string) $line['code'] : $title;
    }

    /** A line's formula, such as `unit_price * quantity * left / whole`, in words. */
    public static function formula(string $formula): string
    {
        $words = array_map(static fn (string $token): string => self::of('formula_word', $token), explode(' ', $formula));
        $whole = self::of('formula', $formula);
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
                $steps[] = [self::of('input', (string) $name), self::input((string) $name, $value)];
            }
        }
        if ($steps !== [] && isset($explain['rounding'])) {
            $steps[] = [__('Rounding', 'plan-bridge'), self::of('rounding', (string) $explain['rounding'])];
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

    /** @return list<string> what a plan's limits are at a glance: "Disk space: 500 MB" */
    public static function limits(array $limits): array
    {
        $held = LimitTable::holding($limits);
        $shown = array_intersect(LimitTable::AT_A_GLANCE, array_keys($held));
        return array_values(array_map(static fn (string $name): string => LimitTable::name($name) . ': ' . Format::allowance($name, $held[$name]), $shown));
    }

    /** Each reason once, in words; being the current plan is none. */
    public static function refusals(array $refusals): array
    {
        $others = array_filter($refusals, static fn (array $refusal): bool => $refusal['code'] !== 'current');
        $words = array_map(static fn (array $refusal): string => Messages::forCode((string) $refusal['code'], (array) ($refusal['params'] ?? [])), $others);
        return array_values(array_unique($words));
    }

    /** A plan's price: the amount, or words where the plan is free. */
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

    /** "49.00 kr per month, 490.00 kr per year". */
    public static function prices(array $prices): string
    {
        return implode(', ', array_map(static fn (array $price): string => $price['amount']['formatted'] . ' ' . Format::perPeriod($price['period']), $prices));
    }

    /** What choosing a price would mean now: to pay at once, or to wait for the term's end. */
    public static function now(array $price): string
    {
        return $price['effective'] === null
            /* translators: %s: amount */
            ? sprintf(__('%s to pay now', 'plan-bridge'), $price['due_now']['formatted'])
            /* translators: %s: date */
            : sprintf(__('from %s', 'plan-bridge'), Format::date($price['effective']));
    }

    public static function effective(array $quote): string
    {
        return match (true) {
            /* translators: %s: date */
            $quote['effective'] !== null => sprintf(__('Takes effect on %s, when what you have paid for ends. Until then everything stays as it is.', 'plan-bridge'), Format::date($quote['effective'])),
            $quote['due_now']['amount_minor'] > 0 => __('Takes effect at once when the payment has been registered.', 'plan-bridge'),
            default => __('Takes effect at once.', 'plan-bridge'),
        };
    }
}
