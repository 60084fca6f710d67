<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/** Which page of a long list is shown, and the addresses of its neighbours. */
final class Pager
{
    /** @param array<string, scalar> $query what else the addresses keep: filter, search */
    public function __construct(
        private readonly string $screen,
        private readonly array $query,
        public readonly int $page,
        private readonly int $total,
        private readonly int $perPage,
        private readonly string $name = 'paged'
    ) {
    }

    /** Shows a page of a list of the service, or why it cannot be read; `$view` is for `network/list`, `$row` makes the cells of an entry. */
    public static function show(string $list, string $screen, array $query, array $view, callable $row): void
    {
        $answer = (new Client())->get("/v1/network/{$list}", ['page' => max(1, SentText::id($_GET, 'paged'))] + $query);
        $view += Words::table('lists')[$list];
        if (is_wp_error($answer)) {
            View::render('network/list', ['error' => Messages::forPage($answer)] + $view);
            return;
        }
        cache_users(array_filter(array_column($answer[$list], 'user_id')));
        $pager = new self($screen, $query, $answer['page'], $answer['total'], $answer['per_page']);
        View::render('network/list', $view + ['rows' => array_map($row, $answer[$list]), 'pager' => $pager]);
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
