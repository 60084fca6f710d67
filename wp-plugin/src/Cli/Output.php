<?php

declare(strict_types=1);

namespace PlanBridge\Cli;

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Limits\LimitRow;
use PlanBridge\Messages;
use PlanBridge\Words;
use WP_CLI;
use WP_CLI\Formatter;
use WP_Error;

defined('ABSPATH') || exit;

/** What the commands print: flat rows whose names stay, with each amount twice, as people write it and in minor units. */
final class Output
{
    public const PAYMENT = ['id', 'payment', 'date', 'status', 'total', 'gateway', 'reference', 'documents', 'total_minor', 'currency'];

    /** @param array<string, string|bool> $named @param array<string, mixed> $row */
    public static function item(array $named, array $row): void
    {
        (new Formatter($named, array_keys($row)))->display_item($row);
    }

    /** @param array<string, string|bool> $named @param list<mixed> $rows @param list<string> $fields */
    public static function items(array $named, array $rows, array $fields): void
    {
        (new Formatter($named, $fields))->display_items($rows);
    }

    /** An answer of the service; where it refused, why, with its code, and the end of the command. @return array<string, mixed> */
    public static function answer(array|WP_Error $answer, string $act = ''): array
    {
        return is_wp_error($answer) ? self::fail(self::said($answer, $act)) : $answer;
    }

    /** What an error says, and its code. */
    public static function said(WP_Error $error, string $act = ''): string
    {
        $words = $act === '' ? Messages::forPage($error) : Messages::forAct($act, $error);
        return wp_strip_all_tags($words) . ' (' . Messages::code($error) . ')';
    }

    public static function fail(string $why): never
    {
        WP_CLI::error($why, false);
        WP_CLI::halt(1);
        exit(1);
    }

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

    /** @param array<string, mixed> $line @return array<string, mixed> */
    public static function line(array $line): array
    {
        return ['line' => Format::line($line), ...self::money('amount', $line['amount']), ...self::money('tax', $line['tax']), 'currency' => $line['amount']['currency']];
    }

    /** What is asked before an order is sent. @param array<string, mixed> $quote */
    public static function question(array $quote, string $gateway): string
    {
        $way = $quote['due_now']['amount_minor'] === 0 ? '' : ', ' . Words::of('gateway', $gateway);
        return sprintf('Order %s for membership %d, %s due now%s?', Format::offer($quote['selection']), $quote['membership_id'], $quote['due_now']['formatted'], $way);
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
