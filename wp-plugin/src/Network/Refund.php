<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Sends a payment back, all of it or a part: what that would mean is shown first, then it is done. */
final class Refund
{
    public const FIELDS = ['amount', 'reason', 'to'];
    private const DESTINATIONS = ['payer', 'account_credit'];

    /** @var array<string, string> what was typed */
    private array $typed = ['amount' => '', 'reason' => '', 'to' => 'payer'];

    /** @var array<string, string> what is wrong, by field */
    private array $problems = [];

    private string $notice = '';

    private bool $isForecast = false;

    /** Whether the address asks for the refund of a payment. */
    public static function isAsked(): bool
    {
        return SentText::id($_GET, 'refund') > 0;
    }

    public static function address(int $payment): string
    {
        return Screens::address(Screens::PAYMENTS, ['refund' => $payment]);
    }

    public static function nonce(int $payment): string
    {
        return Screens::nonce("refund_{$payment}");
    }

    public function load(): void
    {
        $act = Screens::asked();
        if ($act !== 'refund' && $act !== 'refund-forecast') {
            return;
        }
        $payment = SentText::id($_GET, 'refund');
        $this->typed = [
            'amount' => sanitize_text_field(SentText::of($_POST, 'amount')),
            'reason' => mb_substr(sanitize_textarea_field(SentText::of($_POST, 'reason')), 0, 500),
            'to' => in_array(SentText::of($_POST, 'to'), self::DESTINATIONS, true) ? SentText::of($_POST, 'to') : 'payer',
        ];
        if (!Screens::isGenuine("refund_{$payment}")) {
            $this->notice = Messages::forCode('form_expired_kept');
            return;
        }
        if (trim($this->typed['reason']) === '') {
            $this->problems['reason'] = Messages::forCode('refund_reason_missing');
            return;
        }
        $this->isForecast = $act === 'refund-forecast';
        if (!$this->isForecast) {
            $this->refund($payment);
        }
    }

    /** The same form sent twice refunds once: the service knows it by its id. */
    private function refund(int $payment): void
    {
        $body = ['id' => SentText::of($_POST, 'id'), 'reason' => $this->typed['reason'], 'to' => $this->typed['to'], 'amount' => $this->typed['amount']];
        $answer = (new Client())->post("/v1/network/payments/{$payment}/refund", $body, Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            $code = Messages::isUnknown($answer) ? 'refund_no_answer' : Messages::code($answer);
            Flash::add('error', $code, Messages::params($answer));
        } else {
            $done = $answer['status'] === 'succeeded';
            $code = $done ? "refund_done_{$answer['destination']}" : 'refund_on_its_way';
            Flash::add($done ? 'success' : 'info', $code, ['amount' => $answer['amount']]);
        }
        Menu::go(self::address($payment));
    }

    public function render(): void
    {
        $payment = SentText::id($_GET, 'refund');
        $answer = (new Client())->get("/v1/network/payments/{$payment}/refund", array_filter(['amount' => $this->typed['amount']], 'strlen'));
        if (is_wp_error($answer) && Messages::code($answer) === 'invalid_request') {
            $this->object(array_filter((array) (Messages::params($answer)['errors'] ?? []), 'is_array'));
            $answer = (new Client())->get("/v1/network/payments/{$payment}/refund");
        }
        View::render('network/refund', [
            'payment' => $payment,
            'answer' => is_wp_error($answer) ? null : $answer,
            'error' => is_wp_error($answer) ? Messages::forPage($answer) : $this->notice,
            'typed' => $this->typed,
            'problems' => $this->problems,
            'forecast' => $this->isForecast && $this->problems === [],
            'id' => bin2hex(random_bytes(16)),
        ]);
    }

    /** @param array<array<string, mixed>> $errors */
    private function object(array $errors): void
    {
        foreach ($errors as $problem) {
            $this->problems['amount'] = Messages::problem($problem);
        }
    }
}
