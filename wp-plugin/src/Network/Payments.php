<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Words as AccountWords;
use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use WP_Error;

defined('ABSPATH') || exit;

/** Payments of the network, a page at a time; one that is made by hand is marked as paid here. */
final class Payments
{
    public const STATUSES = ['pending', 'completed', 'cancelled', 'refunded', 'partially-refunded'];

    /** Marks the payment as paid, or closes what could not be carried out, where that is asked for, and leaves. */
    public function load(): void
    {
        if (Screens::asked() === 'close-change') {
            $this->close(sanitize_key(SentText::of($_POST, 'change')));
            Screens::leave($this->here());
        }
        $id = SentText::id($_POST, 'payment');
        if (Screens::asked() !== 'mark-paid' || $id === 0) {
            return;
        }
        if (Screens::isGenuine(self::formName($id))) {
            $this->markPaid($id);
        } else {
            Flash::add('error', 'form_expired_payment');
        }
        Screens::leave($this->here());
    }

    public function render(): void
    {
        $status = $this->status();
        $query = ['page' => max(1, Screens::number('paged'))] + ($status === '' ? [] : ['status' => $status]);
        $answer = (new Client())->get('/v1/network/payments', $query);
        $isError = is_wp_error($answer);
        $payments = $isError ? [] : (array) ($answer['payments'] ?? []);
        cache_users(array_values(array_filter(array_map('intval', array_column($payments, 'user_id')))));
        $filters = [[__('All', 'plan-bridge'), Screens::address(Screens::PAYMENTS), $status === '']];
        foreach (self::STATUSES as $one) {
            $filters[] = [AccountWords::of('payment_status', $one), Screens::address(Screens::PAYMENTS, ['status' => $one]), $status === $one];
        }
        View::render('network/list', [
            'heading' => __('Payments', 'plan-bridge'),
            'flash' => true,
            'error' => $isError ? Messages::forPage($answer) : null,
            'filters' => $filters,
            'pages' => __('Pages of payments', 'plan-bridge'),
            'pager' => $isError ? null : Pager::of($answer, Screens::PAYMENTS, $status === '' ? [] : ['status' => $status]),
            'table' => $isError ? null : [
                'caption' => __('Payments, newest first', 'plan-bridge'),
                'columns' => [__('Payment', 'plan-bridge'), __('Date', 'plan-bridge'), __('Membership', 'plan-bridge'), __('Status', 'plan-bridge'),
                    __('Paid by', 'plan-bridge'), __('Amount', 'plan-bridge'), __('Details', 'plan-bridge')],
                'numbers' => [5],
                'rows' => array_map($this->row(...), $payments),
                'empty' => __('No payments here.', 'plan-bridge'),
            ],
        ]);
    }

    /** @return list<array<string, mixed>> the cells of a payment */
    private function row(array $payment): array
    {
        $status = (string) $payment['status'];
        return [
            ['text' => self::number($payment)],
            ['text' => Format::date($payment['created_at'])],
            ['text' => self::membership($payment), 'href' => Screens::account((int) $payment['membership_id'])],
            ['text' => AccountWords::of('payment_status', $status), 'class' => 'pb-status pb-status-' . sanitize_html_class($status)],
            ['text' => AccountWords::of('gateway', $payment['gateway'])],
            ['text' => $payment['amount']['formatted']],
            ['view' => ['network/payment-details', ['payment' => $payment, 'action' => $this->here()]]],
        ];
    }

    public static function formName(int $id): string
    {
        return "mark_paid_{$id}";
    }

    public static function closingName(string $quoteId): string
    {
        return "close_change_{$quoteId}";
    }

    /** What could not be carried out is closed once somebody has looked at it; closing twice does nothing more. */
    private function close(string $quoteId): void
    {
        if (!Screens::isGenuine(self::closingName($quoteId))) {
            Flash::add('error', 'form_expired');
            return;
        }
        $answer = (new Client())->post("/v1/network/changes/{$quoteId}/close", []);
        if (is_wp_error($answer)) {
            Flash::add('error', Messages::codeOfAct('closing', $answer), Messages::params($answer));
            return;
        }
        Flash::add('success', 'change_closed', []);
    }

    /** A second click finds the payment settled and gets the same answer: the service marks once. */
    private function markPaid(int $id): void
    {
        $answer = (new Client())->post("/v1/network/payments/{$id}/mark-paid", [], Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            Flash::add('error', ...self::outcomeOfError($answer, $id));
            return;
        }
        [$type, $code, $params] = self::outcome($answer);
        Flash::add($type, $code, $params);
    }

    private function status(): string
    {
        $status = Screens::text('status');
        return in_array($status, self::STATUSES, true) ? $status : '';
    }

    private function here(): string
    {
        $query = array_filter(['status' => $this->status(), 'paged' => Screens::number('paged')]);
        return Screens::address(Screens::PAYMENTS, $query);
    }

    /**
     * @param array<string, mixed> $answer of the service: `payment`, `change` (null for a renewal)
     * @return array{0: string, 1: string, 2: array<string, mixed>}
     */
    public static function outcome(array $answer): array
    {
        $payment = (array) ($answer['payment'] ?? []);
        $change = is_array($answer['change'] ?? null) ? $answer['change'] : null;
        $params = [
            'payment' => (int) ($payment['shared_id'] ?? $payment['id'] ?? 0),
            'amount' => (string) ($payment['amount']['formatted'] ?? ''),
            'membership' => (int) ($payment['membership_id'] ?? 0),
            'offer' => $change === null ? '' : self::offer($change),
            'effective_at' => (string) ($change['effective_at'] ?? ''),
        ];
        return match ($change['status'] ?? 'renewal') {
            'applied' => ['success', 'paid_change_applied', $params],
            'scheduled' => ['success', 'paid_change_scheduled', $params],
            'renewal' => ['success', 'paid_renewal', $params],
            'needs_attention', 'void', 'cancelled', 'replaced' => ['warning', 'paid_change_needs_attention', $params],
            default => ['info', 'paid_change_processing', $params],
        };
    }

    /** @return array{0: string, 1: array<string, mixed>} code and params */
    public static function outcomeOfError(WP_Error $error, int $id): array
    {
        return [Messages::isUnknown($error) ? 'paid_no_answer' : Messages::code($error), Messages::params($error) + ['payment' => $id]];
    }

    /** @param array<string, mixed> $change */
    private static function offer(array $change): string
    {
        $names = [(string) ($change['plan']['name'] ?? '')];
        foreach ((array) ($change['addons'] ?? []) as $addon) {
            $quantity = (int) ($addon['quantity'] ?? 1);
            $names[] = ($addon['name'] ?? '') . ($quantity > 1 ? " × {$quantity}" : '');
        }
        return implode(', ', array_filter($names));
    }

    /**
     * The number that Ultimate Multisite has for it too, or that of the order, which is known here alone as long as its
     * money is not there.
     *
     * @param array<string, mixed> $payment
     */
    public static function number(array $payment): string
    {
        return isset($payment['shared_id'])
            /* translators: %s: number of a payment */
            ? sprintf(__('Payment %s', 'plan-bridge'), (int) $payment['shared_id'])
            /* translators: %s: number of an order whose money is not there */
            : sprintf(__('Order %s', 'plan-bridge'), (int) $payment['id']);
    }

    /** @param array<string, mixed> $payment */
    public static function membership(array $payment): string
    {
        $login = get_userdata((int) ($payment['user_id'] ?? 0))->user_login ?? '';
        return trim('#' . (int) $payment['membership_id'] . ' ' . $login);
    }

    /** When the money came, and which network administrator said so. @param array<string, mixed> $payment */
    public static function received(array $payment): string
    {
        $who = get_userdata((int) ($payment['marked_by'] ?? 0))->user_login ?? '';
        $when = Format::date($payment['received_at']);
        return $who === ''
            /* translators: %s: a date */
            ? sprintf(__('Received on %s.', 'plan-bridge'), $when)
            /* translators: 1: a date, 2: user name of a network administrator */
            : sprintf(__('Received on %1$s, marked as paid by %2$s.', 'plan-bridge'), $when, $who);
    }

    /** What is asked before a payment is marked: what then happens. @param array<string, mixed> $payment */
    public static function question(array $payment): string
    {
        $question = $payment['marking'] === 'becomes_credit'
            /* translators: 1: amount of money, 2: date */
            ? __('The order of %2$s was cancelled. Has its payment of %1$s arrived all the same? Nothing that was ordered takes effect: the money becomes account credit of the customer, and this cannot be taken back.', 'plan-bridge')
            /* translators: 1: amount of money, 2: date */
            : __('Has %1$s arrived for the order of %2$s? What was ordered then takes effect at once, and this cannot be taken back.', 'plan-bridge');
        return sprintf($question, $payment['amount']['formatted'], Format::date($payment['created_at']));
    }

    /** Why a payment that waits has no button. @param array<string, mixed> $payment */
    public static function whyNotMarkable(array $payment): string
    {
        return $payment['not_markable'] === 'not_ours'
            ? __('Another system asked for this payment, so it is marked as paid there.', 'plan-bridge')
            : __('The payment provider tells us when this payment has arrived.', 'plan-bridge');
    }
}
