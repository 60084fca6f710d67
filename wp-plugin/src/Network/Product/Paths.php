<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Messages;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/** Asks the service from which plans one may come to this one, and to which one may go from it. */
final class Paths
{
    /**
     * Data for the view `network/paths`; nothing is saved by asking.
     *
     * @param int $id 0 for a product that is not saved yet
     * @param array<string, mixed> $product as edited
     * @return array<string, mixed>
     */
    public static function preview(int $id, array $product, Catalog $catalog): array
    {
        if ($product['name'] === '') {
            $product['name'] = __('This plan', 'plan-bridge');
        }
        $answer = (new Client())->post("/v1/network/products/{$id}/paths", $product);
        if (is_wp_error($answer)) {
            $isUnfinished = Messages::code($answer) === 'invalid_request';
            return ['error' => $isUnfinished ? Messages::forCode('paths_unfinished') : Messages::forAct('quote', $answer)];
        }
        $names = array_column($catalog->products, 'name', 'id');
        $names[$id] = (string) ($product['name'] ?? '');
        $warn = static fn (array $warning): string => PathWords::warning($warning, $names);
        $warnings = array_values(array_filter((array) ($answer['edited']['warnings'] ?? []), 'is_array'));
        $map = is_array($answer['map'] ?? null) ? MapView::of($answer['map'], $id) : null;
        return [
            'error' => null,
            'group' => trim((string) ($product['plan_group'] ?? '')),
            'effects' => EffectWords::of((array) ($answer['effects'] ?? []), $names, $warnings),
            'map' => $map,
            'name' => (string) ($product['name'] ?? ''),
            'is_new' => ($answer['saved'] ?? null) === null,
            'from' => PathRows::of($answer, 'from'),
            'to' => PathRows::of($answer, 'to'),
            'warnings' => array_map($warn, $warnings),
        ];
    }

    /**
     * One sentence for those who hear the page.
     *
     * @param array<string, mixed> $paths data for the view
     */
    public static function status(array $paths): string
    {
        return $paths['error'] ?? EffectWords::status($paths['effects']);
    }
}
