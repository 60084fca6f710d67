<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

/** Answers of the service about one account, with plain defaults. */
final class Sample
{
    /**
     * @param array<string, mixed> $other
     * @return array<string, mixed>
     */
    public static function account(array $other = []): array
    {
        return $other + [
            'viewer' => ['user_id' => 2, 'role' => 'customer', 'may_buy' => true, 'may_not_buy_reason' => null],
            'memberships' => [['id' => 12, 'plan_name' => 'Premium', 'status' => 'active']],
            'membership' => self::membership(),
            'pending_change' => null,
            'open_change' => null,
            'sites' => [],
            'sites_total' => 0,
            'site' => null,
            'payments' => [],
            'payments_total' => 0,
            'is_copy' => false,
            'is_sold_here' => true,
        ];
    }

    /**
     * @param array<string, mixed> $other
     * @return array<string, mixed>
     */
    public static function membership(array $other = []): array
    {
        return $other + [
            'id' => 12,
            'number' => '12',
            'status' => 'active',
            'billed_elsewhere' => false,
            'plan' => self::line('Premium', 19900),
            'addons' => [],
            'currency' => 'SEK',
            'period' => ['n' => 1, 'unit' => 'month'],
            'amount_per_term' => self::money(19900),
            'times_billed' => 1,
            'date_created' => '2025-02-01T00:00:00Z',
            'term_start' => '2025-02-01T00:00:00Z',
            'term_end' => '2025-03-01T00:00:00Z',
            'trial_end' => null,
            'next_charge' => null,
            'discount_code' => null,
            'account_credit' => self::money(0),
            'beyond_term' => null,
        ];
    }

    /**
     * @param array<string, mixed> $other
     * @return array<string, mixed>
     */
    public static function change(array $other = []): array
    {
        return $other + [
            'quote_id' => str_repeat('a', 32),
            'membership_id' => 12,
            'status' => 'awaiting_payment',
            'kind' => 'upgrade',
            'currency' => 'SEK',
            'requested_at' => '2025-02-10T00:00:00Z',
            'effective_at' => '2025-02-10T00:00:00Z',
            'payable_until' => '2099-02-17T12:30:00Z',
            'payable' => ($other['status'] ?? 'awaiting_payment') === 'awaiting_payment',
            'due_now' => self::money(19900),
            'plan' => ['plan_id' => 3, 'plan_name' => 'Premium'],
            'addons' => [],
            'period' => ['n' => 1, 'unit' => 'month'],
            'gateway' => 'manual',
            'by_hand' => ['reference' => 'KX4P-7QMC', 'instructions' => 'Bankgiro 123-4567', 'received' => self::money(0), 'left' => self::money(19900)],
            'problem' => null,
            'lines' => [],
            'next_charge' => null,
        ];
    }

    /**
     * @param array<string, mixed> $other
     * @return array<string, mixed>
     */
    public static function quote(array $other = []): array
    {
        return $other + [
            'kind' => 'upgrade',
            'selection' => ['plan_id' => 4, 'plan_name' => 'Course', 'period' => ['n' => 1, 'unit' => 'month'], 'addons' => []],
            'effective' => null,
            'replaces_pending' => null,
            'discount_code' => null,
            'lines' => [],
            'due_now' => self::money(19900),
            'tax' => self::money(0),
            'credit' => self::money(0),
            'account_credit_before' => self::money(0),
            'account_credit_after' => self::money(0),
            'recurring_total' => self::money(19900),
            'next_charge' => null,
            'billings' => null,
        ];
    }

    /** @return array<string, mixed> */
    public static function line(string $name, int $minor, string $type = 'plan'): array
    {
        return [
            'product_id' => 3,
            'slug' => strtolower($name),
            'name' => $name,
            'type' => $type,
            'quantity' => 1,
            'amount' => self::money($minor),
            'period' => ['n' => 1, 'unit' => 'month'],
            'recurring' => true,
            'leaving' => 0,
        ];
    }

    /** @return array{amount_minor: int, currency: string, formatted: string} */
    public static function money(int $minor): array
    {
        return ['amount_minor' => $minor, 'currency' => 'SEK', 'formatted' => 'SEK ' . number_format($minor / 100, 2)];
    }
}
