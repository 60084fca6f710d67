<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/** What the service's short names are called on the owner's pages. */
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
}
