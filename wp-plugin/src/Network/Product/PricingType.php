<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

defined('ABSPATH') || exit;

/** The words for the types of prices; types of other tools keep their own name. */
final class PricingType
{
    public static function name(string $type): string
    {
        return match ($type) {
            'paid' => __('Fixed price', 'plan-bridge'),
            'free' => __('Free', 'plan-bridge'),
            'contact_us' => __('On request (not sold here)', 'plan-bridge'),
            'pay_what_you_want' => __('Pay what you want (not sold here)', 'plan-bridge'),
            default => $type,
        };
    }
}
