<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Checkout;
use PlanBridge\Account\Words as AccountWords;
use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/** Payments of the network, a page at a time; one that is made by hand is marked as paid here. */
final class Payments
{
    public const STATUSES = ['pending', 'completed', 'cancelled', 'refunded', 'partially-refunded'];

    /** Marks the payment as paid, or closes what could not be carried out, where that is asked for, and leaves. */
    public function load(): void
    {
        [$quoteId, $id] = [sanitize_key(SentText::of($_POST, 'change')), SentText::id($_POST, 'payment')];
        $isClosing = Screens::asked() === 'close-change';
        if (!$isClosing && (Screens::asked() !== 'mark-paid' || $id === 0)) {
            return;
        }
        if (!Screens::isGenuine($isClosing ? self::closingName($quoteId) : self::formName($id))) {
            Flash::add('error', $isClosing ? 'form_expired' : 'form_expired_payment');
        } else {
            $isClosing ? $this->close($quoteId) : $this->markPaid($id);
        }
        Screens::leave($this->here());
    }

    public function render(): void
    {
        $status = $this->status();
        $filters = [[__('All', 'plan-bridge'), Screens::address(Screens::PAYMENTS), $status === '']];
        foreach (self::STATUSES as $one) {
            $filters[] = [AccountWords::paymentStatus($one), Screens::address(Screens::PAYMENTS, ['status' => $one]), $status === $one];
        }
        Pager::show('payments', Screens::PAYMENTS, $status === '' ? [] : ['status' => $status], [
            'heading' => __('Payments', 'plan-bridge'),
            'flash' => true,
            'filters' => $filters,
            'pages' => __('Pages of payments', 'plan-bridge'),
            'table' => [
                'caption' => __('Payments, newest first', 'plan-bridge'),
                'columns' => [__('Payment', 'plan-bridge'), __('Date', 'plan-bridge'), __('Membership', 'plan-bridge'), __('Status', 'plan-bridge'),
                    __('Paid by', 'plan-bridge'), __('Amount', 'plan-bridge'), __('Details', 'plan-bridge')],
                'numbers' => [5],
                'empty' => __('No payments here.', 'plan-bridge'),
            ],
        ], $this->row(...));
    }

    /** @return list<array<string, mixed>> the cells of a payment */
    private function row(array $payment): array
    {
        return [
            ['text' => "#{$payment['id']}"],
            ['text' => Format::date($payment['created_at'])],
            ['text' => trim("#{$payment['membership_id']} " . self::login($payment['user_id'])), 'href' => Screens::account($payment['membership_id'])],
            ['text' => AccountWords::paymentStatus($payment['status']), 'class' => 'pb-status pb-status-' . sanitize_html_class($payment['status'])],
            ['text' => AccountWords::gateway($payment['gateway'])],
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
        $answer = (new Client())->post("/v1/network/changes/{$quoteId}/close", []);
        if (is_wp_error($answer)) {
            Flash::add('error', Messages::codeOfAct('closing', $answer), Messages::params($answer));
        } else {
            Flash::add('success', 'change_closed');
        }
    }

    /** A second click finds the payment settled and gets the same answer: the service marks once. */
    private function markPaid(int $id): void
    {
        $answer = (new Client())->post("/v1/network/payments/{$id}/mark-paid", [], Client::CONFIRM_SECONDS);
        Flash::add(...(is_wp_error($answer) ? self::outcomeOfError($answer, $id) : self::outcome($answer)));
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
     * @return array{0: string, 1: string, 2: array<string, mixed>} type, code and params of a message
     */
    public static function outcome(array $answer): array
    {
        ['payment' => $payment, 'change' => $change] = $answer;
        $params = [
            'payment' => $payment['id'],
            'amount' => $payment['amount']['formatted'],
            'membership' => $payment['membership_id'],
            'offer' => $change === null ? '' : self::offer($change),
            'effective_at' => $change['effective_at'] ?? '',
        ];
        return match ($change['status'] ?? 'renewal') {
            'applied' => ['success', 'paid_change_applied', $params],
            'scheduled' => ['success', 'paid_change_scheduled', $params],
            'renewal' => ['success', 'paid_renewal', $params],
            'needs_attention', 'void', 'cancelled', 'replaced' => ['warning', 'paid_change_needs_attention', $params],
            default => ['info', 'paid_change_processing', $params],
        };
    }

    /** @return array{0: string, 1: string, 2: array<string, mixed>} type, code and params of a message */
    public static function outcomeOfError(WP_Error $error, int $id): array
    {
        return ['error', Checkout::isUnknown($error) ? 'paid_no_answer' : Messages::code($error), Messages::params($error) + ['payment' => $id]];
    }

    /** @param array<string, mixed> $change */
    private static function offer(array $change): string
    {
        $name = static fn (array $addon): string => $addon['name'] . ($addon['quantity'] > 1 ? " × {$addon['quantity']}" : '');
        return implode(', ', array_filter([$change['plan']['name'] ?? '', ...array_map($name, $change['addons'])]));
    }

    private static function login(?int $userId): string
    {
        return get_userdata((int) $userId)->user_login ?? '';
    }

    /** When the money came, and which network administrator said so. @param array<string, mixed> $payment */
    public static function received(array $payment): string
    {
        $who = self::login($payment['marked_by']);
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
