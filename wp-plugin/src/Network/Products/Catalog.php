<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Format;
use PlanBridge\Network\FieldWords;
use PlanBridge\Network\Fields;
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
     */
    private function __construct(public readonly array $products, public readonly array $groups, public readonly array $tables)
    {
    }

    public static function fetch(): self|WP_Error
    {
        $answer = (new Client())->get('/v1/network/products');
        return is_wp_error($answer) ? $answer : self::of($answer);
    }

    /** What is known where the service cannot be asked: no product, and the fields as they were told last. */
    public static function unknown(): self
    {
        return self::of(new WP_Error());
    }

    /** @param array<string, mixed>|WP_Error $answer */
    private static function of(array|WP_Error $answer): self
    {
        $told = is_wp_error($answer) ? [] : $answer;
        $groups = array_map('strval', array_values((array) ($told['plan_groups'] ?? [])));
        return new self(array_values((array) ($told['products'] ?? [])), $groups, Fields::tables('products', $answer));
    }

    /** @return array<string, mixed>|null */
    public function find(int $id): ?array
    {
        return array_values(array_filter($this->products, static fn (array $product): bool => (int) ($product['id'] ?? 0) === $id))[0] ?? null;
    }

    /** @return array<string, mixed> a new product of a type, in the currency of most products */
    public function blank(string $type): array
    {
        $counts = array_count_values(array_filter(array_map('strval', array_column($this->products, 'currency'))));
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
            $about = FieldWords::productType((string) $addon['type']) . ', ' . self::price($addon);
            $rows[] = ['id' => (int) $addon['id'], 'name' => (string) $addon['name'], 'about' => $about, 'ticked' => in_array((string) $addon['id'], $ticked, true)];
        }
        foreach (array_diff($ticked, array_map('strval', array_column($rows, 'id'))) as $id) {
            $rows[] = ['id' => (int) $id, 'name' => "#{$id}", 'about' => '', 'ticked' => true];
        }
        return $rows;
    }

    /** @return list<array<string, mixed>> the plans that a package or service is bought with */
    public function offering(int $addon): array
    {
        return array_values(array_filter($this->products, static fn (array $one): bool => !self::adds($one)
            && in_array($addon, array_map('intval', (array) ($one['available_addons'] ?? [])), true)));
    }

    /** @return array<string, int> number of products by type; the known types first, in their order */
    public function countsByType(): array
    {
        $types = array_map(static fn (array $product): string => (string) ($product['type'] ?? ''), $this->products);
        return array_replace(array_fill_keys($this->tables['types'], 0), array_count_values($types));
    }

    /**
     * A product's list price in words: "199,00 kr per month". The money comes formatted from the service.
     *
     * @param array<string, mixed> $product
     */
    public static function price(array $product): string
    {
        $type = (string) ($product['pricing_type'] ?? 'paid');
        if ($type !== 'paid') {
            return FieldWords::pricingType($type);
        }
        $period = !empty($product['recurring']) && is_array($product['period'] ?? null) ? $product['period'] : null;
        return ($product['price']['formatted'] ?? '') . ' ' . Format::perPeriod($period);
    }
}
