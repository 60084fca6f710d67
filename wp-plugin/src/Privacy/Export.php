<?php

declare(strict_types=1);

namespace PlanBridge\Privacy;

use PlanBridge\Account\Billing;
use PlanBridge\Account\PaymentMethods;
use PlanBridge\Account\WayToPay;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * What WordPress gives somebody who asks for their data: memberships, billing details, what is saved to pay with, payments,
 * account credit, history; then what they paid for memberships that they have no more.
 *
 * A page of the export is one membership. Each is what its owner is told in wp-admin and no more. Where the service
 * does not answer the export fails: a copy with something missing would be taken for whole.
 */
final class Export
{
    private const GROUP = 'plan-bridge-';

    /** The most pages of one list of one membership: years of it. */
    private const MOST_PAGES = 200;

    /** @param array<string, array<string, mixed>> $exporters @return array<string, array<string, mixed>> */
    public static function register(array $exporters): array
    {
        return $exporters + ['plan-bridge' => ['exporter_friendly_name' => __('Memberships and payments', 'plan-bridge'), 'callback' => [self::class, 'page']]];
    }

    /** @return array{data: list<array<string, mixed>>, done: bool}|WP_Error */
    public static function page(string $email, int $page = 1): array|WP_Error
    {
        $customer = Customer::of($email);
        $client = $customer?->client();
        if ($client === null) {
            return ['data' => [], 'done' => true];
        }
        $membership = $customer->membership($page);
        try {
            $data = $membership === null ? self::former($client) : self::membership($client, $membership);
        } catch (Unanswered $missing) {
            return new WP_Error('plan_bridge_export', Messages::forPage($missing->error));
        }
        return ['data' => $data, 'done' => $membership === null];
    }

    /** @return list<array<string, mixed>> */
    private static function membership(Client $client, int $id): array
    {
        $account = Unanswered::unless($client->get('/v1/account', ['membership' => $id]));
        $saved = $account['viewer']['may_buy'] && $account['is_sold_here'] && !$account['is_copy'] ? $client->get(PaymentMethods::path($id)) : PaymentMethods::NONE;
        if (is_wp_error($saved) && Messages::code($saved) === 'not_found') {
            $saved = PaymentMethods::NONE;
        }
        return [
            self::item('membership', __('Memberships', 'plan-bridge'), (string) $id, self::facts($account, Unanswered::unless($saved)['methods'])),
            ...self::payments("/v1/memberships/{$id}/payments", $client),
            ...self::listed($client, "/v1/memberships/{$id}/account-credit", 'movements', 'older', 'credit', __('Account credit', 'plan-bridge'), self::movement(...)),
            ...self::listed($client, "/v1/memberships/{$id}/history", 'events', 'before', 'history', __('History', 'plan-bridge'), self::event(...)),
        ];
    }

    /** @param list<array<string, mixed>> $methods @return array<string, string> */
    private static function facts(array $account, array $methods): array
    {
        $held = $account['membership'];
        [$end, $until] = Format::paidUntil($held);
        return [
            __('Number', 'plan-bridge') => (string) $held['number'],
            __('Plan', 'plan-bridge') => implode(', ', array_map(static fn (array $line): string => Format::times((string) $line['name'], (int) $line['quantity']), array_filter([$held['plan'], ...$held['addons']]))),
            __('Status', 'plan-bridge') => Words::of('status', $held['status']),
            __('Since', 'plan-bridge') => Format::date($held['date_created']),
            $end => $until,
            __('Account credit', 'plan-bridge') => (string) $held['account_credit']['formatted'],
            __('Discount code', 'plan-bridge') => (string) $held['discount_code'],
            __('Cancelled for', 'plan-bridge') => $held['cancellation'] === null ? '' : Format::date($held['cancellation']['ends_at']),
            __('Why', 'plan-bridge') => (string) ($held['cancellation']['reason'] ?? ''),
            __('Address', 'plan-bridge') => implode("\n", Billing::lines($account['billing'])),
            __('VAT number', 'plan-bridge') => $account['billing']['vat']['number'] === '' ? '' : Billing::vat($account['billing']['vat']),
            __('Saved to pay with', 'plan-bridge') => implode("\n", array_map(static fn (array $method): string => trim(WayToPay::name($method) . ', ' . WayToPay::expiry($method), ', '), $methods)),
            __('Sites', 'plan-bridge') => implode("\n", array_map(static fn (array $site): string => untrailingslashit($site['domain'] . $site['path']), $account['sites'])),
        ];
    }

    /** @return list<array<string, mixed>> payments of memberships that somebody else has by now */
    private static function former(Client $client): array
    {
        return self::listed($client, '/v1/former-payments', 'payments', 'before', 'payment', __('Payments', 'plan-bridge'), static fn (array $one): array => self::payment($one['payment']));
    }

    /** @return list<array<string, mixed>> */
    private static function payments(string $path, Client $client): array
    {
        return self::listed($client, $path, 'payments', 'older', 'payment', __('Payments', 'plan-bridge'), self::payment(...));
    }

    /** @return array<string, string> */
    private static function payment(array $payment): array
    {
        return [
            __('Number', 'plan-bridge') => Format::payment($payment),
            __('Date', 'plan-bridge') => Format::date($payment['date']),
            __('What for', 'plan-bridge') => implode("\n", array_map(static fn (array $line): string => Format::line($line) . ': ' . $line['amount']['formatted'], $payment['lines'])),
            __('Amount', 'plan-bridge') => (string) $payment['total']['formatted'],
            __('Status', 'plan-bridge') => Words::of('payment_status', $payment['status']),
            __('Paid by', 'plan-bridge') => Words::of('gateway', (string) $payment['gateway']),
            __('Payment reference', 'plan-bridge') => (string) $payment['reference'],
            __('Receipt', 'plan-bridge') => implode(', ', array_column($payment['documents'] ?? [], 'name')),
        ];
    }

    /** @return array<string, string> */
    private static function movement(array $movement): array
    {
        return [
            __('Date', 'plan-bridge') => Format::dateTime($movement['created_at']),
            __('Why', 'plan-bridge') => Words::of('credit_cause', $movement['cause']) . ($movement['reason'] === null ? '' : " “{$movement['reason']}”"),
            __('Amount', 'plan-bridge') => (string) $movement['amount']['formatted'],
        ];
    }

    /** @return array<string, string> */
    private static function event(array $event): array
    {
        $words = Words::table('history');
        return [
            __('Date', 'plan-bridge') => Format::dateTime($event['at']),
            __('What happened', 'plan-bridge') => implode(': ', array_filter([$words[$event['event']] ?? $words['else'], $event['plan']])),
            __('Why', 'plan-bridge') => (string) $event['reason'],
            __('Amount', 'plan-bridge') => (string) ($event['amount']['formatted'] ?? ''),
        ];
    }

    /**
     * Every entry of a list, to its last page.
     *
     * @param string $next the key of the answer that says where the next page begins; it is asked for by the same name
     * @param callable(array<string, mixed>): array<string, string> $row
     * @return list<array<string, mixed>>
     */
    private static function listed(Client $client, string $path, string $list, string $next, string $group, string $label, callable $row): array
    {
        [$items, $place] = [[], null];
        for ($page = 1; $page <= self::MOST_PAGES && ($page === 1 || $place !== null); ++$page) {
            $answer = Unanswered::unless($client->get($path, $place === null ? [] : [$next => $place]));
            foreach ($answer[$list] as $one) {
                $items[] = self::item($group, $label, $path . '-' . count($items), $row($one));
            }
            $place = $answer[$next];
        }
        return $items;
    }

    /** @param array<string, string> $facts those that say nothing are left out @return array<string, mixed> */
    private static function item(string $group, string $label, string $id, array $facts): array
    {
        $facts = array_filter($facts, static fn (string $value): bool => !in_array($value, ['', '–'], true));
        $data = array_map(static fn (string $name, string $value): array => ['name' => $name, 'value' => nl2br(esc_html($value))], array_keys($facts), $facts);
        return ['group_id' => self::GROUP . $group, 'group_label' => $label, 'item_id' => self::GROUP . sanitize_key($id), 'data' => $data];
    }
}
