<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Settings\Connection;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * Memberships of the network, a page at a time: each leads to its account, where a network admin acts for the owner, and
 * says who bills it; some or all are taken over or handed back from here.
 */
final class Memberships
{
    /** What can be listed alone: who bills them, and what something else has written to. */
    private const SORTS = ['ours', 'at_a_provider', 'elsewhere', 'edited', 'paused'];

    /** The form that the boxes of the rows belong to. */
    private const FORM = 'pb-moves';

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
            default => null,
        };
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
        $search = mb_substr(Screens::text('search'), 0, 100);
        $run = Moves::run();
        Pager::show('memberships', Screens::MEMBERSHIPS, self::query(), [
            'flash' => true,
            'screen' => Screens::MEMBERSHIPS,
            'searched' => $search,
            'filters' => self::filters($search),
            'above' => array_filter([
                self::stopped($run),
                $run === null ? null : ['network/move-run', ['run' => $run]],
                ['network/move-choose', ['choices' => Moves::choices(), 'form' => self::FORM]],
            ]),
        ], self::row(...));
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

    /** @return list<array<string, mixed>> the cells of a membership; the user name that the service knows where WordPress has no such user any more */
    private static function row(array $membership): array
    {
        $user = get_userdata((int) $membership['user_id']);
        $beyond = $membership['beyond_term'] ?? null;
        $end = $membership['term_end'] === null ? __('Has no end', 'plan-bridge') : Format::date($membership['term_end']);
        return [
            ['view' => ['network/membership-tick', ['id' => $membership['id'], 'form' => self::FORM]]],
            ['text' => $user === false ? (string) $membership['user_login'] : "{$user->user_login} ({$user->user_email})", 'href' => MembershipPage::address((int) $membership['id']), 'heard' => " #{$membership['id']}"],
            ['text' => $membership['plan_name'] ?? __('(no plan)', 'plan-bridge')],
            ['text' => self::status($membership)],
            ['text' => $beyond === null || $membership['term_end'] === null ? $end : Messages::forCode("term_{$beyond}", ['date' => $end])],
            ['view' => ['network/membership-owner', ['membership' => $membership, 'action' => self::here()]]],
            ['view' => ['network/membership-links', ['id' => (int) $membership['id']]]],
        ];
    }

    /** How a membership stands, in words; of one that is paused since when. @param array<string, mixed> $membership */
    private static function status(array $membership): string
    {
        $since = $membership['paused_at'] ?? null;
        /* translators: %s: date */
        return $since === null ? Words::of('status', $membership['status']) : sprintf(__('Paused since %s', 'plan-bridge'), Format::date($since));
    }

    /** @return list<array{0: string, 1: string, 2: bool}> words, address, whether it is the present one */
    private static function filters(string $search): array
    {
        $kept = $search === '' ? [] : ['search' => $search];
        $which = self::query()['which'] ?? '';
        $filters = [[__('All', 'plan-bridge'), Screens::address(Screens::MEMBERSHIPS, $kept), $which === '']];
        foreach (self::SORTS as $sort) {
            $filters[] = [$sort === 'paused' ? Words::of('status', $sort) : Moves::owner($sort), Screens::address(Screens::MEMBERSHIPS, ['which' => $sort] + $kept), $which === $sort];
        }
        return $filters;
    }

    /** @return array<string, string> what the list is filtered by */
    private static function query(): array
    {
        $which = Screens::text('which');
        return array_filter(['search' => mb_substr(Screens::text('search'), 0, 100), 'which' => in_array($which, self::SORTS, true) ? $which : '']);
    }

    private static function here(): string
    {
        return Screens::address(Screens::MEMBERSHIPS, self::query() + Pager::asked());
    }
}
