<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Plugin;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** What Ultimate Multisite called saved and was not: told on the next page of whoever saved it, once. */
final class KeptBack
{
    private const MOST = 20;

    /** @param list<string> $columns */
    public static function add(int $membership, array $columns): void
    {
        $user = get_current_user_id();
        if ($user > 0) {
            $kept = self::kept($user);
            $kept[$membership] = array_values(array_unique([...($kept[$membership] ?? []), ...$columns]));
            update_user_meta($user, Plugin::KEPT_BACK, array_slice($kept, -self::MOST, null, true));
        }
    }

    /** Prints and forgets them. */
    public static function show(): void
    {
        $user = get_current_user_id();
        $kept = self::kept($user);
        delete_user_meta($user, Plugin::KEPT_BACK);
        foreach ($kept as $membership => $columns) {
            $names = implode(', ', array_map([self::class, 'name'], $columns));
            /* translators: 1: number of a membership, 2: names of fields, such as "Expiration date, Status" */
            $text = sprintf(__('Not saved for membership %1$d: %2$s. Plan Bridge bills this membership, so these are changed there, or after the membership was handed back to Ultimate Multisite.', 'plan-bridge'), $membership, $names);
            View::render('parts/notice', ['type' => 'warning', 'text' => $text]);
        }
    }

    /** What Ultimate Multisite's screens call the column. */
    public static function name(string $column): string
    {
        return match ($column) {
            'plan_id' => __('Plan', 'plan-bridge'),
            'addon_products' => __('Packages and services', 'plan-bridge'),
            'amount', 'initial_amount' => __('Amount', 'plan-bridge'),
            'currency' => __('Currency', 'plan-bridge'),
            'duration', 'duration_unit', 'recurring' => __('Billing period', 'plan-bridge'),
            'billing_cycles', 'times_billed' => __('Billing cycles', 'plan-bridge'),
            'auto_renew', 'gateway', 'gateway_customer_id', 'gateway_subscription_id' => __('Gateway', 'plan-bridge'),
            'date_expiration' => __('Expiration date', 'plan-bridge'),
            'date_renewed' => __('Date of renewal', 'plan-bridge'),
            'date_trial_end' => __('End of trial', 'plan-bridge'),
            'status' => __('Status', 'plan-bridge'),
            default => $column,
        };
    }

    /** @return array<int, list<string>> columns by membership */
    private static function kept(int $user): array
    {
        $kept = get_user_meta($user, Plugin::KEPT_BACK, true);
        return is_array($kept) ? $kept : [];
    }
}
