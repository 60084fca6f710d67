<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Format;
use PlanBridge\Network\Fields;
use PlanBridge\Network\FieldWords;
use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/** Every product of the network as the service lists them, with the plan groups there are and the fields of a product. */
final class Catalog
{
    /**
     * @param list<array<string, mixed>> $products in the network's order
     * @param list<string> $groups
     * @param array{fields: list<array<string, mixed>>, limits: list<array<string, mixed>>, types: list<string>} $tables
     * @param WP_Error|null $error where the service could not be asked: no product is known, and the fields as they were told last
     */
    private function __construct(
        public readonly array $products,
        public readonly array $groups,
        public readonly array $tables,
        public readonly ?WP_Error $error
    ) {
    }

    public static function fetch(): self
    {
        $answer = (new Client())->get('/v1/network/products');
        $isError = is_wp_error($answer);
        return new self($isError ? [] : $answer['products'], $isError ? [] : $answer['plan_groups'], Fields::tables('products', $answer), $isError ? $answer : null);
    }

    /** @return array<string, mixed>|null */
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

    /**
     * Whether a product adds to a plan (a package, a service) instead of being one.
     *
     * @param array<string, mixed> $product
     */
    public static function adds(array $product): bool
    {
        return in_array($product['type'] ?? 'plan', ['package', 'service'], true);
    }

    /**
     * The packages and services, and those that are ticked and gone from the list.
     *
     * @param list<string> $ticked
     * @return list<array{id: int, name: string, about: string, ticked: bool}>
     */
    public function addons(array $ticked): array
    {
        $rows = [];
        foreach (array_filter($this->products, self::adds(...)) as $addon) {
            $about = FieldWords::productType($addon['type']) . ', ' . self::price($addon);
            $rows[] = ['id' => $addon['id'], 'name' => $addon['name'], 'about' => $about, 'ticked' => in_array((string) $addon['id'], $ticked, true)];
        }
        foreach (array_diff($ticked, array_map('strval', array_column($rows, 'id'))) as $id) {
            $rows[] = ['id' => (int) $id, 'name' => "#{$id}", 'about' => '', 'ticked' => true];
        }
        return $rows;
    }

    /** @return array<string, int> number of products by type; the known types first, in their order */
    public function countsByType(): array
    {
        return array_replace(array_fill_keys($this->tables['types'], 0), array_count_values(array_column($this->products, 'type')));
    }

    /**
     * A product's list price in words: "199,00 kr per month". The money comes formatted from the service.
     *
     * @param array<string, mixed> $product
     */
    public static function price(array $product): string
    {
        return $product['pricing_type'] === 'paid'
            ? $product['price']['formatted'] . ' ' . Format::perPeriod($product['recurring'] ? $product['period'] : null)
            : FieldWords::pricingType($product['pricing_type']);
    }
}
