<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Network\Input\Amount;
use PlanBridge\Network\Input\Notation;
use PlanBridge\Network\Input\PeriodInput;

defined('ABSPATH') || exit;

/**
 * What the fields of the product form show: strings, in the reader's notation, arranged as the service's product is.
 *
 * The same arrangement is what a browser sends back, so typed values are shown again exactly as they were typed.
 */
final class Values
{
    /** Fields that a browser sends as one text each. */
    public const TEXTS = [
        'name', 'slug', 'description', 'type', 'active', 'features', 'currency', 'pricing_type', 'amount', 'recurring',
        'setup_fee', 'taxable', 'tax_category', 'plan_group', 'list_order', 'version',
    ];

    /**
     * @param array<string, mixed> $product as the service gives it
     * @return array<string, mixed>
     */
    public static function of(array $product, Notation $notation): array
    {
        $currency = (string) ($product['currency'] ?? '');
        $amount = static fn (mixed $value): string => Amount::show((string) ($value ?? ''), $notation, $currency);
        $rules = (array) ($product['rules'] ?? []);
        return [
            'amount' => $amount(array_key_exists('amount', $product) ? $product['amount'] : '0'),
            'setup_fee' => $amount(array_key_exists('setup_fee', $product) ? $product['setup_fee'] : '0'),
            'active' => self::ticked($product['active'] ?? true),
            'recurring' => self::ticked($product['recurring'] ?? true),
            'taxable' => self::ticked($product['taxable'] ?? true),
            'features' => implode("\n", (array) ($product['features'] ?? [])),
            'period' => PeriodInput::show($product['period'] ?? null),
            'trial' => PeriodInput::show($product['trial'] ?? null, 'day'),
            'price_variations' => self::variations((array) ($product['price_variations'] ?? []), $amount),
            'available_addons' => array_map('strval', (array) ($product['available_addons'] ?? [])),
            'rules' => [
                'direction' => (string) ($rules['direction'] ?? 'both'),
                'minimum_term' => PeriodInput::show($rules['minimum_term'] ?? null),
                'hidden' => self::ticked($rules['hidden'] ?? false),
            ],
            'limits' => LimitFields::of((array) ($product['limitations'] ?? []), self::adds($product)),
        ] + self::plain($product);
    }

    /**
     * What a browser sent, without the slashes that WordPress adds; whatever is missing or of another shape is empty.
     *
     * @param array<string, mixed> $sent
     * @return array<string, mixed>
     */
    public static function sent(array $sent): array
    {
        $sent = wp_unslash($sent);
        $values = [];
        foreach (self::TEXTS as $name) {
            $values[$name] = is_scalar($sent[$name] ?? null) ? (string) $sent[$name] : '';
        }
        foreach (['period', 'trial', 'price_variations', 'available_addons', 'rules', 'limits'] as $name) {
            $values[$name] = is_array($sent[$name] ?? null) ? $sent[$name] : [];
        }
        return $values;
    }

    /**
     * Whether the product adds to a plan (a package, a service) instead of being one.
     *
     * @param array<string, mixed> $product
     */
    public static function adds(array $product): bool
    {
        return in_array($product['type'] ?? 'plan', ['package', 'service'], true);
    }

    /**
     * @param array<string, mixed> $product
     * @return array<string, string>
     */
    private static function plain(array $product): array
    {
        $names = ['name', 'slug', 'description', 'type', 'currency', 'pricing_type', 'tax_category', 'plan_group', 'list_order', 'version'];
        $texts = [];
        foreach ($names as $name) {
            $texts[$name] = is_scalar($product[$name] ?? null) ? (string) $product[$name] : '';
        }
        return $texts;
    }

    /**
     * @param array<int, mixed> $variations
     * @param callable(mixed): string $amount
     * @return list<array{n: string, unit: string, amount: string}>
     */
    private static function variations(array $variations, callable $amount): array
    {
        $rows = [];
        foreach ($variations as $variation) {
            $rows[] = PeriodInput::show($variation['period'] ?? null, 'year') + ['amount' => $amount($variation['amount'] ?? '')];
        }
        return $rows;
    }

    private static function ticked(mixed $value): string
    {
        return $value ? '1' : '';
    }
}
