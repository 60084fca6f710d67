<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Words as AccountWords;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Memberships of the network, a page at a time; each leads to its account, where a network admin acts for the owner. */
final class Memberships
{
    public function render(): void
    {
        $search = Screens::text('search');
        $query = ['page' => max(1, Screens::number('paged'))] + ($search === '' ? [] : ['search' => mb_substr($search, 0, 100)]);
        $answer = (new Client())->get('/v1/network/memberships', $query);
        $isError = is_wp_error($answer);
        $memberships = $isError ? [] : (array) ($answer['memberships'] ?? []);
        cache_users(array_values(array_filter(array_map('intval', array_column($memberships, 'user_id')))));
        View::render('network/list', [
            'heading' => __('Memberships', 'plan-bridge'),
            'intro' => __('Open an account to see it as its owner does, and to order on the owner’s behalf. The journal then shows both of you.', 'plan-bridge'),
            'error' => $isError ? Messages::forPage($answer) : null,
            'search' => ['screen' => Screens::MEMBERSHIPS, 'label' => __('User name, or number of the membership', 'plan-bridge'), 'value' => $search],
            'pages' => __('Pages of memberships', 'plan-bridge'),
            'pager' => $isError ? null : Pager::of($answer, Screens::MEMBERSHIPS, $search === '' ? [] : ['search' => $search]),
            'table' => $isError ? null : [
                'caption' => __('Memberships', 'plan-bridge'),
                'columns' => [__('Membership', 'plan-bridge'), __('Customer', 'plan-bridge'), __('Plan', 'plan-bridge'), __('Status', 'plan-bridge'),
                    __('Term ends', 'plan-bridge'), __('Act for the owner', 'plan-bridge')],
                'rows' => array_map(self::row(...), $memberships),
                'empty' => __('No memberships found.', 'plan-bridge'),
            ],
        ]);
    }

    /** @return list<array<string, mixed>> the cells of a membership; the user name that the service knows where WordPress has no such user any more */
    private static function row(array $membership): array
    {
        $user = get_userdata((int) $membership['user_id']);
        $number = '#' . (int) $membership['id'];
        return [
            ['text' => $number],
            ['text' => $user === false ? (string) $membership['user_login'] : "{$user->user_login} ({$user->user_email})"],
            ['text' => $membership['plan_name'] ?? __('(no plan)', 'plan-bridge')],
            ['text' => AccountWords::of('status', $membership['status'])],
            ['text' => self::termEnd($membership)],
            ['text' => __('Open account', 'plan-bridge'), 'href' => Screens::account((int) $membership['id']), 'heard' => " {$number}"],
        ];
    }

    /** The end of the term, and where that is over how the membership stands. */
    private static function termEnd(array $membership): string
    {
        if ($membership['term_end'] === null) {
            return __('Has no end', 'plan-bridge');
        }
        $date = Format::date($membership['term_end']);
        $sentence = [
            /* translators: %s: a date */
            'over' => __('%s: over, and nobody renews it here', 'plan-bridge'),
            /* translators: %s: a date */
            'awaits_payment' => __('%s: over, its renewal is not paid yet', 'plan-bridge'),
            /* translators: %s: a date */
            'paid_in_full' => __('%s: paid in full, nothing more is billed', 'plan-bridge'),
            /* translators: %s: a date */
            'on_hold' => __('%s: over while on hold', 'plan-bridge'),
        ][(string) ($membership['beyond_term'] ?? '')] ?? null;
        return $sentence === null ? $date : sprintf($sentence, $date);
    }
}
