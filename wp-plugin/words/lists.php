<?php

/** The lists of the network’s screens: heading, caption of the table, its columns, and what is said where nothing is found. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static fn (): array => [
    'products' => [
        'heading' => __('Products', 'plan-bridge'),
        'caption' => __('Products in the order in which owners see them', 'plan-bridge'),
        'columns' => [
            __('Name', 'plan-bridge'),
            __('Type', 'plan-bridge'),
            __('Plan Group', 'plan-bridge'),
            __('Price', 'plan-bridge'),
            __('Memberships', 'plan-bridge'),
            __('Offered', 'plan-bridge'),
        ],
        'empty' => __('No products here yet.', 'plan-bridge'),
    ],
    'payments' => [
        'heading' => __('Payments', 'plan-bridge'),
        'search' => __('Payment reference, its first signs, or the number of a payment', 'plan-bridge'),
        'pages' => __('Pages of payments', 'plan-bridge'),
        'caption' => __('Payments, newest first', 'plan-bridge'),
        'columns' => [
            __('Payment', 'plan-bridge'),
            __('Date', 'plan-bridge'),
            __('Membership', 'plan-bridge'),
            __('Status', 'plan-bridge'),
            __('Paid by', 'plan-bridge'),
            __('Amount', 'plan-bridge'),
            __('Details', 'plan-bridge'),
        ],
        'empty' => __('No payments here.', 'plan-bridge'),
    ],
    'codes' => [
        'heading' => __('Discount codes', 'plan-bridge'),
        'search' => __('Code or name', 'plan-bridge'),
        'caption' => __('Discount codes, newest first', 'plan-bridge'),
        'columns' => [
            __('Code', 'plan-bridge'),
            __('Name', 'plan-bridge'),
            __('Takes off', 'plan-bridge'),
            __('Uses', 'plan-bridge'),
            __('Last day', 'plan-bridge'),
            __('Active', 'plan-bridge'),
        ],
        'empty' => __('No discount codes here.', 'plan-bridge'),
    ],
    'memberships' => [
        'heading' => __('Memberships', 'plan-bridge'),
        'intro' => __('Open an account to see it as its owner does, and to order on the owner’s behalf. The journal then shows both of you.', 'plan-bridge'),
        'search' => __('Name, login, e-mail, site address, plan, number or reference', 'plan-bridge'),
        'pages' => __('Pages of memberships', 'plan-bridge'),
        'caption' => __('Memberships', 'plan-bridge'),
        'any_status' => __('Any status', 'plan-bridge'),
        'any_product' => __('Any product', 'plan-bridge'),
        'per_page' => __('Memberships per page', 'plan-bridge'),
        'help' => __('Finding memberships', 'plan-bridge'),
        'helps' => [
            __('Type what you know: the beginning of a name, login, e-mail address, site address or plan, the number of a membership or payment, or the reference of a payment. With several words a membership has to have all of them. Accents and capitals do not matter.', 'plan-bridge'),
            __('The numbers beside the filters are counted up to 10,000; a plus sign means that there are more. Click the heading “Next bill” to see first what is billed next.', 'plan-bridge'),
        ],
        'columns' => [
            'customer' => __('Customer', 'plan-bridge'),
            'site' => __('Site', 'plan-bridge'),
            'plan' => __('Plan', 'plan-bridge'),
            'status' => __('Status', 'plan-bridge'),
            'next_bill' => __('Next bill', 'plan-bridge'),
            'order' => __('Open order', 'plan-bridge'),
            'owner' => __('Billed by', 'plan-bridge'),
            'acts' => __('Act for the owner', 'plan-bridge'),
        ],
        'empty' => __('No memberships found.', 'plan-bridge'),
    ],
];
