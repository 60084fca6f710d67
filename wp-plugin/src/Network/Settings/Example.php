<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Fields;
use PlanBridge\Service\Client;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * The worked example beside the settings: what owners would be charged under what is chosen now. Asking saves nothing.
 *
 * The page and admin-ajax render the same view from it.
 */
final class Example
{
    /** Data for the view `network/settings-example`; what is wrong with a field is noted in the form. */
    public static function of(Fields $form): array
    {
        $answer = match (true) {
            $form->error !== null => $form->error,
            $form->problems !== [] => null,
            default => (new Client())->post('/v1/network/settings/example', $form->value),
        };
        if (is_wp_error($answer)) {
            $form->object($answer);
            $words = Messages::code($answer) === 'unreachable' ? Messages::forPage($answer) : Messages::forAct('preview', $answer);
        }
        if (!is_array($answer)) {
            return ['error' => $form->problems === [] ? $words : Messages::forCode('example_unfinished'), 'introduction' => '', 'stories' => []];
        }
        $words = ['bought_on' => Format::date($answer['bought_forever'])];
        foreach ($answer['products'] as $product) {
            $words[$product['slug']] = Words::of('example', $product['slug']);
        }
        return [
            'error' => null,
            'introduction' => self::introduction($answer),
            'stories' => array_map(static fn (array $story): array => self::story($story, $words), $answer['examples']),
        ];
    }

    /** One sentence for those who hear the page: what is due now wherever it differs from the saved settings. */
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

    /** @param array<string, string> $words products by their short names, and the day of the lifetime plan */
    private static function story(array $story, array $words): array
    {
        $quote = $story['quote'];
        if ($quote !== null) {
            array_walk_recursive($quote, static function (mixed &$value, int|string $key): void {
                $value = $key === 'name' || $key === 'plan_name' ? Words::of('example', $value) : $value;
            });
        }
        return [
            'title' => Messages::forCode("story_{$story['name']}"),
            'story' => Messages::forCode("story_{$story['name']}_told", $words),
            'quote' => $quote,
            'due' => $quote === null ? Messages::forCode('example_refused') : Messages::forCode('example_due', ['amount' => $quote['due_now']]),
            'refusals' => array_map(static fn (array $one): string => Messages::forCode($one['code'], $one['params']), $story['refusals']),
            'saved_due' => $story['saved_due_now']['formatted'] ?? null,
        ] + $story;
    }

    /** What the example is, once above its stories. */
    private static function introduction(array $answer): string
    {
        $price = static fn (array $product): string => sprintf('%s (%s %s)', Words::of('example', $product['slug']), $product['amount']['formatted'], Format::perPeriod($product['period']));
        return Messages::forCode('example_introduction', [
            'products' => implode(', ', array_map($price, $answer['products'])),
            'start' => Format::date($answer['term_start']),
            'end' => Format::date($answer['term_end']),
            'at' => Format::dateTime($answer['as_of']),
        ]) . ' ' . Messages::forCode('example_tax', ['percent' => number_format_i18n($answer['tax_percent'])]);
    }
}
