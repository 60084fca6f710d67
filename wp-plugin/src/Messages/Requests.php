<?php

declare(strict_types=1);

namespace PlanBridge\Messages;

defined('ABSPATH') || exit;

/** Who may do what, and requests that make no sense. */
final class Requests
{
    /** @return array<string, string> */
    public static function sentences(): array
    {
        return [
            'not_allowed' => __('You do not have access to this account.', 'plan-bridge'),
            'not_the_customer' => __('Only the person who owns the membership can change it. You can look, but not buy.', 'plan-bridge'),
            'site_not_yours' => __('This site does not belong to your membership.', 'plan-bridge'),
            'no_membership' => __('There is no membership here yet, neither for you nor for this site.', 'plan-bridge'),
            'membership_unknown' => __('This membership does not exist.', 'plan-bridge'),
            'link_lost' => __('This site has lost its link to your membership. Its limits hold as before, and nothing has been deleted. Please ask the network administrator to put it right.', 'plan-bridge'),
            'not_a_customer_site' => __('This site does not belong to a customer, so it has no limits.', 'plan-bridge'),
            'invalid_request' => __('Something in the form could not be understood. Please choose again.', 'plan-bridge'),
            'json_only' => __('The request did not reach the service in one piece. Nothing has changed.', 'plan-bridge'),
            'body_too_large' => __('The request is too large for the service. Nothing has changed.', 'plan-bridge'),
            'form_expired' => __('The page had been open for too long, so nothing was sent. Please check your choice and press the button again.', 'plan-bridge'),
            'not_found' => __('The service does not know this address. Plugin and service may be of different versions.', 'plan-bridge'),
            'method_not_allowed' => __('The service does not know this request. Plugin and service may be of different versions.', 'plan-bridge'),
        ];
    }
}
