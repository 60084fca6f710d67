<?php

declare(strict_types=1);

namespace PlanBridge\Network\Pages;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\Intent;
use PlanBridge\Network\Pager;
use PlanBridge\Network\PaymentOutcome;
use PlanBridge\Network\Screens;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Payments of the network, a page at a time; one that is made by hand is marked as paid here. */
final class PaymentsPage
{
    public const STATUSES = ['pending', 'completed', 'cancelled', 'refunded', 'partially-refunded'];

    /** Marks the payment as paid, or closes what could not be carried out, where that is asked for, and leaves. */
    public function load(): void
    {
        if (Intent::asked() === 'close-change') {
            $this->close(sanitize_key(SentText::of($_POST, 'change')));
            Intent::leave($this->here());
        }
        $id = SentText::id($_POST, 'payment');
        if (Intent::asked() !== 'mark-paid' || $id === 0) {
            return;
        }
        if (Intent::isGenuine(self::formName($id))) {
            $this->markPaid($id);
        } else {
            Flash::add('error', 'form_expired_payment');
        }
        Intent::leave($this->here());
    }

    public function render(): void
    {
        $status = $this->status();
        $query = ['page' => max(1, Screens::number('paged'))] + ($status === '' ? [] : ['status' => $status]);
        $answer = (new Client())->get('/v1/network/payments', $query);
        $isError = is_wp_error($answer);
        $payments = $isError ? [] : (array) ($answer['payments'] ?? []);
        cache_users(array_values(array_filter(array_map('intval', array_column($payments, 'user_id')))));
        View::render('network/payments', [
            'error' => $isError ? Messages::forPage($answer) : null,
            'status' => $status,
            'payments' => $payments,
            'action' => $this->here(),
            'pager' => $isError ? null : Pager::of($answer, Screens::PAYMENTS, $status === '' ? [] : ['status' => $status]),
        ]);
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
        if (!Intent::isGenuine(self::closingName($quoteId))) {
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
            Flash::add('error', ...PaymentOutcome::ofError($answer, $id));
            return;
        }
        [$type, $code, $params] = PaymentOutcome::of($answer);
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
}
