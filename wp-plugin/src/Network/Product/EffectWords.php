<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

defined('ABSPATH') || exit;

/** What saving an edit would change, in words: pairs of plans, and traps set or mended. */
final class EffectWords
{
    /**
     * Data for the view `network/paths-effects`.
     *
     * @param array<string, mixed> $effects of the service: `pairs`, `pairs_total`, `traps_new`, `traps_gone`
     * @param array<int, string> $names of plans by id
     * @param list<mixed> $told traps that stand above already
     * @return array{pairs: list<array{what: string, text: string}>, more: int, new: list<string>, gone: list<string>}
     */
    public static function of(array $effects, array $names, array $told): array
    {
        $pairs = array_filter((array) ($effects['pairs'] ?? []), 'is_array');
        $warn = static fn (array $trap): string => PathWords::warning($trap, $names);
        $elsewhere = array_filter((array) ($effects['traps_new'] ?? []), static fn (mixed $trap): bool => !in_array($trap, $told, false));
        return [
            'pairs' => array_map(self::pair(...), array_values($pairs)),
            'more' => max(0, (int) ($effects['pairs_total'] ?? 0) - count($pairs)),
            'new' => array_map($warn, array_values($elsewhere)),
            'gone' => array_map($warn, array_values((array) ($effects['traps_gone'] ?? []))),
        ];
    }

    /**
     * One sentence for those who hear the page.
     *
     * @param array{pairs: list<mixed>, more: int, new: list<string>, gone: list<string>} $effects
     */
    public static function status(array $effects): string
    {
        $count = count($effects['pairs']) + $effects['more'];
        /* translators: %s: number */
        $pairs = $count === 0 ? __('Your edit changes nothing in who can go where.', 'plan-bridge') : sprintf(__('Ways between plans that your edit changes: %s.', 'plan-bridge'), number_format_i18n($count));
        return implode(' ', [$pairs, ...$effects['new']]);
    }

    /**
     * @param array<string, mixed> $pair
     * @return array{what: string, text: string}
     */
    private static function pair(array $pair): array
    {
        $what = (string) ($pair['what'] ?? '');
        /* translators: 1 and 2: plans, 3: what happens to the way between them */
        $text = sprintf(__('From %1$s to %2$s: %3$s', 'plan-bridge'), (string) $pair['from']['name'], (string) $pair['to']['name'], self::verb($what, $pair['after'] ?? null));
        return ['what' => $what, 'text' => $text];
    }

    /** @param array<string, mixed>|null $after */
    private static function verb(string $what, ?array $after): string
    {
        $waits = ($after['effective'] ?? 'now') === 'term_end';
        if ($what === 'closes') {
            /* translators: %s: reason */
            return sprintf(__('no longer possible (%s)', 'plan-bridge'), implode('; ', PathWords::reasons($after)) ?: '–');
        }
        if ($what === 'timing') {
            return $waits
                ? __('at the end of the term instead of at once', 'plan-bridge')
                : __('at once instead of at the end of the term', 'plan-bridge');
        }
        return $waits
            ? __('becomes possible, at the end of the term', 'plan-bridge')
            : __('becomes possible, at once', 'plan-bridge');
    }
}
