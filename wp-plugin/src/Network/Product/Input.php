<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Network\Input\Notation;
use PlanBridge\Network\Input\PeriodInput;
use PlanBridge\Network\Input\Problem;
use PlanBridge\Network\Input\WholeNumber;

defined('ABSPATH') || exit;

/**
 * Reads the product form: the product for the service, and what is wrong with it by field.
 *
 * Only the shape is judged here (is this a number, is this text too long for its column); what a product may be, the
 * service decides.
 */
final class Input
{
    /** What the columns hold: varchar(20), tinyint. */
    private const GROUP_LENGTH = 20;
    private const ORDER = [-128, 127];

    /** What only a plan has; a package keeps what is stored. */
    private const PATHS = ['plan_group', 'available_addons', 'rules'];

    /** @var array<string, Problem> */
    private array $problems = [];

    /** @param array<string, mixed> $values as Values::sent() arranges them */
    public function __construct(private readonly array $values, private readonly Notation $notation)
    {
    }

    /** @return array<string, Problem> by field path such as `price_variations.0.amount` */
    public function problems(): array
    {
        return $this->problems;
    }

    /**
     * The product as the service takes it; fields with a problem keep their stored value.
     *
     * @param array<string, mixed> $stored the product as it is now; its type and what has no field stay
     * @return array<string, mixed>
     */
    public function product(array $stored): array
    {
        $this->problems = [];
        $adds = Values::adds($stored);
        $limits = $this->limits($stored, $adds);
        $prices = new PriceInput($this->values, $this->notation);
        $product = $this->general() + $prices->product($stored) + $limits;
        $this->problems += $prices->problems();
        $paths = $adds ? array_intersect_key($stored, array_flip(self::PATHS)) : $this->paths();
        $type = ['type' => (string) $stored['type'], 'version' => (string) ($stored['version'] ?? '')];
        return $type + $product + $this->order($stored) + $paths;
    }

    /** @return array<string, mixed> */
    private function general(): array
    {
        if (trim($this->values['name']) === '') {
            $this->problems['name'] = new Problem('required');
        }
        if (preg_match('/^[a-z0-9_-]*$/', trim($this->values['slug'])) !== 1) {
            $this->problems['slug'] = new Problem('slug_characters');
        }
        return [
            'name' => trim($this->values['name']),
            'slug' => trim($this->values['slug']),
            'description' => trim($this->values['description']),
            'active' => $this->values['active'] !== '',
            'features' => $this->lines($this->values['features']),
        ];
    }

    /**
     * Limitations that could not be read are left out: then they stay as they are, byte for byte.
     *
     * @param array<string, mixed> $stored
     * @return array<string, mixed>
     */
    private function limits(array $stored, bool $adds): array
    {
        if (array_key_exists('limitations', $stored) && $stored['limitations'] === null) {
            return ['limitations' => null];
        }
        $kept = (array) ($stored['limitations'] ?? []);
        [$limitations, $problems] = LimitFields::write((array) $this->values['limits'], $kept, $adds);
        $this->problems += $problems;
        return ['limitations' => $limitations];
    }

    /**
     * @param array<string, mixed> $stored
     * @return array{list_order: int}
     */
    private function order(array $stored): array
    {
        $kept = (int) ($stored['list_order'] ?? 10);
        if (trim($this->values['list_order']) === '') {
            return ['list_order' => $kept];
        }
        $order = WholeNumber::read($this->values['list_order'], ...self::ORDER);
        if ($order instanceof Problem) {
            $this->problems['list_order'] = $order;
        }
        return ['list_order' => is_int($order) ? $order : $kept];
    }

    /** @return array<string, mixed> what the Up & Downgrades tab says of a plan */
    private function paths(): array
    {
        $group = trim($this->values['plan_group']);
        if (mb_strlen($group) > self::GROUP_LENGTH) {
            $this->problems['plan_group'] = new Problem('too_long', ['most' => self::GROUP_LENGTH]);
        }
        $rules = (array) $this->values['rules'];
        $term = PeriodInput::read($rules['minimum_term'] ?? null);
        if ($term instanceof Problem) {
            $this->problems['rules.minimum_term'] = $term;
        }
        $ids = array_values(array_unique(array_map('intval', (array) $this->values['available_addons'])));
        return [
            'plan_group' => $group,
            'available_addons' => $ids,
            'rules' => [
                'direction' => (string) ($rules['direction'] ?? 'both'),
                'minimum_term' => $term instanceof Problem ? null : $term,
                'hidden' => !empty($rules['hidden']),
            ],
        ];
    }

    /** @return list<string> */
    private function lines(string $text): array
    {
        $lines = array_map('trim', preg_split('/\R/u', $text) ?: []);
        return array_values(array_filter($lines, static fn (string $line): bool => $line !== ''));
    }
}
