<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

defined('ABSPATH') || exit;

/** The words for the types of products; types of other tools keep their own name. */
final class ProductType
{
    public static function name(string $type): string
    {
        return match ($type) {
            'plan' => __('Plan', 'plan-bridge'),
            'package' => __('Package', 'plan-bridge'),
            'service' => __('Service', 'plan-bridge'),
            default => $type,
        };
    }

    /** For a filter: all of one type. */
    public static function plural(string $type): string
    {
        return match ($type) {
            'plan' => __('Plans', 'plan-bridge'),
            'package' => __('Packages', 'plan-bridge'),
            'service' => __('Services', 'plan-bridge'),
            default => $type,
        };
    }
}
