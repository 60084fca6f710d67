<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Limits\LimitRow;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Usage;
use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** The Account page: the membership, the limits of this site, what is under way, the payments. */
final class AccountPage
{
    public function __construct(private readonly Client $client = new Client())
    {
    }

    /** Before the first byte of the page: it shows money and is nobody else's. */
    public function load(): void
    {
        nocache_headers();
    }

    public function render(): void
    {
        $asked = CurrentMembership::asked();
        $account = $this->client->get('/v1/account', $asked === null ? [] : ['membership' => $asked]);
        $messages = Flash::take();
        if (is_wp_error($account)) {
            View::render('account/problem', ['messages' => $messages, 'problem' => Messages::forPage($account)]);
            return;
        }
        if (Quota::hasLostItsLink(get_current_blog_id())) {
            $messages[] = ['type' => 'warning', 'code' => 'link_lost', 'params' => []];
        }
        View::render('account', [
            'messages' => $messages,
            'account' => $account,
            'limits' => $this->limits($account),
            'forecast' => (new Ownership($this->client))->forecast($account),
        ]);
    }

    /** @return list<LimitRow> */
    private function limits(array $account): array
    {
        $site = $account['site'];
        if ($site === null || (int) $site['blog_id'] !== get_current_blog_id()) {
            return [];
        }
        $usage = Usage::forSite((int) $site['blog_id']) + ['sites' => (int) $account['sites_total']];
        return LimitRow::all((array) $site['limits'], $usage);
    }
}
