<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * Who may go from which plan to which: for each pair a sign, and always the text beside it. Said to whoever sets it up, not to the owner.
 *
 * The page shows all plans as saved, a page of rows and columns at a time; the tab of a plan shows the ways from it and to
 * it as the service answers for what is typed, and what saving would change.
 */
final class PlanMap
{
    /** By kind of cell. */
    public const SIGNS = ['now' => '✓', 'later' => '◷', 'no' => '✕', 'same' => '–'];

    /** Before the name of a group, where one is chosen to be shown. */
    public const GROUP = 'group:';

    public function render(): void
    {
        $shown = Screens::text('shown') ?: 'all';
        $pages = ['rows' => max(1, SentText::id($_GET, 'rows')), 'columns' => max(1, SentText::id($_GET, 'columns'))];
        // everything, the plans without a group, or one group
        $which = strtok($shown, ':');
        $query = $which === 'group' ? ['which' => $which, 'group' => substr($shown, strlen(self::GROUP))] : ['which' => $which === 'ungrouped' ? $which : 'all'];
        $answer = (new Client())->get('/v1/network/plan-map', $query + $pages);
        if (is_wp_error($answer)) {
            View::render('network/map', ['error' => Messages::forPage($answer)]);
            return;
        }
        $pager = static fn (string $side, string $other): Pager => Pager::numbered(
            Screens::MAP,
            array_filter(['shown' => Screens::text('shown'), $other => SentText::id($_GET, $other)]),
            $pages[$side],
            $answer['map']['total'],
            $answer['page_size'],
            $side
        );
        View::render('network/map', [
            'error' => null,
            'shown' => $shown,
            'groups' => $answer['plan_groups'],
            'map' => $answer['map'],
            'warnings' => self::warnings($answer['warnings'], $answer['names']),
            'rows' => $pager('rows', 'columns'),
            'columns' => $pager('columns', 'rows'),
        ]);
    }

    /** Data for the view `network/paths` of a product as edited, 0 where it is not saved yet; nothing is saved by asking. */
    public static function preview(int $id, array $product): array
    {
        $product['name'] = $product['name'] === '' ? __('This plan', 'plan-bridge') : $product['name'];
        $answer = (new Client())->post("/v1/network/products/{$id}/paths", $product);
        if (is_wp_error($answer)) {
            $isUnfinished = Messages::code($answer) === 'invalid_request';
            return ['error' => $isUnfinished ? Messages::forCode('paths_unfinished') : Messages::forAct('preview', $answer)];
        }
        return [
            'error' => null,
            'group' => trim($product['plan_group']),
            'effects' => self::effects($answer['effects'], $answer['names']),
            'map' => $answer['map'],
            'own' => $id,
            'name' => $product['name'],
            'is_new' => $answer['is_new'],
            'from' => $answer['from'],
            'to' => $answer['to'],
            'warnings' => self::warnings($answer['warnings'], $answer['names']),
        ];
    }

    /** One sentence for those who hear the page. @param array<string, mixed> $paths data for the view */
    public static function status(array $paths): string
    {
        if ($paths['error'] !== null) {
            return $paths['error'];
        }
        $count = count($paths['effects']['pairs']) + $paths['effects']['more'];
        $pairs = Messages::forCode($count === 0 ? 'paths_unchanged' : 'paths_changed', ['count' => number_format_i18n($count)]);
        return implode(' ', [$pairs, ...$paths['effects']['new']]);
    }

    /** Data for the view `network/paths-effects`; names of plans by id. */
    public static function effects(array $effects, array $names): array
    {
        return [
            'pairs' => array_map(self::pair(...), $effects['pairs']),
            'more' => $effects['pairs_total'] - count($effects['pairs']),
            'new' => self::warnings($effects['traps_new'], $names),
            'gone' => self::warnings($effects['traps_gone'], $names),
        ];
    }

    private static function pair(array $pair): array
    {
        $when = $pair['what'] === 'closes' ? '' : '_' . $pair['after']['effective'];
        $what = Messages::forCode("pair_{$pair['what']}{$when}", ['reasons' => implode('; ', self::reasons($pair['after']))]);
        return ['what' => $pair['what'], 'text' => Messages::forCode('pair', ['from' => $pair['from']['name'], 'to' => $pair['to']['name'], 'what' => $what])];
    }

    /** Why one may not go, to whoever sets it up. */
    public static function reasons(?array $cell): array
    {
        $words = Words::table('names')['path_refusal'];
        return array_map(static fn (array $one): string => $words[$one['code']] ?? Messages::forCode($one['code'], $one['params']), $cell['refusals'] ?? []);
    }

    /** What looks like a mistake in the catalog. @param array<int, string> $names of plans by id */
    public static function warnings(array $traps, array $names): array
    {
        $plans = static fn (array $ids): string => Format::listed(array_map(static fn (int $id): string => $names[$id] ?? "#{$id}", $ids));
        return array_map(static fn (array $trap): string => Messages::forCode("trap_{$trap['code']}", ['plans' => $plans($trap['params']['product_ids'])] + $trap['params']), $traps);
    }
}
