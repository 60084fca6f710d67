<?php

/** When each letter is sent, by to whom and which; and who wrote one. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static fn (): array => [
    'owner' => [
        'change_awaiting_payment' => __('A change was ordered and is paid by hand', 'plan-bridge'),
        'renewal_awaiting_payment' => __('The next term is to be paid', 'plan-bridge'),
        'payment_reminder' => __('The time to pay is soon over, on the days of the settings', 'plan-bridge'),
        'payment_part' => __('A part of a payment by hand came', 'plan-bridge'),
        'payment_excess' => __('More came by hand than was due', 'plan-bridge'),
        'part_kept_as_credit' => __('An order ended of which a part was paid', 'plan-bridge'),
        'payment_rejected' => __('A network administrator rejected an order', 'plan-bridge'),
        'payment_declined' => __('A saved card was declined', 'plan-bridge'),
        'change_applied' => __('A change took effect', 'plan-bridge'),
        'change_applied_on_trust' => __('A change took effect whose money is on its way', 'plan-bridge'),
        'change_scheduled' => __('A change was booked for the end of the term', 'plan-bridge'),
        'change_cancelled' => __('A change was cancelled', 'plan-bridge'),
        'change_void' => __('An order was not paid in time', 'plan-bridge'),
        'change_dropped' => __('A booked change could not be made', 'plan-bridge'),
        'renewal_applied' => __('A new term began and is paid', 'plan-bridge'),
        'renewal_applied_on_trust' => __('A new term began whose money is on its way', 'plan-bridge'),
        'renewal_void' => __('The next term was not paid in time', 'plan-bridge'),
        'money_arrived' => __('Money that was on its way arrived', 'plan-bridge'),
        'money_failed' => __('Money that was on its way did not arrive', 'plan-bridge'),
        'money_kept_as_credit' => __('Money came for something that could not be done any more', 'plan-bridge'),
        'refund_made' => __('Money was sent back', 'plan-bridge'),
        'card_expiring' => __('A saved card expires soon', 'plan-bridge'),
        'trial_ending' => __('A trial ends in three days', 'plan-bridge'),
        'membership_given' => __('A network administrator gave somebody a membership', 'plan-bridge'),
        'membership_on_hold' => __('A membership was put on hold', 'plan-bridge'),
        'membership_expired' => __('A membership expired, because it was not paid', 'plan-bridge'),
        'membership_ended' => __('A membership ended after its last term', 'plan-bridge'),
        'membership_cancelling' => __('A membership was cancelled and ends with its term', 'plan-bridge'),
        'membership_kept' => __('A cancellation was taken back', 'plan-bridge'),
        'membership_cancelled' => __('A cancelled membership ended', 'plan-bridge'),
        'addons_ended' => __('Packages ended, because they were not paid', 'plan-bridge'),
        'order_of_gone_ended' => __('An order ended with its membership, which was deleted', 'plan-bridge'),
        'value_of_gone_kept' => __('What was left of a deleted membership became account credit', 'plan-bridge'),
    ],
    'admin' => [
        'change_awaiting_payment' => __('A change was ordered and is paid by hand', 'plan-bridge'),
        'renewal_awaiting_payment' => __('The next term is to be paid', 'plan-bridge'),
        'change_dropped' => __('A booked change could not be made', 'plan-bridge'),
        'membership_on_hold' => __('A membership was put on hold', 'plan-bridge'),
        'money_failed' => __('Money that was on its way did not arrive', 'plan-bridge'),
        'money_kept_as_credit' => __('Money came for something that could not be done any more', 'plan-bridge'),
        'membership_edited_elsewhere' => __('Something else wrote to a membership', 'plan-bridge'),
        'order_of_gone_ended' => __('An order ended with its membership, which was deleted', 'plan-bridge'),
        'value_of_gone_kept' => __('What was left of a deleted membership became account credit', 'plan-bridge'),
        'value_of_gone_lost' => __('What was left of a deleted membership has nobody to go to', 'plan-bridge'),
        'payment_not_credited' => __('A payment of the other system could not be credited', 'plan-bridge'),
    ],
    'to' => ['owner' => __('Owner', 'plan-bridge'), 'admin' => __('Network administrator', 'plan-bridge')],
    'act' => [
        'switched_on' => __('switched on', 'plan-bridge'),
        'switched_off' => __('switched off', 'plan-bridge'),
        'worded' => __('words written', 'plan-bridge'),
        'reset' => __('own words again', 'plan-bridge'),
    ],
];
