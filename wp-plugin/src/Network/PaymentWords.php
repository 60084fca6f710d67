<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Words;
use PlanBridge\Format;

defined('ABSPATH') || exit;

/** The words of a payment in the network's list. */
final class PaymentWords
{
    public static function status(string $status): string
    {
        return Words::paymentStatus($status);
    }

    public static function gateway(string $gateway): string
    {
        return Words::gateway($gateway);
    }

    /** @param array<string, mixed> $line */
    public static function line(array $line): string
    {
        return Words::line($line);
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
