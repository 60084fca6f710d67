<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Plugin;
use PlanBridge\View;

defined('ABSPATH') || exit;

/**
 * What Ultimate Multisite called saved and was not: told once, on the next page of whoever saved it, or in the answer that
 * a program gets.
 */
final class KeptBack
{
    private const MOST = 20;

    /** @var array<int, list<string>> columns by membership, of the call that is being answered */
    private static array $now = [];

    /** @param list<string> $columns */
    public static function add(int $membership, array $columns): void
    {
        self::$now = self::with(self::$now, $membership, $columns);
        $user = get_current_user_id();
        if ($user > 0) {
            $kept = self::with(self::kept($user), $membership, $columns);
            update_user_meta($user, Plugin::KEPT_BACK, array_slice($kept, -self::MOST, null, true));
        }
    }

    /** What comes from here on belongs to the call that is answered next. */
    public static function begin(): void
    {
        self::$now = [];
    }

    /** @return array<int, list<string>> what that call is answered; no page tells it then */
    public static function take(): array
    {
        $now = self::$now;
        self::begin();
        $user = get_current_user_id();
        if ($now !== [] && $user > 0) {
            update_user_meta($user, Plugin::KEPT_BACK, array_diff_key(self::kept($user), $now));
        }
        return $now;
    }

    /** Prints and forgets them. */
    public static function show(): void
    {
        $user = get_current_user_id();
        $kept = self::kept($user);
        delete_user_meta($user, Plugin::KEPT_BACK);
        foreach ($kept as $membership => $columns) {
            View::render('parts/notice', ['type' => 'warning', 'text' => self::sentence($membership, $columns)]);
        }
    }

    /** @param list<string> $columns */
    public static function sentence(int $membership, array $columns): string
    {
        $names = implode(', ', array_unique(array_map([self::class, 'name'], $columns)));
        /* translators: 1: number of a membership, 2: names of fields, such as "Expiration date, Status" */
        return sprintf(__('Not saved for membership %1$d: %2$s. Plan Bridge bills this membership, so these are changed there, or after the membership was handed back to Ultimate Multisite.', 'plan-bridge'), $membership, $names);
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

    /** @return array<int, list<string>> */
    private static function with(array $kept, int $membership, array $columns): array
    {
        $kept[$membership] = array_values(array_unique([...($kept[$membership] ?? []), ...$columns]));
        return $kept;
    }

    /** @return array<int, list<string>> columns by membership */
    private static function kept(int $user): array
    {
        $kept = get_user_meta($user, Plugin::KEPT_BACK, true);
        return is_array($kept) ? $kept : [];
    }
}
