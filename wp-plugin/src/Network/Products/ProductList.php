<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Messages;
use PlanBridge\Network\FieldWords;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Products of the network: the list, filtered by type. */
final class ProductList
{
    public function render(): void
    {
        [$catalog, $type] = [Catalog::fetch(), Screens::text('type')];
        $actions = [];
        foreach (['plan', 'package', 'service'] as $one) {
            $actions[ProductPage::adding($one)] = Screens::address(Screens::PRODUCT, ['type' => $one]);
        }
        $counts = $catalog->countsByType();
        $filters = [[__('All', 'plan-bridge'), Screens::address(Screens::PRODUCTS), $type === '', array_sum($counts)]];
        foreach ($counts as $one => $count) {
            $filters[] = [FieldWords::productType((string) $one, true), Screens::address(Screens::PRODUCTS, ['type' => $one]), $type === (string) $one, $count];
        }
        $products = array_filter($catalog->products, static fn (array $product): bool => $type === '' || $product['type'] === $type);
        $shown = $catalog->error !== null ? ['error' => Messages::forPage($catalog->error)] : ['filters' => $filters, 'table' => [
            'caption' => __('Products in the order in which owners see them', 'plan-bridge'),
            'columns' => [__('Name', 'plan-bridge'), __('Type', 'plan-bridge'), __('Plan Group', 'plan-bridge'), __('Price', 'plan-bridge'),
                __('Memberships', 'plan-bridge'), __('Offered', 'plan-bridge')],
            'numbers' => [4],
            'rows' => array_map(self::row(...), array_values($products)),
            'empty' => __('No products here yet.', 'plan-bridge'),
        ]];
        View::render('network/list', ['heading' => __('Products', 'plan-bridge'), 'actions' => $actions, 'flash' => true] + $shown);
    }

    /** @return list<array<string, mixed>> the cells of a product */
    private static function row(array $product): array
    {
        return [
            ['text' => $product['name'] ?: '–', 'href' => Screens::address(Screens::PRODUCT, ['id' => $product['id']]), 'class' => 'row-title'],
            ['text' => FieldWords::productType($product['type'])],
            ['text' => $product['plan_group'] ?: '–'],
            ['text' => Catalog::price($product)],
            ['text' => number_format_i18n($product['memberships'])],
            ['text' => $product['active'] ? __('Yes', 'plan-bridge') : __('No', 'plan-bridge'), 'strong' => !$product['active']],
        ];
    }
}
