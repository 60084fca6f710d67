<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Companion\Account as Elsewhere;
use PlanBridge\Flash;
use PlanBridge\Limits\LimitRow;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Usage;
use PlanBridge\Plugin;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** The Account page: the membership, the limits of this site, what is under way, the payments. */
final class AccountPage
{
    public function __construct(private readonly Client $client = new Client())
    {
    }

    public function render(): void
    {
        $asked = Menu::membership();
        $account = $this->client->get('/v1/account', $asked === null ? [] : ['membership' => $asked]);
        $messages = Flash::take();
        if (is_wp_error($account)) {
            View::render('problem', ['title' => __('Account', 'plan-bridge'), 'messages' => $messages, 'problem' => Menu::problem($account), 'back' => __('Try again', 'plan-bridge')]);
            return;
        }
        if (Quota::hasLostItsLink(get_current_blog_id())) {
            $messages[] = ['type' => 'warning', 'code' => 'link_lost', 'params' => []];
        }
        $site = $account['site'];
        $isHere = $site !== null && (int) $site['blog_id'] === get_current_blog_id();
        $usage = $isHere ? Usage::forSite(get_current_blog_id()) + ['sites' => (int) $account['sites_total']] : [];
        View::render('account', [
            'messages' => $messages,
            'account' => $account,
            'limits' => $isHere ? LimitRow::all((array) $site['limits'], $usage) : [],
            'forecast' => (new Ownership($this->client))->forecast($account),
            'rest' => Plugin::isBeside() ? Elsewhere::rest() : null,
        ]);
    }
}
