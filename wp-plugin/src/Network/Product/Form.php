<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Network\Input\Notation;
use PlanBridge\Network\Input\Problem;

defined('ABSPATH') || exit;

/** The product form of one request: what is stored, what the fields show, and what is wrong with them. */
final class Form
{
    /** @var array<string, Problem> */
    public array $problems = [];

    /**
     * @param int $id 0 for a new product
     * @param array<string, mixed> $stored as the service gives it; for a new product the defaults
     * @param array<string, mixed> $values what the fields show
     */
    private function __construct(
        public readonly int $id,
        public readonly array $stored,
        public readonly array $values,
        private readonly Notation $notation
    ) {
    }

    /** @param array<string, mixed> $stored */
    public static function fresh(int $id, array $stored): self
    {
        $notation = Notation::ofReader();
        return new self($id, $stored, Values::of($stored, $notation), $notation);
    }

    /**
     * @param array<string, mixed> $stored
     * @param array<string, mixed> $sent the browser's fields
     */
    public static function sent(int $id, array $stored, array $sent): self
    {
        return new self($id, $stored, Values::sent($sent), Notation::ofReader());
    }

    /**
     * The same typed values, now meant for what is stored now: saving once more overwrites it knowingly.
     *
     * @param array<string, mixed> $stored
     */
    public function upon(array $stored): self
    {
        return new self($this->id, $stored, ['version' => (string) ($stored['version'] ?? '')] + $this->values, $this->notation);
    }

    /**
     * The product as edited, after which `problems` tells what could not be read.
     *
     * @return array<string, mixed>
     */
    public function product(): array
    {
        $input = new Input($this->values, $this->notation);
        $product = $input->product($this->stored);
        $this->problems = $input->problems();
        return $product;
    }

    /**
     * The names of the fields in which what was typed differs from what is stored now.
     *
     * @return list<string>
     */
    public function differences(): array
    {
        $now = Values::of($this->stored, $this->notation);
        unset($now['version'], $now['type']);
        $differs = fn (string $name): bool => !Sameness::of($now[$name], $this->values[$name] ?? '');
        return array_values(array_filter(array_keys($now), $differs));
    }
}
