<?php

declare(strict_types=1);

namespace PlanBridge;

use PlanBridge\Account\Menu;
use PlanBridge\Limits\LimitRow;

defined('ABSPATH') || exit;

/**
 * Answers of the service as flat facts for scripts, whose names stay: each amount twice, as people write it and in minor units,
 * instants in UTC, packages as `6:2,7:1`.
 */
final class Facts
{
    public const PAYMENT = ['id', 'payment', 'date', 'status', 'total', 'gateway', 'reference', 'documents', 'total_minor', 'currency'];

    /** @param array<string, mixed> $account @return array<string, mixed> */
    public static function account(array $account): array
    {
        $held = $account['membership'];
        return [
            'membership' => $held['id'],
            'status' => $held['status'],
            'plan' => $held['plan']['name'] ?? null,
            'plan_id' => $held['plan']['product_id'] ?? null,
            'period' => self::period($held['period']),
            'packages' => self::packages($held['addons']),
            'sites' => $account['sites_total'],
            'term_start' => $held['term_start'],
            'term_end' => $held['term_end'],
            'cancelled_for' => $held['cancellation']['ends_at'] ?? null,
            'next_charge_at' => $held['next_charge']['date'] ?? null,
            ...self::money('next_charge', $held['next_charge']['amount'] ?? null),
            ...self::money('account_credit', $held['account_credit']),
            'currency' => $held['currency'],
            'discount_code' => $held['discount_code'],
            'billed_by' => $held['owner'],
            'open_order' => $account['open_change']['quote_id'] ?? null,
            'open_order_status' => $account['open_change']['status'] ?? null,
            'booked_change' => $account['pending_change']['quote_id'] ?? null,
            'booked_for' => $account['pending_change']['effective_at'] ?? null,
        ];
    }

    /** @param array<string, mixed> $quote @return array<string, mixed> */
    public static function quote(array $quote): array
    {
        $chosen = $quote['selection'];
        return [
            'quote' => $quote['id'],
            'membership' => $quote['membership_id'],
            'kind' => $quote['kind'],
            'plan' => $chosen['plan_name'],
            'plan_id' => $chosen['plan_id'],
            'period' => self::period($chosen['period']),
            'packages' => self::packages($chosen['addons']),
            ...self::money('due_now', $quote['due_now']),
            ...self::money('tax', $quote['tax']),
            ...self::money('credit', $quote['credit']),
            ...self::money('recurring', $quote['recurring_total']),
            'currency' => $quote['currency'],
            'effective' => $quote['effective'],
            'term_end' => $quote['term_end'],
            'next_charge_at' => $quote['next_charge']['date'] ?? null,
            ...self::money('next_charge', $quote['next_charge']['amount'] ?? null),
            'exceeds' => implode('; ', array_map(Messages::excess(...), $quote['exceeds'])),
            'confirmable' => $quote['confirmable'] ? 'yes' : 'no',
            'reason' => $quote['reason']['code'] ?? null,
            'gateways' => implode(',', array_column($quote['gateways'], 'id')),
            'valid_until' => $quote['valid_until'],
        ];
    }

    /**
     * What may be chosen, a price of a plan each.
     *
     * @param array<string, mixed> $choices
     * @return list<array<string, mixed>>
     */
    public static function plans(array $choices): array
    {
        $rows = [];
        foreach ($choices['plans'] as $plan) {
            foreach ($plan['prices'] as $price) {
                $refusals = [...$plan['refusals'], ...$price['refusals']];
                $rows[] = [
                    'plan' => $plan['name'],
                    'plan_id' => $plan['product_id'],
                    'is_current' => $plan['is_current'],
                    'period' => self::period($price['period']),
                    ...self::money('price', $price['amount']),
                    'currency' => $price['amount']['currency'],
                    'kind' => $price['kind'],
                    'may_be_chosen' => $refusals === [],
                    'why_not' => implode(' ', Messages::refusals($refusals)),
                    'packages' => implode(',', array_column($plan['addons'], 'product_id')),
                ];
            }
        }
        return $rows;
    }

    /** @param array<string, mixed> $line @return array<string, mixed> */
    public static function line(array $line): array
    {
        return ['line' => Format::line($line), ...self::money('amount', $line['amount']), ...self::money('tax', $line['tax']), 'currency' => $line['amount']['currency']];
    }

    /** @param array<string, mixed> $change @return array<string, mixed> */
    public static function change(array $change): array
    {
        return [
            'order' => $change['quote_id'],
            'membership' => $change['membership_id'],
            'kind' => $change['kind'],
            'status' => $change['status'],
            'plan' => $change['plan']['name'],
            'period' => self::period($change['period']),
            'packages' => self::packages($change['addons']),
            ...self::money('due_now', $change['due_now']),
            'currency' => $change['currency'],
            'gateway' => $change['gateway'],
            'reference' => $change['by_hand']['reference'] ?? null,
            ...self::money('left', $change['by_hand']['left'] ?? null),
            'payable_until' => $change['payable_until'],
            'effective_at' => $change['effective_at'],
            'declined' => $change['declined_reason'],
            'problem' => $change['problem'],
            'pay_at' => $change['payable'] ? Menu::pay($change['quote_id'], ['membership' => $change['membership_id']]) : null,
        ];
    }

    /** @param array<string, mixed> $leaving @return array<string, mixed> */
    public static function leaving(array $leaving): array
    {
        return [
            'membership' => $leaving['membership_id'],
            'status' => $leaving['status'],
            'cancelled_for' => $leaving['cancellation']['ends_at'] ?? null,
            'reason' => $leaving['cancellation']['reason'] ?? null,
        ];
    }

    /** @param array<string, mixed> $payment @return array<string, mixed> */
    public static function payment(array $payment): array
    {
        return [
            'id' => $payment['shared_id'] ?? $payment['id'],
            'payment' => Format::payment($payment),
            'date' => $payment['date'],
            'status' => $payment['status'],
            ...self::money('total', $payment['total']),
            'currency' => $payment['total']['currency'],
            'gateway' => $payment['gateway'],
            'reference' => $payment['reference'],
            'documents' => implode(',', array_column($payment['documents'] ?? [], 'name')),
        ];
    }

    /** @return array<string, string> */
    public static function limit(LimitRow $row): array
    {
        return ['limit' => $row->name] + $row->figures() + ['state' => $row->state()];
    }

    /** An amount as it is written, and in minor units under a name of its own. @return array<string, string|int|null> */
    private static function money(string $name, ?array $money): array
    {
        return [$name => $money['formatted'] ?? null, "{$name}_minor" => $money['amount_minor'] ?? null];
    }

    private static function period(?array $period): ?string
    {
        return $period === null ? null : "{$period['n']}-{$period['unit']}";
    }

    /** As `--packages` takes it. @param list<array<string, mixed>> $held */
    private static function packages(array $held): string
    {
        return implode(',', array_map(static fn (array $one): string => "{$one['product_id']}:{$one['quantity']}", $held));
    }
}
