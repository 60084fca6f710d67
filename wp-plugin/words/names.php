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
        'cancelled' => __('Cancelled', 'plan-bridge'),
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
        'on_hold' => __('The membership is on hold: nothing is billed', 'plan-bridge'),
        '' => __('Nothing will be billed', 'plan-bridge'),
    ],
    'type' => [
        'plan' => __('Plan', 'plan-bridge'),
        'package' => __('Package', 'plan-bridge'),
        'service' => __('Service', 'plan-bridge'),
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
    ],
    'open_amount' => [
        'payable' => __('To pay', 'plan-bridge'),
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
        'refund' => __('Refund', 'plan-bridge'),
        'discount' => __('Discount', 'plan-bridge'),
        'tax' => __('Tax', 'plan-bridge'),
    ],
    'formula' => [
        'no_credit' => __('Nothing is given back for this.', 'plan-bridge'),
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
    ],
    'rounding' => [
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
];
