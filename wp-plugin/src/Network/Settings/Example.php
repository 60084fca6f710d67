<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Fields;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/**
 * The worked example beside the settings: what owners would be charged under what is chosen now. Asking saves nothing.
 *
 * The page and admin-ajax render the same view from it.
 */
final class Example
{
    /**
     * Data for the view `network/settings-example`; what is wrong with a field is noted in the form.
     *
     * @return array{error: ?string, introduction: string, stories: list<array<string, mixed>>}
     */
    public static function of(Fields $form): array
    {
        $settings = $form->read([]);
        if ($form->problems !== []) {
            return self::none(Messages::forCode('example_unfinished'));
        }
        $answer = (new Client())->post('/v1/network/settings/example', $settings);
        if (is_wp_error($answer)) {
            $form->object($answer);
            $words = Messages::code($answer) === 'unreachable' ? Messages::forPage($answer) : Messages::forAct('preview', $answer);
            return self::none($form->problems === [] ? $words : Messages::forCode('example_unfinished'));
        }
        $names = self::names($answer);
        $stories = array_filter((array) ($answer['examples'] ?? []), 'is_array');
        return [
            'error' => null,
            'introduction' => self::introduction($names, $answer),
            'stories' => array_map(static fn (array $story): array => self::story($story, $names, $answer), array_values($stories)),
        ];
    }

    /**
     * One sentence for those who hear the page: what is due now wherever it differs from the saved settings.
     *
     * @param array{error: ?string, stories: list<array<string, mixed>>} $data
     */
    public static function status(array $data): string
    {
        if ($data['error'] !== null) {
            return $data['error'];
        }
        $changed = array_filter($data['stories'], static fn (array $story): bool => $story['differs']);
        $words = array_map(static fn (array $story): string => $story['title'] . ': ' . $story['due'], $changed);
        return $words === []
            ? __('The example shows what holds now: nothing differs from the saved settings.', 'plan-bridge')
            : __('The example is worked out anew.', 'plan-bridge') . ' ' . implode('. ', $words) . '.';
    }

    /** @return array{error: string, introduction: string, stories: array{}} */
    private static function none(string $error): array
    {
        return ['error' => $error, 'introduction' => '', 'stories' => []];
    }

    /**
     * @param array<string, mixed> $answer
     * @return array<int, string>
     */
    private static function names(array $answer): array
    {
        return array_map(self::product(...), array_map('strval', array_column((array) ($answer['products'] ?? []), 'slug', 'product_id')));
    }

    /**
     * @param array<string, mixed> $story of the service
     * @param array<int, string> $names
     * @param array<string, mixed> $answer
     * @return array<string, mixed>
     */
    private static function story(array $story, array $names, array $answer): array
    {
        $name = (string) ($story['name'] ?? '');
        $quote = is_array($story['quote'] ?? null) ? self::named($story['quote'], $names) : null;
        $refusals = array_filter((array) ($story['refusals'] ?? []), 'is_array');
        return [
            'name' => $name,
            'title' => self::title($name),
            'story' => self::happening($name, $answer),
            'quote' => $quote,
            'due' => $quote === null
                ? __('refused', 'plan-bridge')
                /* translators: %s: amount */
                : sprintf(__('%s due now', 'plan-bridge'), (string) $quote['due_now']['formatted']),
            'refusals' => array_map(static fn (array $one): string => Messages::forCode((string) $one['code'], (array) ($one['params'] ?? [])), array_values($refusals)),
            'payable_until' => $story['payable_until'] ?? null,
            'differs' => !empty($story['differs']),
            'saved_due' => $story['saved_due_now']['formatted'] ?? null,
        ];
    }

    /**
     * The quote with the example's products in the reader's words.
     *
     * @param array<string, mixed> $quote
     * @param array<int, string> $names
     * @return array<string, mixed>
     */
    private static function named(array $quote, array $names): array
    {
        $name = static fn (array $line): array => ['name' => $names[(int) ($line['product_id'] ?? 0)] ?? ''] + $line;
        $quote['selection']['plan_name'] = $names[(int) $quote['selection']['plan_id']] ?? '';
        $quote['selection']['addons'] = array_map($name, $quote['selection']['addons']);
        $quote['lines'] = array_map($name, $quote['lines']);
        if ($quote['next_charge'] !== null) {
            $quote['next_charge']['lines'] = array_map($name, $quote['next_charge']['lines']);
        }
        return $quote;
    }

    /** A product of the example by the service's short name for it. */
    private static function product(string $slug): string
    {
        return [
            'small' => _x('Small', 'example plan', 'plan-bridge'),
            'large' => _x('Large', 'example plan', 'plan-bridge'),
            'solo' => _x('Solo', 'example plan', 'plan-bridge'),
            'forever' => _x('Forever', 'example plan', 'plan-bridge'),
            'extra' => _x('Extra', 'example package', 'plan-bridge'),
        ][$slug] ?? $slug;
    }

    private static function title(string $story): string
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
    private static function happening(string $story, array $answer): string
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
    private static function introduction(array $names, array $answer): string
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
