<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Fields;
use PlanBridge\Network\Screens;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/** The screen of all products, as the service lists them, with the plan groups there are and the fields of a product. */
final class Catalog
{
    /** @var list<array<string, mixed>> in the network's order */
    public readonly array $products;

    public readonly array $groups;

    private readonly array $imposed;

    public readonly array $tables;

    /** Why the service could not be asked: then no product is known, and the fields are those that were told last. */
    public readonly ?WP_Error $error;

    public function __construct()
    {
        $answer = (new Client())->get('/v1/network/products');
        $this->error = is_wp_error($answer) ? $answer : null;
        $this->products = $this->error === null ? $answer['products'] : [];
        $this->groups = $this->error === null ? $answer['plan_groups'] : [];
        $this->imposed = $this->error === null ? $answer['imposed'] : [];
        $this->tables = Fields::tables('products', $answer);
    }

    /** The list, filtered by type. */
    public function render(): void
    {
        $type = Screens::text('type');
        $actions = [];
        foreach ($this->tables['types'] as $one) {
            $actions[Words::label("add.{$one}")] = Screens::address(Screens::PRODUCT, ['type' => $one]);
        }
        // the known types first, in their order
        $counts = array_replace(array_fill_keys($this->tables['types'], 0), array_count_values(array_column($this->products, 'type')));
        $filters = [[__('All', 'plan-bridge'), Screens::address(Screens::PRODUCTS), $type === '', array_sum($counts)]];
        foreach ($counts as $one => $count) {
            $filters[] = [Words::of('types', (string) $one), Screens::address(Screens::PRODUCTS, ['type' => $one]), $type === (string) $one, $count];
        }
        $products = array_filter($this->products, static fn (array $product): bool => $type === '' || $product['type'] === $type);
        $shown = $this->error === null
            ? ['filters' => $filters, 'numbers' => [4], 'rows' => array_map(self::row(...), array_values($products))]
            : ['error' => Messages::forPage($this->error)];
        View::render('network/list', ['actions' => $actions, 'flash' => true] + $shown + Words::table('lists')['products']);
    }

    public function find(int $id): ?array
    {
        return array_column($this->products, null, 'id')[$id] ?? null;
    }

    /** @return array<string, mixed> a new product of a type, in the currency of most products */
    public function blank(string $type): array
    {
        $counts = array_count_values(array_column($this->products, 'currency'));
        arsort($counts);
        return ['type' => in_array($type, $this->tables['types'], true) ? $type : 'plan', 'currency' => (string) array_key_first($counts)];
    }

    /** Whether a product adds to a plan (a package, a service) instead of being one. */
    public static function adds(array $product): bool
    {
        return in_array($product['type'] ?? 'plan', ['package', 'service'], true);
    }

    /** The packages and services for the view, and those that are ticked and gone from the list. */
    public function addons(array $ticked): array
    {
        $rows = [];
        foreach (array_filter($this->products, self::adds(...)) as $addon) {
            $about = Words::of('type', $addon['type']) . ', ' . self::price($addon);
            $rows[] = ['id' => $addon['id'], 'name' => $addon['name'], 'about' => $about, 'ticked' => in_array((string) $addon['id'], $ticked, true)];
        }
        foreach (array_diff($ticked, array_map('strval', array_column($rows, 'id'))) as $id) {
            $rows[] = ['id' => (int) $id, 'name' => "#{$id}", 'about' => '', 'ticked' => true];
        }
        return $rows;
    }

    /**
     * A sentence for each limit that a plan does not set and a package offered with it does, of either of the two. Beside
     * Ultimate Multisite, its screens then hold the member to that number: said before it is sold.
     */
    public function imposed(int $id): array
    {
        $names = array_column($this->products, 'name', 'id');
        $its = array_filter($this->imposed, static fn (array $one): bool => in_array($id, [$one['addon_id'], $one['plan_id']], true));
        $named = static fn (array $one): array => ['addon' => $names[$one['addon_id']], 'plan' => $names[$one['plan_id']],
            'number' => Format::limit($one['limit'], $one['number'])] + $one;
        return array_values(array_map(static fn (array $one): string => Messages::forCode('imposed', $named($one)), $its));
    }

    /** @return list<array<string, mixed>> the plans that a package or service is bought with */
    public function offering(int $addon): array
    {
        return array_values(array_filter($this->products, static fn (array $one): bool => !self::adds($one) && in_array($addon, $one['available_addons'], true)));
    }

    /** A product's list price in words: "199,00 kr per month". The money comes formatted from the service. */
    public static function price(array $product): string
    {
        $counts = $product['recurring'] && !self::adds($product) && ($product['billing_cycles'] ?? 0) > 0;
        return $product['pricing_type'] === 'paid'
            ? $product['price']['formatted'] . ' ' . Format::perPeriod($product['recurring'] ? $product['period'] : null)
                . ($counts ? ', ' . Format::payments((int) $product['billing_cycles']) : '')
            : Words::table('choices')["pricing_type.{$product['pricing_type']}"][0] ?? $product['pricing_type'];
    }

    /** @return list<array<string, mixed>> the cells of a product */
    private static function row(array $product): array
    {
        return [
            ['text' => $product['name'] ?: '–', 'href' => Screens::address(Screens::PRODUCT, ['id' => $product['id']]), 'class' => 'row-title'],
            ['text' => Words::of('type', $product['type'])],
            ['text' => $product['plan_group'] ?: '–'],
            ['text' => self::price($product)],
            ['text' => number_format_i18n($product['memberships']) . ($product['more_memberships'] ? '+' : ''), 'heard' => $product['memberships'] === 0 ? '' : ' ' . $product['name']]
                + ($product['memberships'] === 0 ? [] : ['href' => Screens::address(Screens::MEMBERSHIPS, ['product' => $product['id']])]),
            ['text' => $product['active'] ? __('Yes', 'plan-bridge') : __('No', 'plan-bridge'), 'strong' => !$product['active']],
        ];
    }
}
