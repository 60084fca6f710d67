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
        $answer = match (true) {
            $form->error !== null => $form->error,
            $form->problems !== [] => null,
            default => (new Client())->post('/v1/network/settings/example', $form->value),
        };
        if (is_wp_error($answer)) {
            $form->object($answer);
            $words = Messages::code($answer) === 'unreachable' ? Messages::forPage($answer) : Messages::forAct('quote', $answer);
        }
        if (!is_array($answer)) {
            return ['error' => $form->problems === [] ? $words : Messages::forCode('example_unfinished'), 'introduction' => '', 'stories' => []];
        }
        $names = array_map(self::product(...), array_column($answer['products'], 'slug', 'product_id'));
        return [
            'error' => null,
            'introduction' => self::introduction($names, $answer),
            'stories' => array_map(static fn (array $story): array => self::story($story, $names, $answer), $answer['examples']),
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
            ? Messages::forCode('example_same')
            : Messages::forCode('example_anew') . ' ' . implode('. ', $words) . '.';
    }

    /**
     * @param array<string, mixed> $story of the service
     * @param array<int, string> $names
     * @param array<string, mixed> $answer
     * @return array<string, mixed>
     */
    private static function story(array $story, array $names, array $answer): array
    {
        $words = array_combine(array_column($answer['products'], 'slug'), $names) + ['bought_on' => Format::date($answer['bought_forever'])];
        $quote = $story['quote'] === null ? null : self::named($story['quote'], $names);
        return [
            'name' => $story['name'],
            'title' => Messages::forCode("story_{$story['name']}"),
            'story' => Messages::forCode("story_{$story['name']}_told", $words),
            'quote' => $quote,
            'due' => $quote === null ? Messages::forCode('example_refused') : Messages::forCode('example_due', ['amount' => $quote['due_now']]),
            'refusals' => array_map(static fn (array $one): string => Messages::forCode($one['code'], $one['params']), $story['refusals']),
            'payable_until' => $story['payable_until'],
            'differs' => $story['differs'],
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
        $name = static fn (array $line): array => ['name' => $names[$line['product_id']] ?? ''] + $line;
        $quote['selection']['plan_name'] = $names[$quote['selection']['plan_id']] ?? '';
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

    /** What the example is, once above its stories. @param array<int, string> $names */
    private static function introduction(array $names, array $answer): string
    {
        $price = static fn (array $product): string => sprintf('%s (%s %s)', $names[$product['product_id']], $product['amount']['formatted'], Format::perPeriod($product['period']));
        return Messages::forCode('example_introduction', [
            'products' => implode(', ', array_map($price, $answer['products'])),
            'start' => Format::date($answer['term_start']),
            'end' => Format::date($answer['term_end']),
            'at' => Format::dateTime($answer['as_of']),
        ]) . ' ' . Messages::forCode('example_tax', ['percent' => number_format_i18n($answer['tax_percent'])]);
    }
}
