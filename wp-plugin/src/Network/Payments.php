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

    /** Does what a form asks for with a payment or its order, and leaves. */
    public function load(): void
    {
        if (Refund::isAsked()) {
            Plugin::handler(Refund::class)->load();
            return;
        }
        $act = (string) Screens::asked();
        if (!in_array($act, ['mark-paid', 'reject', 'close-change'], true)) {
            return;
        }
        $of = $act === 'close-change' ? sanitize_key(SentText::of($_POST, 'change')) : (string) SentText::id($_POST, 'payment');
        if ($of === '' || $of === '0') {
            return;
        }
        if (!Screens::isGenuine("{$act}_{$of}")) {
            Flash::add('error', $act === 'close-change' ? 'form_expired' : 'form_expired_payment');
        } else {
            match ($act) {
                'mark-paid' => $this->markPaid((int) $of),
                'reject' => $this->reject((int) $of),
                default => $this->close($of),
            };
        }
        $membership = (int) Screens::text('membership');
        Menu::go($membership > 0 ? MembershipPage::address($membership) : $this->here());
    }

    /** Where a form about a payment is sent that is shown with its membership, and comes back to. */
    public static function ofMembership(int $membership): string
    {
        return Screens::address(Screens::PAYMENTS, ['membership' => $membership]);
    }

    public function render(): void
    {
        if (Refund::isAsked()) {
            Plugin::handler(Refund::class)->render();
            return;
        }
        [$status, $search] = [$this->status(), $this->search()];
        $filters = [[__('All', 'plan-bridge'), Screens::address(Screens::PAYMENTS), $status === '' && $search === '']];
        foreach (self::STATUSES as $one) {
            $filters[] = [Words::of('payment_status', $one), Screens::address(Screens::PAYMENTS, ['status' => $one]), $status === $one && $search === ''];
        }
        $view = ['flash' => true, 'filters' => $filters, 'numbers' => [5], 'screen' => Screens::PAYMENTS, 'searched' => $search];
        $view += $search === '' ? [] : ['empty' => __('No payment has this reference or number. A reference is looked for from its third sign on.', 'plan-bridge')];
        Pager::show('payments', Screens::PAYMENTS, array_filter(['status' => $search === '' ? $status : '', 'search' => $search]), $view, $this->row(...));
    }

    /** @return list<array<string, mixed>> the cells of a payment */
    private function row(array $payment): array
    {
        return [
            ['text' => Format::payment($payment), 'below' => $payment['reference']],
            ['text' => Format::date($payment['created_at'])],
            ['text' => trim("#{$payment['membership_id']} " . self::login($payment['user_id'])), 'href' => Menu::onMainSite($payment['membership_id'])],
            ['text' => Words::of('payment_status', $payment['status']), 'class' => 'pb-status pb-status-' . sanitize_html_class($payment['status'])],
            ['text' => Words::of('gateway', $payment['gateway'])],
            ['text' => $payment['amount']['formatted'], 'below' => self::left($payment)],
            ['view' => ['network/payment-details', ['payment' => $payment, 'action' => $this->here()]]],
        ];
    }

    /** What could not be carried out is closed once somebody has looked at it; closing twice does nothing more. */
    private function close(string $quoteId): void
    {
        $answer = (new Client())->post("/v1/network/changes/{$quoteId}/close", []);
        is_wp_error($answer) ? Flash::addError($answer, 'closing') : Flash::add('success', 'change_closed');
    }

    /** What came, as it was typed; a form that is sent twice is taken once, and one that saw another sum to be left is refused. */
    private function markPaid(int $id): void
    {
        $amount = trim(SentText::of($_POST, 'amount'));
        $day = self::day(SentText::of($_POST, 'received_on'));
        if ($day === false) {
            Flash::add('error', 'received_on_unreadable');
            return;
        }
        $body = array_filter([
            'amount' => $amount,
            'received_at' => $day,
            'key' => preg_match('/^[0-9a-f]{32}$/', SentText::of($_POST, 'key')) === 1 ? SentText::of($_POST, 'key') : null,
        ], static fn (?string $value): bool => $value !== null && $value !== '');
        $left = SentText::of($_POST, 'left');
        $body += ctype_digit($left) ? ['left_minor' => (int) $left] : [];
        Flash::add(...self::outcome((new Client())->post("/v1/network/payments/{$id}/mark-paid", $body, Client::CONFIRM_SECONDS), $id));
    }

    private function reject(int $id): void
    {
        $reason = sanitize_textarea_field(SentText::of($_POST, 'reason'));
        if ($reason === '') {
            Flash::add('error', 'rejecting_without_reason');
            return;
        }
        $answer = (new Client())->post("/v1/network/payments/{$id}/reject", ['reason' => mb_substr($reason, 0, 500)], Client::CONFIRM_SECONDS);
        is_wp_error($answer) ? Flash::addError($answer, 'rejecting') : Flash::add('success', 'payment_rejected', ['payment' => $id]);
    }

    /** The beginning of a day of the network's calendar as an instant; null is now (today, or nothing chosen), false no day. */
    private static function day(string $typed): string|false|null
    {
        if ($typed === '' || $typed === wp_date('Y-m-d')) {
            return null;
        }
        $day = \DateTimeImmutable::createFromFormat('!Y-m-d', $typed, wp_timezone());
        return $day === false || $day->format('Y-m-d') !== $typed ? false : $day->setTimezone(new \DateTimeZone('UTC'))->format('Y-m-d\TH:i:s\Z');
    }

    /** What an order still waits for, where a part of it has come. @param array<string, mixed> $payment */
    private static function left(array $payment): string
    {
        $left = $payment['left'] ?? null;
        return $left === null || $left['amount_minor'] === $payment['amount']['amount_minor'] ? '' : Messages::forCode('payment_left', ['left' => $left]);
    }

    /** A sum that came by hand, in words. @param array<string, mixed> $transfer @param array<string, mixed> $payment */
    public static function transfer(array $transfer): string
    {
        $code = 'transfer_' . $transfer['state'] . ($transfer['state'] === 'settled' && $transfer['credited']['amount_minor'] > 0 ? '_more' : '');
        return Messages::forCode($code, ['amount' => $transfer['amount'], 'credited' => $transfer['credited'], 'date' => Format::date($transfer['came_at']), 'who' => self::login($transfer['marked_by'])]);
    }

    /** An amount as it would be typed: without its currency. @param array{formatted: string} $amount */
    public static function plainly(array $amount): string
    {
        return trim((string) preg_replace('/[^\d.,\s\x{00a0}\x{202f}]/u', '', $amount['formatted']), " \u{00a0}\u{202f}.");
    }

    private function search(): string
    {
        return mb_substr(Screens::text('search'), 0, 40);
    }

    private function status(): string
    {
        $status = Screens::text('status');
        return in_array($status, self::STATUSES, true) ? $status : '';
    }

    private function here(): string
    {
        $query = array_filter(['status' => $this->status(), 'search' => $this->search()]) + Pager::asked();
        return Screens::address(Screens::PAYMENTS, $query);
    }

    /** @return array{0: string, 1: string, 2: array<string, mixed>} type, code and params of a message */
    public static function outcome(array|WP_Error $answer, int $id): array
    {
        $wrong = is_wp_error($answer) ? Messages::params($answer)['errors'][0] ?? null : null;
        if (is_array($wrong)) {
            return ['error', 'money_not_taken', ['why' => Messages::problem($wrong)]];
        }
        return is_wp_error($answer)
            ? ['error', Messages::isUnknown($answer) ? 'paid_no_answer' : Messages::code($answer), Messages::params($answer) + ['payment' => $id]]
            : [$answer['severity'], "paid_{$answer['outcome']}" . (($answer['params']['more_minor'] ?? 0) > 0 && $answer['outcome'] !== 'part_credited' ? '_more' : ''), $answer['params']];
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
