<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Network\Input\Problem;
use PlanBridge\SentText;

defined('ABSPATH') || exit;

/** The tabs of the product form. Without scripts they are links to the parts of one long page. */
final class Tabs
{
    public const GENERAL = 'general';
    public const PRICING = 'pricing';
    public const LIMITS = 'limits';
    public const PATHS = 'up-downgrades';

    private const FIELDS = [
        self::PRICING => ['currency', 'pricing_type', 'amount', 'period', 'recurring', 'trial', 'setup_fee', 'price_variations', 'taxable', 'tax_category'],
        self::LIMITS => ['limits'],
        self::PATHS => ['plan_group', 'list_order', 'available_addons', 'rules'],
    ];

    /** @return array<string, string> name by tab; every product has all of them, a package's last one holds its order only */
    public static function all(): array
    {
        return [
            self::GENERAL => __('General', 'plan-bridge'),
            self::PRICING => __('Pricing', 'plan-bridge'),
            self::LIMITS => __('Limits', 'plan-bridge'),
            self::PATHS => __('Up & Downgrades', 'plan-bridge'),
        ];
    }

    /**
     * The tab to open: the first with a problem, else the one asked for.
     *
     * @param array<string, string> $tabs
     * @param array<string, Problem> $problems
     */
    public static function current(array $tabs, array $problems): string
    {
        if ($problems !== []) {
            return self::holding((string) array_key_first($problems));
        }
        $asked = sanitize_key(SentText::of($_POST + $_GET, 'tab'));
        return isset($tabs[$asked]) ? $asked : self::GENERAL;
    }

    private static function holding(string $path): string
    {
        $field = strtok($path, '.');
        foreach (self::FIELDS as $tab => $fields) {
            if (in_array($field, $fields, true)) {
                return $tab;
            }
        }
        return self::GENERAL;
    }
}
