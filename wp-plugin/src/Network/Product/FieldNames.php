<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

defined('ABSPATH') || exit;

/** The labels of the product form's fields, where a message names them. */
final class FieldNames
{
    /**
     * @param list<string> $paths such as `amount`, `limits.post_types.post`
     * @param array<string, string> $limits labels of the limits by path
     * @return array<string, string> labels by path
     */
    public static function ofPaths(array $paths, array $limits): array
    {
        $names = [];
        foreach ($paths as $path) {
            $names[$path] = ($limits[$path] ?? '') !== '' ? $limits[$path] : self::name((string) strtok($path, '.'));
        }
        return $names;
    }

    public static function name(string $field): string
    {
        return match ($field) {
            'name' => __('Name', 'plan-bridge'),
            'slug' => __('Slug', 'plan-bridge'),
            'description' => __('Description', 'plan-bridge'),
            'features' => __('Features', 'plan-bridge'),
            'active' => __('Offered', 'plan-bridge'),
            'currency' => __('Currency', 'plan-bridge'),
            'pricing_type' => __('Pricing type', 'plan-bridge'),
            'amount' => __('Amount', 'plan-bridge'),
            'period' => __('Billing period', 'plan-bridge'),
            'recurring' => __('Recurring', 'plan-bridge'),
            'trial' => __('Trial', 'plan-bridge'),
            'setup_fee' => __('Set-up fee', 'plan-bridge'),
            'price_variations' => __('Price variations', 'plan-bridge'),
            'taxable' => __('Taxable', 'plan-bridge'),
            'tax_category' => __('Tax category', 'plan-bridge'),
            'plan_group' => __('Plan Group', 'plan-bridge'),
            'list_order' => __('Product order', 'plan-bridge'),
            'available_addons' => __('Offer add-ons', 'plan-bridge'),
            'rules' => __('Rules', 'plan-bridge'),
            'limits' => __('Limits', 'plan-bridge'),
            default => $field,
        };
    }
}
