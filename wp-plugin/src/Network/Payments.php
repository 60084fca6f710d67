<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/** Payments of the network, a page at a time; one that is made by hand is marked as paid here. */
final class Payments
{
    public const STATUSES = ['pending', 'completed', 'cancelled', 'refunded', 'partially-refunded'];

    /** Marks the payment as paid, or closes what could not be carried out, where that is asked for, and leaves. */
    public function load(): void
    {
        if (Refund::isAsked()) {
            Plugin::handler(Refund::class)->load();
            return;
        }
        $act = (string) Screens::asked();
        $of = $act === 'close-change' ? sanitize_key(SentText::of($_POST, 'change')) : (string) SentText::id($_POST, 'payment');
        if ($act !== 'close-change' && ($act !== 'mark-paid' || $of === '0')) {
            return;
        }
        if (!Screens::isGenuine("{$act}_{$of}")) {
            Flash::add('error', $act === 'mark-paid' ? 'form_expired_payment' : 'form_expired');
        } else {
            $act === 'mark-paid' ? $this->markPaid((int) $of) : $this->close($of);
        }
        Menu::go($this->here());
    }

    public function render(): void
    {
        if (Refund::isAsked()) {
            Plugin::handler(Refund::class)->render();
            return;
        }
        $status = $this->status();
        $filters = [[__('All', 'plan-bridge'), Screens::address(Screens::PAYMENTS), $status === '']];
        foreach (self::STATUSES as $one) {
            $filters[] = [Words::of('payment_status', $one), Screens::address(Screens::PAYMENTS, ['status' => $one]), $status === $one];
        }
        $view = ['flash' => true, 'filters' => $filters, 'numbers' => [5]];
        Pager::show('payments', Screens::PAYMENTS, array_filter(['status' => $status]), $view, $this->row(...));
    }

    /** @return list<array<string, mixed>> the cells of a payment */
    private function row(array $payment): array
    {
        return [
            ['text' => Format::payment($payment)],
            ['text' => Format::date($payment['created_at'])],
            ['text' => trim("#{$payment['membership_id']} " . self::login($payment['user_id'])), 'href' => Menu::onMainSite($payment['membership_id'])],
            ['text' => Words::of('payment_status', $payment['status']), 'class' => 'pb-status pb-status-' . sanitize_html_class($payment['status'])],
            ['text' => Words::of('gateway', $payment['gateway'])],
            ['text' => $payment['amount']['formatted']],
            ['view' => ['network/payment-details', ['payment' => $payment, 'action' => $this->here()]]],
        ];
    }

    /** What could not be carried out is closed once somebody has looked at it; closing twice does nothing more. */
    private function close(string $quoteId): void
    {
        $answer = (new Client())->post("/v1/network/changes/{$quoteId}/close", []);
        is_wp_error($answer) ? Flash::addError($answer, 'closing') : Flash::add('success', 'change_closed');
    }

    /** A second click finds the payment settled and gets the same answer: the service marks once. */
    private function markPaid(int $id): void
    {
        Flash::add(...self::outcome((new Client())->post("/v1/network/payments/{$id}/mark-paid", [], Client::CONFIRM_SECONDS), $id));
    }

    private function status(): string
    {
        $status = Screens::text('status');
        return in_array($status, self::STATUSES, true) ? $status : '';
    }

    private function here(): string
    {
        $query = array_filter(['status' => $this->status()]) + Pager::asked();
        return Screens::address(Screens::PAYMENTS, $query);
    }

    /** @return array{0: string, 1: string, 2: array<string, mixed>} type, code and params of a message */
    public static function outcome(array|WP_Error $answer, int $id): array
    {
        return is_wp_error($answer)
            ? ['error', Messages::isUnknown($answer) ? 'paid_no_answer' : Messages::code($answer), Messages::params($answer) + ['payment' => $id]]
            : [$answer['severity'], "paid_{$answer['outcome']}", $answer['params']];
    }

    private static function login(?int $userId): string
    {
        return get_userdata((int) $userId)->user_login ?? '';
    }

    /** When the money came, and which network administrator said so. @param array<string, mixed> $payment */
    public static function received(array $payment): string
    {
        $who = self::login($payment['marked_by']);
        return Messages::forCode($who === '' ? 'received' : 'received_marked', ['date' => Format::date($payment['received_at']), 'who' => $who]);
    }
}
