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

/** The account credit of a membership's customer: why it moved, and a form that gives some or takes what is free. */
final class AccountCredit
{
    /** Whether the address asks for the account credit of a membership. */
    public static function isAsked(): bool
    {
        return SentText::id($_GET, 'credit') > 0;
    }

    /** @param array<string, int> $page */
    public static function address(int $membership, array $page = []): string
    {
        return Screens::address(Screens::MEMBERSHIPS, ['credit' => $membership] + $page);
    }

    public static function nonce(int $membership): string
    {
        return Screens::nonce("credit_{$membership}");
    }

    /** Moves it where the form asks for that, and leaves; the same form sent twice moves it once. */
    public function load(): void
    {
        if (Screens::asked() !== 'adjust-credit') {
            return;
        }
        $membership = SentText::id($_GET, 'credit');
        $amount = sanitize_text_field(SentText::of($_POST, 'amount'));
        $reason = mb_substr(sanitize_textarea_field(SentText::of($_POST, 'reason')), 0, 500);
        if (!Screens::isGenuine("credit_{$membership}")) {
            Flash::add('error', 'form_expired');
        } elseif (trim($amount) === '' || trim($reason) === '') {
            Flash::add('error', 'credit_incomplete');
        } else {
            $signed = (SentText::of($_POST, 'way') === 'take' ? '-' : '') . ltrim($amount, "-\u{2212} ");
            $customer = SentText::id($_POST, 'customer');
            $shown = $customer > 0 ? ['customer_id' => $customer] : []; // an older service neither tells nor takes it
            $this->adjust($membership, ['id' => SentText::of($_POST, 'id'), 'amount' => $signed, 'reason' => $reason] + $shown);
        }
        Menu::go(self::address($membership));
    }

    private function adjust(int $membership, array $body): void
    {
        $answer = (new Client())->post("/v1/network/memberships/{$membership}/account-credit", $body);
        if (!is_wp_error($answer)) {
            Flash::add('success', 'credit_adjusted', ['free' => $answer['free']]);
            return;
        }
        $errors = array_filter((array) (Messages::params($answer)['errors'] ?? []), 'is_array');
        Flash::add('error', Messages::code($answer) === 'invalid_request' && $errors !== [] ? (string) ($errors[0]['code'] ?? 'invalid_request') : Messages::code($answer), Messages::params($answer));
    }

    public function render(): void
    {
        $membership = SentText::id($_GET, 'credit');
        $asked = array_filter(['older' => SentText::id($_GET, 'older'), 'newer' => SentText::id($_GET, 'newer')]);
        $answer = (new Client())->get("/v1/memberships/{$membership}/account-credit", $asked);
        View::render('network/account-credit-page', [
            'membership' => $membership,
            'answer' => is_wp_error($answer) ? null : $answer,
            'error' => is_wp_error($answer) ? Messages::forPage($answer) : '',
        ]);
    }
}
