<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/** Every product of the network as the service lists them, with who holds them and which plan groups there are. */
final class Catalog
{
    public const TYPES = ['plan', 'package', 'service'];

    /**
     * @param list<array<string, mixed>> $products in the network's order
     * @param list<string> $groups
     */
    public function __construct(public readonly array $products, public readonly array $groups)
    {
    }

    public static function fetch(): self|WP_Error
    {
        $answer = (new Client())->get('/v1/network/products');
        return is_wp_error($answer) ? $answer : self::of($answer);
    }

    /** @param array<string, mixed> $answer */
    public static function of(array $answer): self
    {
        return new self(
            array_values((array) ($answer['products'] ?? [])),
            array_map('strval', array_values((array) ($answer['plan_groups'] ?? [])))
        );
    }

    /** @return array<string, mixed>|null */
    public function find(int $id): ?array
    {
        foreach ($this->products as $product) {
            if ((int) ($product['id'] ?? 0) === $id) {
                return $product;
            }
        }
        return null;
    }

    /** @return list<array<string, mixed>> packages and services */
    public function addons(): array
    {
        return array_values(array_filter($this->products, Values::adds(...)));
    }

    /** @return array<string, int> number of products by type; the three known types first, in their order */
    public function countsByType(): array
    {
        $types = array_map(static fn (array $product): string => (string) ($product['type'] ?? ''), $this->products);
        return array_replace(array_fill_keys(self::TYPES, 0), array_count_values($types));
    }

    /** The currency of most products, for a product that has none yet; '' where there is no product. */
    public function usualCurrency(): string
    {
        $counts = array_count_values(array_filter(array_map('strval', array_column($this->products, 'currency'))));
        arsort($counts);
        return (string) array_key_first($counts);
    }
}
