<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Messages;
use PlanBridge\Network\Product\ServiceProblems;
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
     * Data for the view `network/settings-example`; what is wrong with a field is noted in the input.
     *
     * @return array{error: ?string, introduction: string, stories: list<array<string, mixed>>}
     */
    public static function of(Input $input): array
    {
        $settings = $input->settings();
        if ($input->problems !== []) {
            return self::none(Messages::forCode('example_unfinished'));
        }
        $answer = (new Client())->post('/v1/network/settings/example', $settings);
        if (is_wp_error($answer)) {
            $input->problems = ServiceProblems::of($answer);
            $words = Messages::code($answer) === 'unreachable' ? Messages::forPage($answer) : Messages::forAct('quote', $answer);
            return self::none($input->problems === [] ? $words : Messages::forCode('example_unfinished'));
        }
        $names = self::names($answer);
        $stories = array_filter((array) ($answer['examples'] ?? []), 'is_array');
        return [
            'error' => null,
            'introduction' => ExampleWords::introduction($names, $answer),
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
        return array_map(ExampleWords::product(...), array_map('strval', array_column((array) ($answer['products'] ?? []), 'slug', 'product_id')));
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
            'title' => ExampleWords::title($name),
            'story' => ExampleWords::story($name, $answer),
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
}
