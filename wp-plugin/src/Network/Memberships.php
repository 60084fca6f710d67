<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/** Memberships of the network, a page at a time; each leads to its account, where a network admin acts for the owner. */
final class Memberships
{
    public function render(): void
    {
        $search = Screens::text('search');
        $query = $search === '' ? [] : ['search' => mb_substr($search, 0, 100)];
        Pager::show('memberships', Screens::MEMBERSHIPS, $query, ['screen' => Screens::MEMBERSHIPS, 'searched' => $search], self::row(...));
    }

    /** @return list<array<string, mixed>> the cells of a membership; the user name that the service knows where WordPress has no such user any more */
    private static function row(array $membership): array
    {
        $user = get_userdata((int) $membership['user_id']);
        $beyond = $membership['beyond_term'] ?? null;
        $end = $membership['term_end'] === null ? __('Has no end', 'plan-bridge') : Format::date($membership['term_end']);
        $number = "#{$membership['id']}";
        return [
            ['text' => $number],
            ['text' => $user === false ? (string) $membership['user_login'] : "{$user->user_login} ({$user->user_email})"],
            ['text' => $membership['plan_name'] ?? __('(no plan)', 'plan-bridge')],
            ['text' => Words::of('status', $membership['status'])],
            ['text' => $beyond === null || $membership['term_end'] === null ? $end : Messages::forCode("term_{$beyond}", ['date' => $end])],
            ['text' => __('Open account', 'plan-bridge'), 'href' => Menu::onMainSite($membership['id']), 'heard' => " {$number}"],
        ];
    }
}
