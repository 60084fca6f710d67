<?php

declare(strict_types=1);

namespace PlanBridge\Messages;

defined('ABSPATH') || exit;

/** Quotes, changes and payments: what came of them, and why not. */
final class Changes
{
    /** @return array<string, string> */
    public static function sentences(): array
    {
        return self::outcomes() + self::refused();
    }

    /** @return array<string, string> */
    private static function outcomes(): array
    {
        return [
            'change_applied' => __('Done! Your change is in place and your new limits apply from now on.', 'plan-bridge'),
            'change_scheduled' => __('Your change is booked. It takes effect on {effective_at}; until then everything stays as it is.', 'plan-bridge'),
            'change_awaiting_payment' => __('Your order has been received. Your change takes effect as soon as the payment has arrived; how to pay is described below.', 'plan-bridge'),
            'change_processing' => __('Your payment is being processed. Your change takes effect as soon as that is done.', 'plan-bridge'),
            'change_needs_attention' => __('Your payment arrived, but the change could not be made as ordered. The people who run the network have been told. Your money is not lost.', 'plan-bridge'),
            'change_cancelled' => __('The change has been cancelled. Your membership stays as it is.', 'plan-bridge'),
            'change_void' => __('The order was not paid in time and has ended. Your membership stays as it was.', 'plan-bridge'),
            'change_replaced' => __('This change has been replaced by a later one.', 'plan-bridge'),
            'change_not_received' => __('Your order never reached us: nothing has been charged and nothing has changed. You can try again.', 'plan-bridge'),
        ];
    }

    /** @return array<string, string> */
    private static function refused(): array
    {
        return [
            'quote_stale' => __('Something has changed since these figures were worked out, so nothing was charged. Here are the new figures. Please check them before you go on.', 'plan-bridge'),
            'quote_expired' => __('The figures were more than 15 minutes old, so nothing was charged. Here are fresh ones. Please check them before you go on.', 'plan-bridge'),
            'quote_unknown' => __('We no longer have these figures. Please choose again; nothing has been charged.', 'plan-bridge'),
            'change_open' => __('Another change of this membership is under way. You can make a new one when it is done, or cancel it first.', 'plan-bridge'),
            'change_unknown' => __('We have no record of this change.', 'plan-bridge'),
            'change_settled' => __('It is too late to cancel: the change has taken effect or is being paid right now.', 'plan-bridge'),
            'idempotency_conflict' => __('This order was already sent with another way to pay. Look at your account to see how it stands.', 'plan-bridge'),
            'billed_elsewhere' => __('This membership is billed by a subscription outside this page. Please ask the people who run the network to move it before you buy something here.', 'plan-bridge'),
            'nothing_to_change' => __('This changes nothing, so there is nothing to confirm.', 'plan-bridge'),
            'quantity_unreadable' => __('“{typed}” is not a quantity. Write a whole number from 0 to {most}.', 'plan-bridge'),
            'nothing_chosen' => __('Please choose a plan first.', 'plan-bridge'),
            'gateway_unsuitable' => __('This order cannot be paid that way. Please choose another way to pay.', 'plan-bridge'),
            'payment_unknown' => __('This payment does not exist.', 'plan-bridge'),
            'payment_not_manual' => __('Only payments that are made by hand can be marked as paid.', 'plan-bridge'),
        ];
    }
}
