<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/** The words of the worked example: what its products are called and what happens in each of its stories. */
final class ExampleWords
{
    /** A product of the example by the service's short name for it. */
    public static function product(string $slug): string
    {
        return [
            'small' => _x('Small', 'example plan', 'plan-bridge'),
            'large' => _x('Large', 'example plan', 'plan-bridge'),
            'solo' => _x('Solo', 'example plan', 'plan-bridge'),
            'forever' => _x('Forever', 'example plan', 'plan-bridge'),
            'extra' => _x('Extra', 'example package', 'plan-bridge'),
        ][$slug] ?? $slug;
    }

    public static function title(string $story): string
    {
        return [
            'upgrade' => __('An upgrade in the middle of a month', 'plan-bridge'),
            'downgrade' => __('A downgrade in the middle of a month', 'plan-bridge'),
            'addon' => __('A package bought in the middle of a month', 'plan-bridge'),
            'lifetime' => __('Leaving a lifetime plan', 'plan-bridge'),
            'ungrouped' => __('From a plan without a plan group', 'plan-bridge'),
            'over_limit' => __('A downgrade that the site does not fit into', 'plan-bridge'),
        ][$story] ?? $story;
    }

    /**
     * What happens in a story, in one sentence.
     *
     * @param array<string, mixed> $answer of the service
     */
    public static function story(string $story, array $answer): string
    {
        [$small, $large, $solo, $forever, $extra] = array_map(self::product(...), ['small', 'large', 'solo', 'forever', 'extra']);
        return match ($story) {
            /* translators: 1 and 2: plans of the example */
            'upgrade' => sprintf(__('An owner of %1$s takes %2$s.', 'plan-bridge'), $small, $large),
            /* translators: 1 and 2: plans of the example */
            'downgrade' => sprintf(__('An owner of %1$s goes down to %2$s.', 'plan-bridge'), $large, $small),
            /* translators: 1: plan, 2: package of the example */
            'addon' => sprintf(__('An owner of %1$s adds %2$s.', 'plan-bridge'), $large, $extra),
            /* translators: 1: lifetime plan, 2: date, 3: monthly plan */
            'lifetime' => sprintf(__('An owner who bought %1$s on %2$s changes to %3$s.', 'plan-bridge'), $forever, Format::date((string) ($answer['bought_forever'] ?? '')), $large),
            /* translators: 1 and 2: plans of the example */
            'ungrouped' => sprintf(__('An owner of %1$s, which has no plan group, wants %2$s, which has one.', 'plan-bridge'), $solo, $large),
            /* translators: 1 and 2: plans of the example */
            'over_limit' => sprintf(__('An owner of %1$s goes down to %2$s, but has more files than %2$s allows.', 'plan-bridge'), $large, $small),
            default => '',
        };
    }

    /**
     * What the example is, once above its stories.
     *
     * @param array<int, string> $names
     * @param array<string, mixed> $answer
     */
    public static function introduction(array $names, array $answer): string
    {
        $prices = array_map(
            static fn (array $product): string => sprintf('%s (%s %s)', $names[(int) $product['product_id']], $product['amount']['formatted'], Format::perPeriod($product['period'])),
            array_filter((array) $answer['products'], 'is_array')
        );
        return sprintf(
            /* translators: 1: list of products with prices, 2 and 3: first and last day of a term, 4: date and time */
            __('A made-up network in your currency, so that only your settings move the figures: %1$s. Everybody has paid from %2$s to %3$s and changes on %4$s.', 'plan-bridge'),
            implode(', ', $prices),
            Format::date((string) $answer['term_start']),
            Format::date((string) $answer['term_end']),
            Format::dateTime((string) $answer['as_of'])
        ) . ' ' . sprintf(
            /* translators: %s: number */
            __('Where you charge tax, it is %s %% here.', 'plan-bridge'),
            number_format_i18n((int) $answer['tax_percent'])
        );
    }
}
