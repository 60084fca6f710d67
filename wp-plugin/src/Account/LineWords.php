<?php

declare(strict_types=1);

namespace PlanBridge\Account;

defined('ABSPATH') || exit;

/** What a line of a quote or a payment is called, by its code. */
final class LineWords
{
    /** @param array<string, mixed> $line with code, name and, for quotes, quantity */
    public static function title(array $line): string
    {
        $name = Words::times((string) ($line['name'] ?? ''), (int) ($line['quantity'] ?? 1));
        $sentence = self::sentences()[(string) $line['code']] ?? '%s';
        $title = sprintf($sentence, $name);
        return trim($title) === '' ? (string) $line['code'] : $title;
    }

    /** @return array<string, string> */
    private static function sentences(): array
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
}
