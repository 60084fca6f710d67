<?php

/** What the service’s short names are called, by what they name. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static fn (): array => [
    'status' => [
        'pending' => __('Pending', 'plan-bridge'),
        'active' => __('Active', 'plan-bridge'),
        'trialing' => __('Trial', 'plan-bridge'),
        'expired' => __('Expired', 'plan-bridge'),
        'on-hold' => __('On hold', 'plan-bridge'),
        'paused' => __('Paused', 'plan-bridge'),
        'cancelled' => __('Cancelled', 'plan-bridge'),
    ],
    'limit_voice' => [ // who says something of a limit
        /* translators: %s: name of a plan */
        'plan' => __('Plan “%s”', 'plan-bridge'),
        /* translators: %s: name of a package */
        'package' => __('Package “%s”', 'plan-bridge'),
        /* translators: %s: number of a membership */
        'membership' => __('Membership %s', 'plan-bridge'),
        /* translators: %s: number of a site */
        'site' => __('Site %s', 'plan-bridge'),
    ],
    'limit_word' => [ // what holds of a limit, or what somebody says of it
        'not_limited' => __('not limited', 'plan-bridge'),
        'any' => __('any number', 'plan-bridge'),
        'none' => __('none, not allowed', 'plan-bridge'),
        'yes' => __('yes', 'plan-bridge'),
        'no' => __('no', 'plan-bridge'),
        'named' => __('named, nothing said', 'plan-bridge'),
        'nothing' => __('nothing', 'plan-bridge'),
        'on' => __('on', 'plan-bridge'),
        'off' => __('off', 'plan-bridge'),
        'off_any' => __('off, any number', 'plan-bridge'),
    ],
    'behavior' => [ // how a plugin, a theme or a template is treated
        'default' => __('as the site chooses', 'plan-bridge'),
        'force_active' => __('forced on', 'plan-bridge'),
        'force_active_locked' => __('on, locked', 'plan-bridge'),
        'force_inactive' => __('forced off', 'plan-bridge'),
        'force_inactive_locked' => __('off, locked', 'plan-bridge'),
        'available' => __('available', 'plan-bridge'),
        'not_available' => __('not available', 'plan-bridge'),
        'pre_selected' => __('chosen beforehand', 'plan-bridge'),
        'visible' => __('shown', 'plan-bridge'),
        'hidden' => __('hidden', 'plan-bridge'),
    ],
    'carried' => [ // whether what limits force was carried out on a site
        'carried_out' => __('What its limits force on this site (plugins, a theme, the customer’s role) is carried out.', 'plan-bridge'),
        'waiting' => __('What its limits force on this site (plugins, a theme, the customer’s role) is not carried out yet: the site does it at its next request to wp-admin, or when a run asks it; a plugin or theme that is not installed, when it is.', 'plan-bridge'),
        'elsewhere' => __('Plugins, themes and the customer’s role are switched by Ultimate Multisite.', 'plan-bridge'),
    ],
    'limit_run_state' => [
        'running' => __('Under way', 'plan-bridge'),
        'paused' => __('Paused', 'plan-bridge'),
        'done' => __('Through', 'plan-bridge'),
        'replaced' => __('Replaced by a newer one', 'plan-bridge'),
    ],
    'payment_status' => [
        'pending' => __('Awaiting payment', 'plan-bridge'),
        'completed' => __('Paid', 'plan-bridge'),
        'refunded' => __('Refunded', 'plan-bridge'),
        'partially-refunded' => __('Partly refunded', 'plan-bridge'),
        'partially-paid' => __('Partly paid', 'plan-bridge'),
        'failed' => __('Failed', 'plan-bridge'),
        'cancelled' => __('Cancelled', 'plan-bridge'),
    ],
    'gateway' => [
        'manual' => __('Invoice or bank transfer', 'plan-bridge'),
        'free' => __('No payment needed', 'plan-bridge'),
        'stripe' => __('Card', 'plan-bridge'),
        '' => '–',
    ],
    'refund_to' => [
        'payer' => __('to whoever paid', 'plan-bridge'),
        'account_credit' => __('as account credit', 'plan-bridge'),
    ],
    'refund_status' => [
        'asked' => __('not answered yet', 'plan-bridge'),
        'pending' => __('on its way', 'plan-bridge'),
        'succeeded' => __('done', 'plan-bridge'),
        'failed' => __('did not arrive', 'plan-bridge'),
        'refused' => __('refused by the provider', 'plan-bridge'),
    ],
    'dispute_status' => [ // of a payment that its payer's bank contests
        'inquiry' => __('The bank has asked about it. No money has moved.', 'plan-bridge'),
        'open' => __('The bank contests it and has taken the money back until it is decided.', 'plan-bridge'),
        'won' => __('The bank contested it. It stands again.', 'plan-bridge'),
        'lost' => __('The bank contested it. The money stays with the payer.', 'plan-bridge'),
    ],
    'method_new' => [ // a way to pay: something that is not saved yet
        'card' => __('New card', 'plan-bridge'),
        'sepa_debit' => __('New bank account', 'plan-bridge'),
        'several' => __('New card or bank account', 'plan-bridge'),
        'other' => __('Another way to pay', 'plan-bridge'),
    ],
    'method_add' => [
        'card' => __('Add a card', 'plan-bridge'),
        'sepa_debit' => __('Add a bank account', 'plan-bridge'),
        'several' => __('Add a card or bank account', 'plan-bridge'),
        'other' => __('Add a way to pay', 'plan-bridge'),
    ],
    'method_yours' => [
        'card' => __('Your card', 'plan-bridge'),
        'sepa_debit' => __('Your bank account', 'plan-bridge'),
        'several' => __('Your card or bank account', 'plan-bridge'),
        'other' => __('Your way to pay', 'plan-bridge'),
    ],
    'method_save' => [
        'card' => __('Save a card', 'plan-bridge'),
        'sepa_debit' => __('Save a bank account', 'plan-bridge'),
        'several' => __('Save a card or bank account', 'plan-bridge'),
        'other' => __('Save a way to pay', 'plan-bridge'),
    ],
    'credit_cause' => [ // why account credit moved
        'credit_kept' => __('What was left of a change', 'plan-bridge'),
        'used' => __('Used for a payment', 'plan-bridge'),
        'received_late' => __('A payment that could not be used', 'plan-bridge'),
        'received_part' => __('A part of a payment whose order ended', 'plan-bridge'),
        'overpaid' => __('More than was due', 'plan-bridge'),
        'given_up' => __('What an order had used that was given up', 'plan-bridge'),
        'granted' => __('Given by the network', 'plan-bridge'),
        'withdrawn' => __('Taken by the network', 'plan-bridge'),
        'refunded' => __('A refund', 'plan-bridge'),
    ],
    'document' => [
        /* translators: %s: number of a receipt */
        'receipt' => __('Receipt %s', 'plan-bridge'),
        /* translators: %s: number of a credit note */
        'credit_note' => __('Credit note %s', 'plan-bridge'),
        /* translators: %s: number of the document that cancels a credit note */
        'cancellation' => __('Cancellation of a credit note %s', 'plan-bridge'),
    ],
    'billing' => [ // the fields of the billing details
        'company_name' => __('Company', 'plan-bridge'),
        'address_line_1' => __('Address', 'plan-bridge'),
        'address_line_2' => __('Address, second line', 'plan-bridge'),
        'zip_code' => __('Postcode', 'plan-bridge'),
        'city' => __('City', 'plan-bridge'),
        'state' => __('State or region', 'plan-bridge'),
        'country' => __('Country', 'plan-bridge'),
        'vat_number' => __('VAT number', 'plan-bridge'),
    ],
    'tax_rate' => [ // the columns of tax rates
        'category' => __('Tax category', 'plan-bridge'),
        'title' => __('Name', 'plan-bridge'),
        'country' => __('Country', 'plan-bridge'),
        'state' => __('States', 'plan-bridge'),
        'city' => __('Cities', 'plan-bridge'),
        'percent' => __('Percent', 'plan-bridge'),
    ],
    'vat_state' => [ // what is known of a VAT number
        'unchecked' => __('not checked yet', 'plan-bridge'),
        'valid' => __('valid', 'plan-bridge'),
        'invalid' => __('not valid by the register of the EU', 'plan-bridge'),
    ],
    'tax_now' => [ // which tax a membership pays by the address that it has
        'not_charged' => __('No tax is charged in this network.', 'plan-bridge'),
        'reverse_charge' => __('No VAT is charged: you account for it yourself (reverse charge).', 'plan-bridge'),
        'untaxed' => __('No tax is charged for this address.', 'plan-bridge'),
        /* translators: %s: one or more percentages */
        'added' => __('Tax of %s is added to the prices.', 'plan-bridge'),
        /* translators: %s: one or more percentages */
        'included' => __('The prices include tax of %s.', 'plan-bridge'),
        'not_known' => __('Which tax applies cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
    ],
    'declined' => [ // why a payment was
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
    'brand' => [ // of a card, or what is saved in its place
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
    'kind' => [
        'upgrade' => __('Upgrade', 'plan-bridge'),
        'downgrade' => __('Downgrade', 'plan-bridge'),
        'crossgrade' => __('Change of plan', 'plan-bridge'),
        'addon' => __('Add-on', 'plan-bridge'),
        'removal' => __('Removal', 'plan-bridge'),
        'renewal' => __('Renewal', 'plan-bridge'),
        'reactivation' => __('Reactivation', 'plan-bridge'),
    ],
    'beyond_term' => [ // why nothing is billed next: true also where the term is over and nobody here has renewed or closed it
        'over' => __('The term is over, and no payment is planned here. Ask the people who run the network, or choose a plan.', 'plan-bridge'),
        'awaits_payment' => __('The term is over, and its renewal has not been paid yet.', 'plan-bridge'),
        'paid_in_full' => __('Paid in full: nothing more will be billed', 'plan-bridge'),
        'ends_paid_in_full' => __('All payments are made; it ends when what is paid for ends', 'plan-bridge'),
        'on_hold' => __('The membership is on hold: nothing is billed', 'plan-bridge'),
        '' => __('Nothing will be billed', 'plan-bridge'),
    ],
    'type' => [
        'plan' => __('Plan', 'plan-bridge'),
        'package' => __('Package', 'plan-bridge'),
        'service' => __('Service', 'plan-bridge'),
    ],
    'owner' => [ // who bills a membership; edited: something else has written to it
        'ours' => 'Plan Bridge',
        'at_a_provider' => __('A provider’s subscription', 'plan-bridge'),
        'elsewhere' => 'Ultimate Multisite',
        'nobody' => __('Nobody here', 'plan-bridge'),
        'edited' => __('Written elsewhere', 'plan-bridge'),
    ],
    'move' => [ // what can be done with memberships of the list
        'take_over' => __('Take over those that are ticked', 'plan-bridge'),
        'hand_back' => __('Hand back those that are ticked', 'plan-bridge'),
        'take_over_all' => __('Take over all of the network', 'plan-bridge'),
        'hand_back_all' => __('Hand back all of the network', 'plan-bridge'),
    ],
    'types' => [
        'plan' => __('Plans', 'plan-bridge'),
        'package' => __('Packages', 'plan-bridge'),
        'service' => __('Services', 'plan-bridge'),
    ],
    'open_change' => [ // the heading of an order or a renewal, by how it stands
        'payable' => __('Waiting for your payment', 'plan-bridge'),
        'renewal_payable' => __('Time to pay for your membership', 'plan-bridge'),
        'awaiting_payment' => __('The time to pay is over', 'plan-bridge'),
        'processing' => __('Your payment is being processed', 'plan-bridge'),
        'needs_attention' => __('Your payment could not be used', 'plan-bridge'),
        'applied_on_trust' => __('Your payment is on its way', 'plan-bridge'),
        'owed' => __('Your payment did not come through', 'plan-bridge'),
    ],
    'history_by' => [ // who did something, in the history of a membership
        'you' => __('by you', 'plan-bridge'),
        'owner' => __('by the owner', 'plan-bridge'),
        'network_admin' => __('by a network administrator', 'plan-bridge'),
    ],
    'open_amount' => [
        'payable' => __('To pay', 'plan-bridge'),
        'owed' => __('To pay', 'plan-bridge'),
        'needs_attention' => _x('Paid', 'before an amount of money', 'plan-bridge'),
    ],
    'line' => [
        /* translators: %s: a plan */
        'setup_fee' => __('Set-up fee for %s', 'plan-bridge'),
        /* translators: %s: a product that was paid for earlier */
        'credit' => __('Credit for the time left of %s', 'plan-bridge'),
        /* translators: %s: a package or service */
        'addon_dropped' => __('%s is not offered with the new plan and ends', 'plan-bridge'),
        /* translators: %s: a package or service */
        'addon_removed' => __('%s ends', 'plan-bridge'),
        'account_credit' => __('Your account credit', 'plan-bridge'),
        'credit_kept' => __('Kept for you as account credit', 'plan-bridge'),
        'carried_over' => __('Carried over between two payments', 'plan-bridge'),
        'rounding' => __('Rounding', 'plan-bridge'),
        'refund' => __('Refund', 'plan-bridge'),
        'discount' => __('Discount', 'plan-bridge'),
        'tax' => __('Tax', 'plan-bridge'),
    ],
    'formula' => [
        'no_credit' => __('Nothing is given back for this.', 'plan-bridge'),
        'carried_over' => __('A sum that is too small to be paid by itself goes with the next payment.', 'plan-bridge'),
        'rounding' => __('What cannot be charged in this currency is left off.', 'plan-bridge'),
        'as_quoted' => __('As agreed when it was bought.', 'plan-bridge'),
        'min(balance, account_credit)' => __('As much of your account credit as is needed', 'plan-bridge'),
        'credit - charges' => __('credit − what the change costs', 'plan-bridge'),
    ],
    'formula_word' => [
        '*' => '×',
        '/' => '÷',
        '-' => '−',
        'unit_price' => __('price', 'plan-bridge'),
        'quantity' => __('quantity', 'plan-bridge'),
        'settled_before' => __('fee paid before', 'plan-bridge'),
        'discount' => __('discount', 'plan-bridge'),
        'left' => __('time left', 'plan-bridge'),
        'whole' => __('whole term', 'plan-bridge'),
        'value' => __('what you paid', 'plan-bridge'),
    ],
    'input' => [
        'unit_price' => __('Price for a full term', 'plan-bridge'),
        'quantity' => __('Quantity', 'plan-bridge'),
        'settled_before' => __('Set-up fee paid before', 'plan-bridge'),
        'discount' => __('Discount', 'plan-bridge'),
        'share' => __('Part of the term', 'plan-bridge'),
        'amount' => __('Amount', 'plan-bridge'),
        'tax' => __('Tax in it', 'plan-bridge'),
        'tax_percent' => __('Tax rate', 'plan-bridge'),
        'quoted_tax' => __('Tax in it when it was agreed', 'plan-bridge'),
        'value' => __('What you paid', 'plan-bridge'),
        'refunded' => __('Refunded of it', 'plan-bridge'),
        'start' => __('Term from', 'plan-bridge'),
        'end' => __('Term to', 'plan-bridge'),
        'settled_at' => __('Paid on', 'plan-bridge'),
        'account_credit_before' => __('Account credit before', 'plan-bridge'),
        'rounding' => __('Rounding', 'plan-bridge'),
        'source_payment' => __('From payment no.', 'plan-bridge'),
    ],
    'how' => [ // the forms in which such a value is said
        'text' => '{text}',
        'amount' => '{amount}',
        'percent' => __('{percent} %', 'plan-bridge'),
        'code_amount' => '{code} {amount}',
        'code_percent' => '{code} ' . __('{percent} %', 'plan-bridge'),
        'all' => __('all of it', 'plan-bridge'),
        'none' => __('nothing left', 'plan-bridge'),
        'day' => __('{left} of {whole} days ({percent} %)', 'plan-bridge'),
        'second' => __('{left} of {whole} seconds ({percent} %)', 'plan-bridge'),
        'half_up' => __('to the nearest, a half upwards', 'plan-bridge'),
        'down' => __('down', 'plan-bridge'),
    ],
    'unit' => [ // of a number or period
        'day' => __('days', 'plan-bridge'),
        'week' => __('weeks', 'plan-bridge'),
        'month' => __('months', 'plan-bridge'),
        'year' => __('years', 'plan-bridge'),
        'minute' => __('minutes', 'plan-bridge'),
    ],
    'path_refusal' => [ // why one plan does not lead to another, to whoever sets it up
        'other_group' => __('another plan group', 'plan-bridge'),
        'inactive' => __('the plan is not active', 'plan-bridge'),
        'currency_mismatch' => __('no price in the same currency', 'plan-bridge'),
        'direction' => __('the direction rule of the plan that is left', 'plan-bridge'),
        'minimum_term' => __('the minimum term of the plan that is left', 'plan-bridge'),
        'period_unavailable' => __('no price for a period that both have', 'plan-bridge'),
        'not_for_sale' => __('hidden, or not sold at a fixed price', 'plan-bridge'),
        'price_unknown' => __('a price that cannot be read', 'plan-bridge'),
        'current' => __('the plan itself', 'plan-bridge'),
    ],
    'map' => [ // what a sign in the map of plans means
        'now' => __('At once', 'plan-bridge'),
        'later' => __('At the end of the term', 'plan-bridge'),
        'no' => __('Not possible, with the reason', 'plan-bridge'),
        'same' => __('The plan itself', 'plan-bridge'),
    ],
    'path' => [ // whether one may go
        '' => '–',
        'no' => __('No', 'plan-bridge'),
        'now' => __('Yes, at once', 'plan-bridge'),
        'term_end' => __('Yes, at the end of the term', 'plan-bridge'),
    ],
    'example' => [
        'small' => _x('Small', 'example plan', 'plan-bridge'),
        'large' => _x('Large', 'example plan', 'plan-bridge'),
        'solo' => _x('Solo', 'example plan', 'plan-bridge'),
        'forever' => _x('Forever', 'example plan', 'plan-bridge'),
        'extra' => _x('Extra', 'example package', 'plan-bridge'),
    ],
    'period' => [ // how long
        'day' => _n_noop('%s day', '%s days', 'plan-bridge'),
        'week' => _n_noop('%s week', '%s weeks', 'plan-bridge'),
        'month' => _n_noop('%s month', '%s months', 'plan-bridge'),
        'year' => _n_noop('%s year', '%s years', 'plan-bridge'),
    ],
    'per' => [ // how often
        'day' => __('per day', 'plan-bridge'),
        'week' => __('per week', 'plan-bridge'),
        'month' => __('per month', 'plan-bridge'),
        'year' => __('per year', 'plan-bridge'),
    ],
    'payment' => [ // with its number
        /* translators: %s: number of a payment */
        'shared' => __('Payment %s', 'plan-bridge'),
        /* translators: %s: number of an order whose money is not there */
        'own' => __('Order %s', 'plan-bridge'),
    ],
    'counted' => [ // post types with a number
        'post' => _n_noop('%s post', '%s posts', 'plan-bridge'),
        'page' => _n_noop('%s page', '%s pages', 'plan-bridge'),
        'attachment' => _n_noop('%s media file', '%s media files', 'plan-bridge'),
    ],
    'closed' => [ // what visitors read of a site that is closed
        'expired' => __('This site is closed because its membership has expired.', 'plan-bridge'),
        'cancelled' => __('This site is closed because its membership has been cancelled.', 'plan-bridge'),
        'suspended' => __('This site is closed because its membership has been suspended.', 'plan-bridge'),
        'paused' => __('This site is paused. It will be back.', 'plan-bridge'),
    ],
    'fault_subject' => [
        /* translators: %s: number of a product */
        'product' => __('Product %s', 'plan-bridge'),
        /* translators: %s: number of a membership */
        'membership' => __('Membership %s', 'plan-bridge'),
        /* translators: %s: number of a site */
        'site' => __('Site %s', 'plan-bridge'),
    ],
    'fault' => [
        /* translators: 1: product or membership with its number */
        'limits_missing' => __('%1$s: what it says of limits is missing. A package adds nothing until it is written again; run bridge check.', 'plan-bridge'),
        /* translators: 1: site with its number */
        'row_missing' => __('%1$s: its limits are not written. Until the service writes them, only WordPress’ own rules hold there; check that the service runs, and run bridge materialise for it.', 'plan-bridge'),
        /* translators: 1: product, membership or site with its number */
        'said_unreadable' => __('%1$s: what is kept of its limits cannot be read, or is of a later version of the service. What can still be read goes on holding; save its limits anew, or update the plugin.', 'plan-bridge'),
        /* translators: 1: product, membership or site with its number, 2: limits with what is stored */
        'limits_unreadable' => __('%1$s has limits that cannot be read: %2$s. What was said last goes on holding; set them anew.', 'plan-bridge'),
        /* translators: 1: site with its number */
        'quota_unreadable' => __('%1$s: what is stored of its limits cannot be read, or is of a later version of the service. What was written last goes on holding; run bridge materialise for it, or update the plugin.', 'plan-bridge'),
        /* translators: 1: site with its number, 2: number of a membership */
        'link_lost' => __('%1$s has lost its type or its membership. The limits of membership %2$s go on holding; give the site both back.', 'plan-bridge'),
        /* translators: 1: site with its number, 2: number of a membership */
        'membership_gone' => __('%1$s: membership %2$s is gone. Its limits go on holding; give the site another membership, or make it a site of the network.', 'plan-bridge'),
        /* translators: 1: site with its number, 2: number of a membership */
        'customer_gone' => __('%1$s: the customer of membership %2$s is gone, so nobody can buy for it. Its limits go on holding; give the membership a customer.', 'plan-bridge'),
        /* translators: 1: site with its number, 2: number of a membership */
        'plan_gone' => __('%1$s: the plan of membership %2$s is gone. Its limits go on holding; give the membership a plan that exists.', 'plan-bridge'),
        /* translators: 1: site with its number, 2: number of a membership */
        'site_gone' => __('%1$s is gone, but its limits are kept with membership %2$s. Nothing has to be done.', 'plan-bridge'),
    ],
    'use' => [
        'used' => __('Used', 'plan-bridge'),
        'held' => __('Held for an order', 'plan-bridge'),
    ],
    'gift_run' => [
        'checking' => __('Being checked', 'plan-bridge'),
        'checked' => __('Checked: nothing is given yet', 'plan-bridge'),
        'giving' => __('Being given', 'plan-bridge'),
        'done' => __('Done', 'plan-bridge'),
        'dropped' => __('Dropped', 'plan-bridge'),
    ],
    'gift' => [
        'waiting' => __('To be checked', 'plan-bridge'),
        'ready' => __('Can be given', 'plan-bridge'),
        'given' => __('Given', 'plan-bridge'),
        'refused' => __('Cannot be given', 'plan-bridge'),
    ],
];
