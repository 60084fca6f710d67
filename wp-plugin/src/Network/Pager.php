<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/** The addresses of the pages beside the one of a long list that is shown, newest first where they are found by key. */
final class Pager
{
    /** What a page is asked for with: where it begins, or what it stands just above. */
    private const KEYS = ['start', 'above'];

    /** @param string $words which page this is, where pages are counted */
    public function __construct(
        public readonly ?string $previous,
        public readonly ?string $next,
        public readonly string $words = ''
    ) {
    }

    /** Pages of a list that is counted; `$name` is the argument with the number of the page, `$query` what else addresses keep. */
    public static function numbered(string $screen, array $query, int $page, int $total, int $perPage, string $name): self
    {
        $pages = max(1, (int) ceil($total / $perPage));
        $address = static fn (int $page): string => Screens::address($screen, [$name => $page] + $query);
        /* translators: 1: this page, 2: number of pages */
        $words = sprintf(__('Page %1$s of %2$s', 'plan-bridge'), number_format_i18n($page), number_format_i18n($pages));
        return new self($page > 1 ? $address($page - 1) : null, $page < $pages ? $address($page + 1) : null, $pages > 1 ? $words : '');
    }

    /**
     * Shows a page of a list of the service, or why it cannot be read.
     *
     * @param array<string, scalar> $query what it is filtered by, here and in the service
     * @param array<string, mixed> $view for `network/list`
     * @param callable $row makes the cells of an entry
     */
    public static function show(string $list, string $screen, array $query, array $view, callable $row): void
    {
        $answer = (new Client())->get("/v1/network/{$list}", self::asked() + $query);
        $view += Words::table('lists')[$list];
        if (is_wp_error($answer)) {
            View::render('network/list', ['error' => Messages::forPage($answer)] + $view);
            return;
        }
        cache_users(array_filter(array_column($answer[$list], 'user_id')));
        $address = static fn (string $name, int|string|null $key): ?string => $key === null ? null : Screens::address($screen, [$name => $key] + $query);
        $pager = new self($address('above', $answer['newer']), $address('start', $answer['older']));
        View::render('network/list', $view + ['rows' => array_map($row, $answer[$list]), 'pager' => $pager]);
    }

    /** @return array<string, string> the page that this address asks for */
    public static function asked(): array
    {
        $asked = array_map(static fn (string $name): string => SentText::of($_GET, $name), array_combine(self::KEYS, self::KEYS));
        return array_filter($asked, static fn (string $key): bool => preg_match('/^\d{1,18}(\.\d{1,18})?$/', $key) === 1);
    }
}
