<?php

/** What is said about paying: sentences of codes, why a payment was declined, and what kinds of cards are called. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static fn (): array => [
    'messages' => [
        'change_waits_for_bank' => __('Your bank has to approve the payment. Nothing has been charged yet; go on below.', 'plan-bridge'),
        'change_waits_for_card' => __('Your order has been received. Pay it below; nothing has been charged yet.', 'plan-bridge'),
        'payment_declined' => __('The payment did not go through, and nothing was charged. {declined_reason} Choose another way to pay, or try again.', 'plan-bridge'),
        'way_unknown' => __('Please choose how you want to pay.', 'plan-bridge'),
        'method_saved' => __('Saved. It can be used for your next payment.', 'plan-bridge'),
        'method_is_default' => __('From now on, renewals are paid with this.', 'plan-bridge'),
        'method_removed' => __('Removed. It is not charged any more.', 'plan-bridge'),
        'method_unknown' => __('This way to pay is not saved here any more.', 'plan-bridge'),
        'methods_silent' => __('The company that handles cards does not answer right now, so what you have saved cannot be shown. Please try again in a moment.', 'plan-bridge'),
        'agreement_missing' => __('Please agree to later payments first: without that nothing can be saved.', 'plan-bridge'),
        'methods_unknown_outcome' => __('The service has not answered, so we do not know yet whether that is done. Below you see how it stands; doing it once more is safe.', 'plan-bridge'),
        'pay_unknown_outcome' => __('The service has not answered, so we do not know yet how your payment stands. Please do not pay in another way: we are asking until we know.', 'plan-bridge'),
        'end_unknown_outcome' => __('The service has not answered, so we do not know yet whether that is done. Below you see how your membership stands; doing it once more is safe.', 'plan-bridge'),
        'provider_refused' => __('The company that handles cards did not accept that. Nothing has been charged. Please tell the people who run the network; the code is {reason}.', 'plan-bridge'),
        'webhook_not_signed' => __('What arrived was not signed by the company that handles cards, so it was not taken.', 'plan-bridge'),
        'webhooks_too_many' => __('Too much arrived at once. It is sent again later.', 'plan-bridge'),
        'gateway_unknown' => __('This way to pay is not offered any more. Please choose another one.', 'plan-bridge'),
        'membership_ends' => __('Your membership is cancelled. It goes on until {effective_at}, and nothing is charged any more. You can take that back until then.', 'plan-bridge'),
        'membership_ended' => __('Your membership has ended. Nothing is charged any more, and nothing on your sites is deleted.', 'plan-bridge'),
        'membership_goes_on' => __('Your membership goes on as before.', 'plan-bridge'),
        'provider_unreachable' => __('The company that handles cards does not answer right now. Please look at your account before you try again.', 'plan-bridge'),
    ],
    'declined' => [
        'insufficient_funds' => __('There is not enough money on the account.', 'plan-bridge'),
        'expired' => __('The card has expired.', 'plan-bridge'),
        'wrong_details' => __('The number, the date or the security code of the card is not right.', 'plan-bridge'),
        'not_authenticated' => __('Your bank could not verify that it was you.', 'plan-bridge'),
        'authentication_required' => __('Your bank wants you to approve the payment yourself.', 'plan-bridge'),
        'limit_exceeded' => __('The card has been used too often, or its limit is reached.', 'plan-bridge'),
        'not_supported' => __('This cannot be paid with it.', 'plan-bridge'),
        'debit_refused' => __('The bank has sent the debit back.', 'plan-bridge'),
        'try_again' => __('Something went wrong at the bank. Trying again may help.', 'plan-bridge'),
        'no_saved_method' => __('There was no saved card to charge.', 'plan-bridge'),
        'declined' => __('The bank declined it and does not say why. It can tell you if you ask.', 'plan-bridge'),
    ],
    'brand' => [
        'visa' => 'Visa',
        'mastercard' => 'Mastercard',
        'amex' => 'American Express',
        'diners' => 'Diners Club',
        'discover' => 'Discover',
        'jcb' => 'JCB',
        'unionpay' => 'UnionPay',
        'cartes_bancaires' => 'Cartes Bancaires',
        'eftpos_au' => 'eftpos Australia',
        'sepa_debit' => __('Bank account', 'plan-bridge'),
        '' => __('Card', 'plan-bridge'),
    ],
];
