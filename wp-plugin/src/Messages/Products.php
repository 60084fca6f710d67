<?php

declare(strict_types=1);

namespace PlanBridge\Messages;

defined('ABSPATH') || exit;

/** Editing products, on the network's own screens. */
final class Products
{
    /** @return array<string, string> */
    public static function sentences(): array
    {
        return [
            'product_unknown' => __('This product does not exist any more.', 'plan-bridge'),
            'product_changed' => __('Somebody else has saved this product since you opened it. What you typed is still here; please compare before you save.', 'plan-bridge'),
            'slug_taken' => __('Another product already has this slug.', 'plan-bridge'),
        ];
    }
}
