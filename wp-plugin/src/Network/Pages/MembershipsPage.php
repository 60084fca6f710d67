<?php

declare(strict_types=1);

namespace PlanBridge\Network\Pages;

use PlanBridge\Messages;
use PlanBridge\Network\Pager;
use PlanBridge\Network\Screens;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Memberships of the network, a page at a time; each leads to its account, where a network admin acts for the owner. */
final class MembershipsPage
{
    public function load(): void
    {
    }

    public function render(): void
    {
        $search = Screens::text('search');
        $query = ['page' => max(1, Screens::number('paged'))] + ($search === '' ? [] : ['search' => mb_substr($search, 0, 100)]);
        $answer = (new Client())->get('/v1/network/memberships', $query);
        $isError = is_wp_error($answer);
        $memberships = $isError ? [] : (array) ($answer['memberships'] ?? []);
        cache_users(array_values(array_filter(array_map('intval', array_column($memberships, 'user_id')))));
        View::render('network/memberships', [
            'error' => $isError ? Messages::forPage($answer) : null,
            'search' => $search,
            'memberships' => $memberships,
            'pager' => $isError ? null : Pager::of($answer, Screens::MEMBERSHIPS, $search === '' ? [] : ['search' => $search]),
        ]);
    }
}
