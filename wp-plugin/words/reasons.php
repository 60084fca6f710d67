<?php

/** Why something that was ordered could not be carried out when its time came; what became of a membership that was edited elsewhere. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static fn (): array => [
    'other_group' => __('The plan does not belong to the same family as the present one any more.', 'plan-bridge'),
    'inactive' => __('The plan is no longer offered.', 'plan-bridge'),
    'currency_mismatch' => __('The plan is not sold in the currency of the membership any more.', 'plan-bridge'),
    'direction' => __('The present plan does not allow this change any more.', 'plan-bridge'),
    'minimum_term' => __('The minimum term of the present plan was not over yet.', 'plan-bridge'),
    'period_unavailable' => __('The plan is not offered with this billing period any more.', 'plan-bridge'),
    'over_limit' => __('The sites use more than the new plan allows.', 'plan-bridge'),
    'current' => __('The membership already has what was ordered.', 'plan-bridge'),
    'not_for_sale' => __('The plan cannot be bought here any more.', 'plan-bridge'),
    'adds_nothing' => __('A package of the order raises no limit of the plan any more.', 'plan-bridge'),
    'more_adds_nothing' => __('A package of the order raises no limit of the plan any more.', 'plan-bridge'),
    'addon_not_offered' => __('A package or service of the order is not offered with the plan any more.', 'plan-bridge'),
    'price_unknown' => __('A price of the order cannot be read.', 'plan-bridge'),
    'amount_unknown' => __('The amount of the membership cannot be read.', 'plan-bridge'),
    'tax_unknown' => __('The tax rate for the order cannot be read.', 'plan-bridge'),
    'discount_unknown' => __('The value of the discount code cannot be read.', 'plan-bridge'),
    'addons_unknown' => __('The list of packages and services of the membership cannot be read.', 'plan-bridge'),
    'billed_elsewhere' => __('The membership is billed by a subscription outside this network.', 'plan-bridge'),
    'sold_elsewhere' => __('Ultimate Multisite sells the changes in this network.', 'plan-bridge'),
    'received_late' => __('It arrived after the time to pay was over.', 'plan-bridge'),
    'charged_anew' => __('It was for a bill that has been replaced by a lower one, after account credit had paid a part of it.', 'plan-bridge'),
    'membership_cancelling' => __('The membership was cancelled.', 'plan-bridge'),
    'declined' => __('The payment was declined.', 'plan-bridge'),
    'rejected' => __('The people who run the network have rejected it.', 'plan-bridge'),
    'unpaid' => __('What it costs was not paid in time.', 'plan-bridge'),
    'membership_gone' => __('The membership does not exist any more.', 'plan-bridge'),
    'paid_elsewhere' => __('It paid an invoice of Ultimate Multisite that had been closed when Plan Bridge began to bill the membership.', 'plan-bridge'),
    'payment_unreadable' => __('Its amount or its currency cannot be read.', 'plan-bridge'),
    'refunded_there' => __('It had become account credit, and was refunded in Ultimate Multisite after that, so that its customer has the money twice.', 'plan-bridge'),
    'customer_gone' => __('Its customer does not exist any more.', 'plan-bridge'),
    'edit_deleted' => __('It was deleted, and so was its customer: what was left of its value belongs to nobody.', 'plan-bridge'),
    'product_gone' => __('Something that was ordered does not exist any more.', 'plan-bridge'),
    'edit_restored' => __('Old values had come back; ours were written again.', 'plan-bridge'),
    'edit_accepted' => __('It was taken as a decision: the next bill follows what was written.', 'plan-bridge'),
    'edit_mixed' => __('Some old values had come back, and ours were written again; the rest was taken as a decision, which the next bill follows.', 'plan-bridge'),
    'edit_taken_away' => __('A subscription at a provider bills it from now on; Plan Bridge does not any more.', 'plan-bridge'),
    'handed_back' => __('The membership is billed by another system again.', 'plan-bridge'),
    'basis_moved' => __('The membership had changed since the order was made.', 'plan-bridge'),
];
