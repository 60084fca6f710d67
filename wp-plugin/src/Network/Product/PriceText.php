<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/** A product's list price in words: "199,00 kr per month". The money comes formatted from the service. */
final class PriceText
{
    /** @param array<string, mixed> $product */
    public static function of(array $product): string
    {
        $type = $product['pricing_type'] ?? 'paid';
        if ($type !== 'paid') {
            return PricingType::name((string) $type);
        }
        $amount = (string) ($product['price']['formatted'] ?? '');
        $period = !empty($product['recurring']) && is_array($product['period'] ?? null) ? $product['period'] : null;
        return $amount . ' ' . Format::perPeriod($period);
    }
}
