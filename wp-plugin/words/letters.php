<?php

/** The mails, by template: subject, text, and paragraphs that are left out where a value that they name is missing. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static function (): array {
    $paid = __('Paid: {paid}', 'plan-bridge');
    $taxChange = PlanBridge\Messages::sentence('tax_change');
    return [
        // of a template that this version does not know
        'owner_else' => [
            __('News about your membership', 'plan-bridge'),
            __('Something has changed in membership {membership}. You find the details in your account.', 'plan-bridge'),
        ],
        'admin_else' => [
            __('News about a membership', 'plan-bridge'),
            /* translators: {template} is a word such as change_void */
            __('Membership {membership}: {template}.', 'plan-bridge'),
        ],
        'owner' => [
            'change_applied' => [
                __('Your change is in place', 'plan-bridge'),
                __('Your change is in place: membership {membership} is on the plan {plan}, and its limits apply from now on.', 'plan-bridge'),
                $paid,
            ],
            'change_scheduled' => [
                __('Your change is booked', 'plan-bridge'),
                __('The change of membership {membership} takes effect on {effective_at}. Until then everything stays as it is, and you can cancel the change.', 'plan-bridge'),
            ],
            'change_awaiting_payment' => [
                __('Your order has been received', 'plan-bridge'),
                __('The change of membership {membership} takes effect as soon as your payment of {amount} has arrived. Please pay no later than {payable_until}; how to pay is described in your account.', 'plan-bridge'),
                $taxChange,
            ],
            'change_void' => [
                __('Your order has ended', 'plan-bridge'),
                __('The order to change membership {membership} was not paid in time and has ended. Your membership stays as it was. You can choose again at any time.', 'plan-bridge'),
            ],
            'change_cancelled' => [
                __('Your change has been cancelled', 'plan-bridge'),
                __('The change of membership {membership} has been cancelled. Your membership stays as it is.', 'plan-bridge'),
            ],
            'change_dropped' => [
                __('Your booked change could not be made', 'plan-bridge'),
                __('The change of membership {membership} that you had booked for {effective_at} could not be made. {reason} Nothing has been charged for it, and your membership goes on as it was. You can choose again at any time.', 'plan-bridge'),
            ],
            'renewal_applied' => [
                __('Your membership has been renewed', 'plan-bridge'),
                __('Membership {membership} on the plan {plan} has been renewed.', 'plan-bridge'),
                $paid,
            ],
            'renewal_awaiting_payment' => [
                __('Time to pay for your membership', 'plan-bridge'),
                __('A new term of membership {membership} on the plan {plan} begins on {effective_at}. Please pay {amount} no later than {payable_until}; how to pay is described in your account. Until then everything works as usual. If the payment has not arrived by then, the membership expires and its sites are closed to visitors until it is paid.', 'plan-bridge'),
                $taxChange,
            ],
            'renewal_void' => [
                __('The payment for your membership has not arrived', 'plan-bridge'),
                __('The payment of {amount} for the next term of membership {membership} did not arrive in time, and the bill is no longer valid. Please do not pay it now: your account shows how things stand, and what you can do.', 'plan-bridge'),
            ],
            'membership_expired' => [
                __('Your membership has expired', 'plan-bridge'),
                __('Membership {membership} has expired, because the next term was not paid. Its sites are closed to visitors, but nothing has been deleted: you can still log in. Choose a plan in your account, and your sites open again as soon as it is paid.', 'plan-bridge'),
            ],
            'addons_ended' => [
                __('Your packages have ended', 'plan-bridge'),
                __('The packages and services of membership {membership} that are paid for each term have ended, because their next term was not paid. Your plan goes on, with its own limits. You can choose packages again in your account.', 'plan-bridge'),
            ],
            'membership_ended' => [
                __('Your membership has ended', 'plan-bridge'),
                __('Membership {membership} has been billed as often as agreed, and its last term is over. Its sites are closed to visitors, but nothing has been deleted: you can still log in, and choose a plan in your account.', 'plan-bridge'),
            ],
            'membership_cancelling' => [
                __('Your membership ends with its term', 'plan-bridge'),
                __('Membership {membership} is cancelled and ends on {effective_at}. Until then everything works as before, and nothing more is charged. You can take this back in your account until that day.', 'plan-bridge'),
            ],
            'membership_kept' => [
                __('Your membership goes on', 'plan-bridge'),
                __('The cancellation of membership {membership} has been taken back. It goes on and is renewed as before.', 'plan-bridge'),
            ],
            'membership_cancelled' => [
                __('Your membership has ended', 'plan-bridge'),
                __('Membership {membership} has ended, as it was cancelled. Its sites are closed to visitors, but nothing has been deleted: you can still log in, and choose a plan in your account.', 'plan-bridge'),
            ],
            'money_kept_as_credit' => [
                __('Your payment is kept as account credit', 'plan-bridge'),
                __('Your payment of {amount} for membership {membership} has arrived, but what it was meant for could not be carried out. {reason} The money is kept as your account credit and is used by your next charge. The people who run the network have been told.', 'plan-bridge'),
            ],
        ],
        'admin' => [
            'change_awaiting_payment' => [
                __('An order awaits payment', 'plan-bridge'),
                __('A change of membership {membership} was ordered. It takes effect when you have marked the payment of {amount} as paid.', 'plan-bridge'),
            ],
            'renewal_awaiting_payment' => [
                __('A renewal awaits payment', 'plan-bridge'),
                __('A new term of membership {membership} on the plan {plan} begins on {effective_at}. The owner has been asked to pay {amount} no later than {payable_until}. When the money has arrived, mark the payment as paid; otherwise the membership expires.', 'plan-bridge'),
            ],
            'change_dropped' => [
                __('A booked change could not be made', 'plan-bridge'),
                __('The change of membership {membership} that was booked for {effective_at} could not be made. {reason} Nothing has been charged for it, the membership goes on as it was, and the owner has been told.', 'plan-bridge'),
            ],
            'membership_edited_elsewhere' => [
                __('A membership was edited elsewhere', 'plan-bridge'),
                __('Something other than Plan Bridge has written to membership {membership}, which Plan Bridge bills. {reason} It stays marked on its account until you have looked at it.', 'plan-bridge'),
            ],
            'money_kept_as_credit' => [
                __('A payment could not be used as ordered', 'plan-bridge'),
                __('A payment of {amount} for membership {membership} has arrived, but what it was meant for could not be carried out. {reason} The money is kept as the customer’s account credit, and the customer has been told. Please look at the account and decide what is to be done.', 'plan-bridge'),
            ],
        ],
    ];
};
