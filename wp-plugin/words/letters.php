<?php

/** The mails, by template: subject, text, and paragraphs that are left out where a value that they name is missing. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static function (): array {
    $paid = __('Paid: {paid}', 'plan-bridge');
    $taxChange = PlanBridge\Messages::sentence('tax_change');
    /* translators: which payment it is of those that were agreed, such as "payment 3 of 12" */
    $whichPayment = __('This is payment {billing} of {billings}.', 'plan-bridge');
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
        'switched_off' => [
            /* translators: the name of a network */
            __('[%s] Plan Bridge was switched off, and its memberships wait', 'plan-bridge'),
            __('Plan Bridge was switched off, and its service could not be asked to hand the memberships that it bills back to Ultimate Multisite, which bills none of them as they stand. Run this command where the service runs:', 'plan-bridge'),
        ],
        'owner' => [
            'membership_given' => [
                __('You have a membership', 'plan-bridge'),
                __('You have been given membership {membership} on the plan {plan}. Your account shows what it includes and until when it is paid.', 'plan-bridge'),
            ],
            'change_applied' => [
                __('Your change is in place', 'plan-bridge'),
                __('Your change is in place: membership {membership} is on the plan {plan}, and its limits apply from now on.', 'plan-bridge'),
                $paid,
                $whichPayment,
            ],
            'change_scheduled' => [
                __('Your change is booked', 'plan-bridge'),
                __('The change of membership {membership} takes effect on {effective_at}. Until then everything stays as it is, and you can cancel the change.', 'plan-bridge'),
                $paid,
            ],
            'change_awaiting_payment' => [
                __('Your order has been received', 'plan-bridge'),
                __('The change of membership {membership} takes effect as soon as your payment of {left} has arrived. Please pay no later than {payable_until}; how to pay is described below.', 'plan-bridge'),
                $taxChange,
                $whichPayment,
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
                $whichPayment,
            ],
            'renewal_awaiting_payment' => [
                __('Time to pay for your membership', 'plan-bridge'),
                __('A new term of membership {membership} on the plan {plan} begins on {effective_at}. Please pay {left} no later than {payable_until}; how to pay is described below. Until then everything works as usual. If the payment has not arrived by then, the membership expires and its sites are closed to visitors until it is paid.', 'plan-bridge'),
                $taxChange,
                $whichPayment,
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
            'change_applied_on_trust' => [
                __('Your change is in place', 'plan-bridge'),
                __('Your change is in place: membership {membership} is on the plan {plan}, and its limits apply from now on. Your payment of {amount} is on its way, which can take up to 14 business days; you need not do anything.', 'plan-bridge'),
            ],
            'renewal_applied_on_trust' => [
                __('Your membership has been renewed', 'plan-bridge'),
                __('Membership {membership} on the plan {plan} has been renewed. Your payment of {amount} is on its way, which can take up to 14 business days; you need not do anything.', 'plan-bridge'),
            ],
            'money_failed' => [
                __('Your payment did not come through', 'plan-bridge'),
                __('Your payment of {amount} for membership {membership} was on its way, but your bank did not send it. What you ordered is in place. Please pay it no later than {payable_until}; otherwise the membership is put on hold, and its sites are closed to visitors until it is paid.', 'plan-bridge'),
            ],
            'money_arrived' => [
                __('Your payment has arrived', 'plan-bridge'),
                __('Your payment of {amount} for membership {membership} has arrived. Everything is as ordered.', 'plan-bridge'),
            ],
            'membership_given_away' => [
                __('Your membership has been moved to somebody else', 'plan-bridge'),
                __('The people who run the network have moved membership {membership} to another customer, with its sites and the time that is paid for. You are not charged for it any more, and an order or a bill that you had not paid has ended. Please do not pay it.', 'plan-bridge'),
                __('What you have paid, your receipts, your saved cards and your account credit stay yours, and nobody else sees them: you find them in your account.', 'plan-bridge'),
            ],
            'membership_received' => [
                __('You have been given a membership', 'plan-bridge'),
                __('The people who run the network have moved membership {membership} on the plan {plan} to you, with its sites.', 'plan-bridge'),
                __('Its term ends on {effective_at}.', 'plan-bridge'),
                __('The next bill is {amount}. You get it by letter in time, and can save a card in your account.', 'plan-bridge'),
                __('Please look at the billing details in your account: your address decides the tax.', 'plan-bridge'),
            ],
            'membership_on_hold' => [
                __('Your membership is on hold', 'plan-bridge'),
                __('Membership {membership} is on hold, because {amount} was not paid in time. Its sites are closed to visitors, but nothing has been deleted. They open again as soon as it is paid; your account shows how.', 'plan-bridge'),
            ],
            'membership_extended' => [
                __('Your membership lasts longer', 'plan-bridge'),
                __('The term of membership {membership} now ends on {effective_at}, at no charge. If you have been asked to pay for the next term, you need not: you will get a new bill before that day.', 'plan-bridge'),
            ],
            'membership_paused' => [
                __('Your membership is paused', 'plan-bridge'),
                __('Membership {membership} is paused since {effective_at}. What you have paid for stands still: when it goes on, its term ends later by as long as the pause has lasted. Nothing is charged meanwhile, and if you have been asked to pay for the next term, you need not.', 'plan-bridge'),
                __('It goes on by itself on {ends_at}.', 'plan-bridge'),
            ],
            'membership_resumed' => [
                __('Your membership goes on', 'plan-bridge'),
                __('The pause of membership {membership} is over. Everything works as before, and the time of the pause is added: its term now ends on {effective_at}.', 'plan-bridge'),
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
            'payment_reminder' => [
                __('A reminder: your payment has not arrived yet', 'plan-bridge'),
                __('The payment of {left} for membership {membership} has not arrived yet. Please pay no later than {payable_until}; how to pay is described below. If you have paid in the last few days, you need not do anything.', 'plan-bridge'),
            ],
            'payment_part' => [
                __('A part of your payment has arrived', 'plan-bridge'),
                __('{came} has arrived for membership {membership}. {left} is left to pay. What you have ordered takes effect as soon as the rest is there.', 'plan-bridge'),
                __('Please pay the rest no later than {payable_until}. If it does not arrive in time, what you have paid is kept as your account credit.', 'plan-bridge'),
            ],
            'payment_excess' => [
                __('You have paid more than was due', 'plan-bridge'),
                __('{came} has arrived for membership {membership}, {more} more than was due. The rest is kept as your account credit and is used by your next charge.', 'plan-bridge'),
            ],
            'part_kept_as_credit' => [
                __('What you have paid is kept as account credit', 'plan-bridge'),
                __('You had paid {part} of an order for membership {membership}, which has ended. The money is kept as your account credit and is used by your next charge.', 'plan-bridge'),
            ],
            'payment_rejected' => [
                __('Your order has been rejected', 'plan-bridge'),
                __('The people who run the network have rejected your order for membership {membership}. Your membership stays as it was. Please do not pay the order any more.', 'plan-bridge'),
                __('They say: {said}', 'plan-bridge'),
            ],
            'payment_declined' => [
                __('Your payment did not go through', 'plan-bridge'),
                __('The payment of {amount} for membership {membership} did not go through. {reason} Nothing has been charged.', 'plan-bridge'),
                __('Please open your account and pay in another way, no later than {payable_until}. Until then everything works as usual.', 'plan-bridge'),
                __('It is tried once more on {try_again_at}, unless it is paid before.', 'plan-bridge'),
            ],
            'visits_near' => [
                __('The visits of {site} are nearly used up', 'plan-bridge'),
                __('{used} of the {allowed} visits that the plan {plan} allows each month have come to {site} ({address}). You can choose a larger plan in your account.', 'plan-bridge'),
                __('At this pace the limit is reached on {full_on}.', 'plan-bridge'),
            ],
            'visits_full' => [
                __('{site} is closed to visitors', 'plan-bridge'),
                __('The {allowed} visits that the plan {plan} allows each month have come to {site} ({address}). Visitors are told that it is closed until {new_month}; you and everybody who works on it see it as always. With a larger plan it opens at once: choose one in your account.', 'plan-bridge'),
            ],
            'visits_over' => [
                __('{site} has more visits than its plan allows', 'plan-bridge'),
                __('The {allowed} visits that the plan {plan} allows each month have come to {site} ({address}). The site stays open. Please choose a larger plan in your account.', 'plan-bridge'),
            ],
            'trial_ending' => [
                __('Your trial ends soon', 'plan-bridge'),
                __('The trial of membership {membership} on the plan {plan} ends on {ends_at}. It then goes on as a paid membership, unless you cancel it in your account before.', 'plan-bridge'),
                __('Then {amount} will be charged.', 'plan-bridge'),
            ],
            'card_expiring' => [
                __('Your card expires before your next payment', 'plan-bridge'),
                __('Your saved card ({card}), which membership {membership} is paid with, is good until the end of {expires}. The next payment is due on {effective_at}. Please save another card in your account, so that your membership goes on without a break.', 'plan-bridge'),
            ],
            'refund_made' => [
                __('Money has been sent back to you', 'plan-bridge'),
                __('{amount} of what you had paid for membership {membership} has been sent back to you. It can take some days until you see it.', 'plan-bridge'),
                __('They say: {said}', 'plan-bridge'),
            ],
            'refund_failed' => [
                __('A refund did not reach you', 'plan-bridge'),
                __('Your bank has sent back the {amount} that were refunded to you for membership {membership}. Your payment {payment} counts in full again, and the credit note is cancelled.', 'plan-bridge'),
                __('The people who run the network know about it and will find another way. You do not have to do anything.', 'plan-bridge'),
            ],
            'payment_disputed' => [
                __('Your bank contests a payment', 'plan-bridge'),
                __('Your bank contests payment {payment} for membership {membership}, {amount}, and has taken the money back. Until that is decided the payment is frozen: what is left of it is worth nothing when you change your plan, and it cannot be refunded.', 'plan-bridge'),
                __('If you did not ask your bank for this, please tell your bank so. You are told how it was decided.', 'plan-bridge'),
            ],
            'dispute_won' => [
                __('Your payment stands again', 'plan-bridge'),
                __('It is decided: payment {payment} for membership {membership}, {amount}, stands. What was left of it is worth as much as before.', 'plan-bridge'),
            ],
            'dispute_lost' => [
                __('Your bank has taken a payment back', 'plan-bridge'),
                __('Your bank has taken {amount} of payment {payment} for membership {membership} back for good. What was left of that payment is worth nothing any more, and you are given a credit note where there was a receipt.', 'plan-bridge'),
            ],
            'refund_kept_as_credit' => [
                __('You have account credit', 'plan-bridge'),
                __('{amount} of what you paid for membership {membership} is your account credit now, and is used by your next payment.', 'plan-bridge'),
                __('They say: {said}', 'plan-bridge'),
            ],
            'account_credit_granted' => [
                __('You have account credit', 'plan-bridge'),
                __('The network has given you {amount} of account credit. Your next payment uses it.', 'plan-bridge'),
                __('They say: {said}', 'plan-bridge'),
            ],
            'account_credit_withdrawn' => [
                __('Your account credit has changed', 'plan-bridge'),
                __('The network has taken {amount} of your account credit.', 'plan-bridge'),
                __('They say: {said}', 'plan-bridge'),
            ],
            'money_kept_as_credit' => [
                __('Your payment is kept as account credit', 'plan-bridge'),
                __('Your payment of {amount} for membership {membership} has arrived, but what it was meant for could not be carried out. {reason} The money is kept as your account credit and is used by your next charge. The people who run the network have been told.', 'plan-bridge'),
            ],
            'order_of_gone_ended' => [
                __('Nothing is to be paid for your membership any more', 'plan-bridge'),
                __('Membership {membership} does not exist any more, so the payment of {amount} that was asked for it is not to be made. If you have paid already, the money is kept as your account credit when it arrives.', 'plan-bridge'),
            ],
            'value_of_gone_kept' => [
                __('What was left of your membership is kept as account credit', 'plan-bridge'),
                __('Membership {membership} does not exist any more. {amount} of what was paid for it had not been used, and is kept as your account credit.', 'plan-bridge'),
            ],
        ],
        'admin' => [
            'refund_failed' => [
                __('A refund did not come about', 'plan-bridge'),
                __('The refund of {amount} of payment {payment} of membership {membership} failed at the payment provider. What was taken for it is given back; please settle it with the customer.', 'plan-bridge'),
            ],
            'refund_not_covered' => [
                __('More went back than was left of a payment', 'plan-bridge'),
                __('{amount} of what went back of payment {payment} of membership {membership} had been used before, so nothing could be taken for it. Please look at the account and decide what is to be done.', 'plan-bridge'),
            ],
            'payment_disputed' => [
                __('A payment is contested', 'plan-bridge'),
                __('The bank contests payment {payment} of membership {membership}, {amount}, and has taken the money back. What was left of its value is taken until that is decided. Please answer at the payment provider.', 'plan-bridge'),
            ],
            'dispute_won' => [
                __('A contested payment stands again', 'plan-bridge'),
                __('Payment {payment} of membership {membership}, {amount}, is yours again, and so is its value the customer’s.', 'plan-bridge'),
            ],
            'dispute_lost' => [
                __('A contested payment is lost', 'plan-bridge'),
                __('The bank has decided for the payer: {amount} of payment {payment} of membership {membership} stay with them, and a credit note was issued. What had been taken of its value stays taken.', 'plan-bridge'),
            ],
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
            'money_failed' => [
                __('A payment did not come through', 'plan-bridge'),
                __('A payment of {amount} for membership {membership} was on its way, but the bank did not send it. What was ordered is in place. The owner has been asked to pay no later than {payable_until}; otherwise the membership is put on hold.', 'plan-bridge'),
            ],
            'membership_on_hold' => [
                __('A membership is on hold', 'plan-bridge'),
                __('Membership {membership} is on hold, because {amount} was not paid in time for what is in place. It opens again when that is paid.', 'plan-bridge'),
            ],
            'money_kept_as_credit' => [
                __('A payment could not be used as ordered', 'plan-bridge'),
                __('A payment of {amount} for membership {membership} has arrived, but what it was meant for could not be carried out. {reason} The money is kept as the customer’s account credit, and the customer has been told. Please look at the account and decide what is to be done.', 'plan-bridge'),
            ],
            'order_of_gone_ended' => [
                __('An order of a deleted membership has ended', 'plan-bridge'),
                __('Membership {membership} was deleted while a payment of {amount} was asked for it. The order has ended, and the customer has been told. Money that comes for it all the same becomes account credit.', 'plan-bridge'),
            ],
            'value_of_gone_kept' => [
                __('A membership with value left was deleted', 'plan-bridge'),
                __('Membership {membership}, which Plan Bridge billed, was deleted. {amount} of what was paid for it had not been used; it is kept as the customer’s account credit, and the customer has been told.', 'plan-bridge'),
            ],
            'value_of_gone_lost' => [
                __('A membership with value left was deleted, and its customer too', 'plan-bridge'),
                __('Membership {membership}, which Plan Bridge billed, was deleted, and so was its customer. {amount} of what was paid for it had not been used, and belongs to nobody now. Please decide what is to be done with the money; bridge check names it until you have run bridge seen {membership}.', 'plan-bridge'),
            ],
            'payment_not_credited' => [
                __('A payment in Ultimate Multisite has to be settled by hand', 'plan-bridge'),
                __('Payment {payment} was completed in Ultimate Multisite after membership {membership} had become Plan Bridge’s, so it paid for nothing. {reason} Please settle it by hand; bridge check names it until you have run bridge seen {membership}.', 'plan-bridge'),
            ],
        ],
    ];
};
