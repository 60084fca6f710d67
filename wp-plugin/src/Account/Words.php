<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Format;
use PlanBridge\Limits\LimitTable;
use PlanBridge\Messages;

defined('ABSPATH') || exit;

/** What the service's short names, lines, plans and prices are called on the owner's pages. */
final class Words
{
    public static function status(string $status): string
    {
        return [
            'pending' => __('Pending', 'plan-bridge'),
            'active' => __('Active', 'plan-bridge'),
            'trialing' => __('Trial', 'plan-bridge'),
            'expired' => __('Expired', 'plan-bridge'),
            'on-hold' => __('On hold', 'plan-bridge'),
            'cancelled' => __('Cancelled', 'plan-bridge'),
        ][$status] ?? $status;
    }

    /** Why nothing is billed next: true also where the term is over and nobody here has renewed or closed it. */
    public static function nothingBilled(?string $beyondTerm): string
    {
        return [
            'over' => __('The term is over, and no payment is planned here. Ask the people who run the network, or choose a plan.', 'plan-bridge'),
            'awaits_payment' => __('The term is over, and its renewal has not been paid yet.', 'plan-bridge'),
            'paid_in_full' => __('Paid in full: nothing more will be billed', 'plan-bridge'),
            'on_hold' => __('The membership is on hold: nothing is billed', 'plan-bridge'),
        ][$beyondTerm ?? ''] ?? __('Nothing will be billed', 'plan-bridge');
    }

    public static function paymentStatus(string $status): string
    {
        return [
            'pending' => __('Awaiting payment', 'plan-bridge'),
            'completed' => __('Paid', 'plan-bridge'),
            'refunded' => __('Refunded', 'plan-bridge'),
            'partially-refunded' => __('Partly refunded', 'plan-bridge'),
            'partially-paid' => __('Partly paid', 'plan-bridge'),
            'failed' => __('Failed', 'plan-bridge'),
            'cancelled' => __('Cancelled', 'plan-bridge'),
        ][$status] ?? $status;
    }

    public static function gateway(string $gateway): string
    {
        return [
            'manual' => __('Invoice or bank transfer', 'plan-bridge'),
            'free' => __('No payment needed', 'plan-bridge'),
            'stripe' => __('Card', 'plan-bridge'),
            '' => '–',
        ][$gateway] ?? $gateway;
    }

    public static function kind(string $kind): string
    {
        return [
            'upgrade' => __('Upgrade', 'plan-bridge'),
            'downgrade' => __('Downgrade', 'plan-bridge'),
            'crossgrade' => __('Change of plan', 'plan-bridge'),
            'addon' => __('Add-on', 'plan-bridge'),
            'removal' => __('Removal', 'plan-bridge'),
            'renewal' => __('Renewal', 'plan-bridge'),
            'reactivation' => __('Reactivation', 'plan-bridge'),
        ][$kind] ?? $kind;
    }

    public static function type(string $type): string
    {
        return [
            'plan' => __('Plan', 'plan-bridge'),
            'package' => __('Package', 'plan-bridge'),
            'service' => __('Service', 'plan-bridge'),
        ][$type] ?? $type;
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

    /**
     * A change's offer in one line: "Premium, every 3 months, with 2 × Extra disk space".
     *
     * @param array<string, mixed> $offer with plan_name (or plan.name), period, addons
     */
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
        $sentence = self::lines()[(string) $line['code']] ?? '%s';
        $title = sprintf($sentence, $name);
        return trim($title) === '' ? (string) $line['code'] : $title;
    }

    /** @return array<string, string> */
    private static function lines(): array
    {
        return [
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
        ];
    }

    /**
     * @param array<string, array{allowed: bool, limit: int|float|null}> $limits of LimitTable::flatten
     * @return list<string> "Disk space: 500 MB"
     */
    public static function limits(array $limits): array
    {
        $words = [];
        foreach (LimitTable::AT_A_GLANCE as $name) {
            if (isset($limits[$name])) {
                $words[] = LimitTable::name($name) . ': ' . self::rule($name, $limits[$name]);
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

    public static function effective(array $quote): string
    {
        if ($quote['effective'] !== null) {
            /* translators: %s: date */
            return sprintf(__('Takes effect on %s, when what you have paid for ends. Until then everything stays as it is.', 'plan-bridge'), Format::date($quote['effective']));
        }
        return $quote['due_now']['amount_minor'] > 0
            ? __('Takes effect at once when the payment has been registered.', 'plan-bridge')
            : __('Takes effect at once.', 'plan-bridge');
    }
}
