<?php

declare(strict_types=1);

namespace PlanBridge\Messages;

defined('ABSPATH') || exit;

/** Why a plan or an add-on may not be chosen. */
final class Refusals
{
    /** @return array<string, string> */
    public static function sentences(): array
    {
        return [
            'other_group' => __('This plan does not belong to the same family as your present one, so you cannot change to it.', 'plan-bridge'),
            'inactive' => __('This plan is no longer offered.', 'plan-bridge'),
            'currency_mismatch' => __('This plan is not sold in the currency of your membership.', 'plan-bridge'),
            'direction' => __('Your present plan does not allow this change.', 'plan-bridge'),
            'minimum_term' => __('Your present plan has a minimum term that lasts until {until}.', 'plan-bridge'),
            'period_unavailable' => __('This cannot be billed for the period you have chosen.', 'plan-bridge'),
            'over_limit' => __('What your site uses now does not fit into this plan: {limits}.', 'plan-bridge'),
            'current' => __('This is the plan you have.', 'plan-bridge'),
            'not_for_sale' => __('This plan cannot be bought here.', 'plan-bridge'),
            'addon_not_offered' => __('One of the packages or services you have chosen is not offered with this plan.', 'plan-bridge'),
            'adds_nothing' => __('This raises no limit of this plan: what it adds to is unlimited already, or the plan does not limit it.', 'plan-bridge'),
            'price_unknown' => __('What this costs cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'amount_unknown' => __('What your membership costs cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'tax_unknown' => __('The tax for this cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'discount_unknown' => __('The discount of your membership cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'addons_unknown' => __('Which packages and services your membership holds cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'change_refused' => __('This change is not possible.', 'plan-bridge'),
        ];
    }
}
