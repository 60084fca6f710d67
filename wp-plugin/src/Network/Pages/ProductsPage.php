<?php

declare(strict_types=1);

namespace PlanBridge\Network\Pages;

use PlanBridge\Messages;
use PlanBridge\Network\Product\Catalog;
use PlanBridge\Network\Product\PriceText;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Products of the network: the list, filtered by type. */
final class ProductsPage
{
    public function load(): void
    {
    }

    public function render(): void
    {
        $catalog = Catalog::fetch();
        if (is_wp_error($catalog)) {
            View::render('network/products', ['error' => Messages::forPage($catalog)]);
            return;
        }
        $type = Screens::text('type');
        View::render('network/products', [
            'error' => null,
            'type' => $type,
            'counts' => $catalog->countsByType(),
            'rows' => $this->rows($catalog, $type),
        ]);
    }

    /** @return list<array<string, mixed>> */
    private function rows(Catalog $catalog, string $type): array
    {
        $rows = [];
        foreach ($catalog->products as $product) {
            if ($type !== '' && ($product['type'] ?? '') !== $type) {
                continue;
            }
            $rows[] = [
                'name' => (string) $product['name'],
                'address' => Screens::address(Screens::PRODUCT, ['id' => (int) $product['id']]),
                'type' => (string) $product['type'],
                'group' => (string) ($product['plan_group'] ?? ''),
                'price' => PriceText::of($product),
                'members' => (int) ($product['memberships'] ?? 0),
                'active' => (bool) ($product['active'] ?? true),
            ];
        }
        return $rows;
    }
}
