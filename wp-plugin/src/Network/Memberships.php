<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\Settings\Connection;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * Memberships of the network, a page at a time: each leads to its account, where a network admin acts for the owner, and
 * says who bills it; some or all are taken over or handed back from here.
 */
final class Memberships
{
    /** What can be listed alone: who bills them, what something else has written to, what rests, what is ordered. */
    private const SORTS = ['ours', 'at_a_provider', 'elsewhere', 'edited', 'paused', 'ordering'];

    private const STATES = ['pending', 'active', 'trialing', 'on-hold', 'expired', 'cancelled'];

    public const EXPORT = 'plan_bridge_export_memberships';

    private ?MembershipTable $table = null;

    /** Does what a form asks for, and leaves. */
    public function load(): void
    {
        if (AccountCredit::isAsked()) {
            Plugin::handler(AccountCredit::class)->load();
            return;
        }
        match (Screens::asked()) {
            'move' => Plugin::handler(Moves::class)->begin(),
            'seen' => $this->seen(),
            default => $this->prepare(),
        };
    }

    /** What WordPress asks for before the page is shown: columns to hide, how many on a page, help. */
    private function prepare(): void
    {
        $words = Words::table('lists')['memberships'];
        $this->table = new MembershipTable();
        add_screen_option('per_page', ['label' => $words['per_page'], 'default' => 20, 'option' => MembershipTable::PER_PAGE]);
        get_current_screen()?->add_help_tab([
            'id' => 'pb-finding',
            'title' => $words['help'],
            'content' => implode('', array_map(static fn (string $text): string => '<p>' . esc_html($text) . '</p>', $words['helps'])),
        ]);
    }

    /** Filter `set_screen_option_…`: how many memberships somebody wants on a page. */
    public function keepPerPage(mixed $kept, mixed $option, mixed $value): int
    {
        return min(100, max(1, (int) $value));
    }

    public function render(): void
    {
        if (AccountCredit::isAsked()) {
            Plugin::handler(AccountCredit::class)->render();
            return;
        }
        if (Moves::isAsked()) {
            Plugin::handler(Moves::class)->render();
            return;
        }
        $this->table ??= new MembershipTable();
        $query = self::query();
        $answer = (new Client())->get('/v1/network/memberships', Pager::asked() + self::asked($query) + ['per_page' => $this->table->perPage()]);
        $known = is_wp_error($answer) ? ['counts' => [], 'products' => []] : $answer;
        $run = Moves::run();
        if (!is_wp_error($answer)) {
            $address = static fn (string $name, int|string|null $key): ?string => $key === null ? null : Screens::address(Screens::MEMBERSHIPS, [$name => $key] + $query);
            $this->table->fill($answer['memberships'], new Pager($address('above', $answer['newer']), $address('start', $answer['older'])), self::here());
        }
        $words = Words::table('lists')['memberships'];
        View::render('network/memberships', [
            'error' => is_wp_error($answer) ? Messages::forPage($answer) : null,
            'filters' => self::filters($query, $known['counts']),
            'screen' => Screens::MEMBERSHIPS,
            'searched' => $query['search'] ?? '',
            'kept' => array_intersect_key($query, ['which' => 1, 'orderby' => 1]),
            'states' => ['' => $words['any_status']] + self::states($known['counts']),
            'state' => $query['state'] ?? '',
            'products' => ['' => $words['any_product']] + array_column($known['products'], 'name', 'id'),
            'product' => $query['product'] ?? '',
            'notes' => self::notes($known),
            'above' => array_values(array_filter([self::stopped($run), $run === null ? null : ['network/move-run', ['run' => $run]]])),
            'table' => is_wp_error($answer) ? null : $this->table,
            'export' => is_wp_error($answer) ? null : admin_url('admin-ajax.php?' . http_build_query(['action' => self::EXPORT, '_wpnonce' => wp_create_nonce(self::EXPORT)] + $query)),
        ]);
    }

    /** Sends a page of what is listed as lines of CSV, with where the next one begins: the browser asks for one after the other. */
    public static function export(): never
    {
        if (!Screens::mayUse(Screens::FOR_SETTINGS) || wp_verify_nonce(SentText::of($_GET, '_wpnonce'), self::EXPORT) === false) {
            wp_send_json_error(['message' => Messages::forCode('form_expired')], 403);
        }
        $answer = (new Client())->get('/v1/network/memberships', Pager::asked() + self::asked(self::query()) + ['per_page' => 100]);
        if (is_wp_error($answer)) {
            wp_send_json_error(['message' => Messages::forPage($answer)], 502);
        }
        cache_users(array_filter(array_column($answer['memberships'], 'user_id')));
        $lines = array_map(static fn (array $one): string => self::line(self::exported($one)), $answer['memberships']);
        $columns = array_diff_key(Words::table('lists')['memberships']['columns'], ['acts' => 1]);
        $head = Pager::asked() === [] ? "\u{feff}" . self::line(['#', ...array_values($columns)]) : '';
        wp_send_json_success(['lines' => $head . implode('', $lines), 'count' => count($lines), 'next' => $answer['older']]);
    }

    /** @return list<string> what is written of a membership */
    private static function exported(array $one): array
    {
        $user = get_userdata((int) $one['user_id']);
        return [
            (string) $one['id'],
            $user === false ? (string) $one['user_login'] : $user->user_email,
            $one['site'] === null ? '' : $one['site']['domain'] . $one['site']['path'],
            (string) $one['plan_name'],
            Words::of('status', $one['status']),
            $one['next_bill'] === null ? '' : substr($one['next_bill']['at'], 0, 10) . ' ' . $one['next_bill']['amount']['formatted'],
            $one['open_order'] === null ? '' : Words::of('kind', $one['open_order']['kind']) . ' ' . $one['open_order']['due']['formatted'],
            Moves::owner($one['owner']),
        ];
    }

    /** A line of CSV; what a table program would take for a formula is marked as text. @param list<string> $cells */
    private static function line(array $cells): string
    {
        $safe = static fn (string $cell): string => '"' . str_replace('"', '""', preg_match('/^[=+\-@\t\r]/', $cell) === 1 ? "'{$cell}" : $cell) . '"';
        return implode(',', array_map($safe, $cells)) . "\r\n";
    }

    /** What the list cannot say yet, and that a page is short. @param array<string, mixed> $answer @return list<string> */
    private static function notes(array $answer): array
    {
        $percent = $answer['words_percent'] ?? null;
        return array_values(array_filter([
            /* translators: %s: a number of percent */
            $percent === null ? '' : sprintf(__('Names and site addresses are being gathered: they are found for %s%% of the memberships so far, and the numbers beside the filters are not whole yet. Logins, e-mail addresses and numbers are found for all.', 'plan-bridge'), number_format_i18n($percent)),
            empty($answer['is_short']) ? '' : __('Few memberships fit: those that were looked through are here, and the next page goes on from there.', 'plan-bridge'),
        ]));
    }

    /** That the worker has stopped, where something waits for it. @return array{0: string, 1: array<string, mixed>}|null */
    private static function stopped(?array $run): ?array
    {
        $finding = $run !== null && $run['finished_at'] === null ? Connection::look()->ofWorker() : null;
        return $finding === null ? null : ['network/worker-notice', ['finding' => $finding, 'settings' => Screens::address(Screens::SETTINGS)]];
    }

    /** The name of the form that says that somebody has looked at a membership. */
    public static function seenForm(int $membership): string
    {
        return "seen_{$membership}";
    }

    private function seen(): never
    {
        $membership = SentText::id($_POST, 'membership');
        if ($membership === 0 || !Screens::isGenuine(self::seenForm($membership))) {
            Flash::add('error', 'form_expired');
        } else {
            $answer = (new Client())->post("/v1/network/memberships/{$membership}/looked-at", []);
            is_wp_error($answer) ? Flash::addError($answer) : Flash::add('success', 'edit_looked_at');
        }
        Menu::go(self::here());
    }

    /** @param array<string, string> $query @param list<array<string, mixed>> $counts @return list<array{0: string, 1: string, 2: bool, 3: string}> words, address, whether it is the present one, how many */
    private static function filters(array $query, array $counts): array
    {
        if ($counts === []) {
            return [];
        }
        $kept = array_diff_key($query, ['which' => 1]);
        $which = $query['which'] ?? '';
        $filters = [[__('All', 'plan-bridge'), Screens::address(Screens::MEMBERSHIPS, $kept), $which === '', self::counted('all', $counts)]];
        foreach (self::SORTS as $sort) {
            $name = match ($sort) {
                'paused' => Words::of('status', $sort),
                'ordering' => Words::table('lists')['memberships']['columns']['order'],
                default => Moves::owner($sort),
            };
            $filters[] = [$name, Screens::address(Screens::MEMBERSHIPS, ['which' => $sort] + $kept), $which === $sort, self::counted($sort, $counts)];
        }
        return $filters;
    }

    /** @return array<string, string> each state with how many memberships are in it */
    private static function states(array $counts): array
    {
        return array_combine(self::STATES, array_map(static fn (string $one): string => Words::of('status', $one) . ($counts === [] ? '' : ' (' . self::counted($one, $counts) . ')'), self::STATES));
    }

    private static function counted(string $name, array $counts): string
    {
        $count = array_column($counts, null, 'name')[$name] ?? ['found' => 0, 'has_more' => false];
        return number_format_i18n($count['found']) . ($count['has_more'] ? '+' : '');
    }

    /** @return array<string, string> what the list is filtered and sorted by, as addresses say it */
    private static function query(): array
    {
        [$which, $state] = [Screens::text('which'), Screens::text('state')];
        return array_filter([
            'search' => mb_substr(Screens::text('search'), 0, 100),
            'which' => in_array($which, self::SORTS, true) ? $which : '',
            'state' => in_array($state, self::STATES, true) ? $state : '',
            'product' => (string) (SentText::id($_GET, 'product') ?: ''),
            'orderby' => Screens::text('orderby') === 'next_bill' ? 'next_bill' : '',
        ], static fn (string $value): bool => $value !== '');
    }

    /** The same as the service is asked; a state that is named in the reader's language is told by its own name. @return array<string, string> */
    private static function asked(array $query): array
    {
        $asked = array_diff_key($query, ['orderby' => 1]) + (isset($query['orderby']) ? ['order' => $query['orderby']] : []);
        foreach (self::STATES as $state) {
            $asked['search'] = preg_replace('/(?<!\S)' . preg_quote(Words::of('status', $state), '/') . '(?!\S)/iu', "state:{$state}", $asked['search'] ?? '') ?? '';
        }
        return array_filter($asked, static fn (string $value): bool => $value !== '');
    }

    private static function here(): string
    {
        return Screens::address(Screens::MEMBERSHIPS, self::query() + Pager::asked());
    }
}
