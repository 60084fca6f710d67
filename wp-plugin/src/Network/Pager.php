<?php

declare(strict_types=1);

namespace PlanBridge\Network;

defined('ABSPATH') || exit;

/** Which page of a long list is shown, and the addresses of its neighbours. */
final class Pager
{
    /** @param array<string, scalar> $query what else the addresses keep: filter, search */
    public function __construct(
        private readonly string $screen,
        private readonly array $query,
        public readonly int $page,
        public readonly int $total,
        private readonly int $perPage,
        private readonly string $name = 'paged'
    ) {
    }

    /**
     * @param array<string, mixed> $answer of the service: `total`, `page`, `per_page`
     * @param array<string, scalar> $query
     */
    public static function of(array $answer, string $screen, array $query): self
    {
        $perPage = max(1, (int) ($answer['per_page'] ?? 20));
        return new self($screen, $query, max(1, (int) ($answer['page'] ?? 1)), (int) ($answer['total'] ?? 0), $perPage);
    }

    public function pages(): int
    {
        return max(1, (int) ceil($this->total / $this->perPage));
    }

    public function previous(): ?string
    {
        return $this->page > 1 ? $this->address($this->page - 1) : null;
    }

    public function next(): ?string
    {
        return $this->page < $this->pages() ? $this->address($this->page + 1) : null;
    }

    private function address(int $page): string
    {
        return Screens::address($this->screen, [$this->name => $page] + $this->query);
    }
}
