<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Companion\Account as Elsewhere;
use PlanBridge\Flash;
use PlanBridge\Limits\Included;
use PlanBridge\Limits\LimitRow;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Usage;
use PlanBridge\Limits\Visits\Pace;
use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use WP_Error;

defined('ABSPATH') || exit;

/** The Account page: the membership, the limits of this site, what is under way, the payments. */
final class AccountPage
{
    public function __construct(private readonly Client $client = new Client())
    {
    }

    /** Before the first byte of the page: the billing details, where their form was sent. */
    public function load(): void
    {
        if (Billing::isAsked()) {
            Plugin::handler(Billing::class)->load();
        }
    }

    public function render(): void
    {
        if (Billing::isAsked() && Menu::membership() !== null) {
            Plugin::handler(Billing::class)->render();
            return;
        }
        $asked = Menu::membership();
        $account = $this->client->get('/v1/account', $asked === null ? [] : ['membership' => $asked]);
        $messages = Flash::take();
        if (is_wp_error($account)) {
            View::render('problem', ['title' => __('Account', 'plan-bridge'), 'messages' => $messages, 'problem' => Menu::problem($account), 'back' => __('Try again', 'plan-bridge'), 'former' => $this->formerOfNobody($account)]);
            return;
        }
        if (Quota::hasLostItsLink(get_current_blog_id())) {
            $messages[] = ['type' => 'warning', 'code' => 'link_lost', 'params' => []];
        }
        $site = $account['site'];
        $isHere = $site !== null && (int) $site['blog_id'] === get_current_blog_id();
        [$saved, $problem] = $this->saved($account);
        if (isset($_GET['saved']) && ($saved['methods'] ?? []) !== []) { // phpcs:ignore WordPress.Security.NonceVerification -- words, nothing else
            $messages[] = ['type' => 'success', 'code' => 'method_saved', 'params' => []];
        }
        $grace = $isHere ? Quota::current()?->grace() : null;
        if ($grace !== null) {
            $messages[] = ['type' => 'warning', 'code' => 'grace_runs', 'params' => ['limits' => $grace['limits'], 'effective_at' => $grace['until']]];
        }
        $usage = $isHere ? Usage::forSite(get_current_blog_id()) + ['sites' => (int) $account['sites_total']] : [];
        View::render('account', [
            'messages' => $messages,
            'account' => $account,
            'payments' => $this->payments($account),
            'history' => $this->history($account),
            'credit' => $this->credit($account),
            'limits' => $isHere ? LimitRow::all((array) $site['limits'], $usage, (array) ($site['parts'] ?? [])) : [],
            'included' => $isHere ? Included::rows(Quota::current()) : [],
            'pace' => self::pace($isHere),
            'forecast' => (new Ownership($this->client))->forecast($account),
            'closed' => $isHere ? Quota::current()?->closedBecause() : null,
            'saved' => $saved,
            'methods_problem' => $problem,
            'former' => SentText::of($_GET, 'former') === '' ? null : $this->former(), // phpcs:ignore WordPress.Security.NonceVerification -- reads only
            'rest' => Plugin::isBeside() ? Elsewhere::rest() : null,
        ]);
    }

    /** When the visits of this site reach their limit, in words; '' where they do not, or there is none. */
    private static function pace(bool $isHere): string
    {
        $most = $isHere ? Quota::current()?->limit('visits')?->most() : null;
        return $most === null ? '' : Pace::of(get_current_blog_id())->sentence($most);
    }

    /** The page of the history that is asked for; null where nobody asks, or the service does not answer. */
    private function history(array $account): ?array
    {
        $place = SentText::of($_GET, 'history'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        if ($place !== 'newest' && preg_match('/^[1-9]\d{0,9}$/', $place) !== 1) {
            return null;
        }
        $page = $this->client->get("/v1/memberships/{$account['membership']['id']}/history", $place === 'newest' ? [] : ['before' => $place]);
        return is_wp_error($page) ? null : $page;
    }

    /** The page of the account credit's movements that is asked for; null where nobody asks, or the service does not answer. */
    private function credit(array $account): ?array
    {
        $place = SentText::of($_GET, 'credit'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        if ($place !== 'newest' && preg_match('/^[1-9]\d{0,17}$/', $place) !== 1) {
            return null;
        }
        $page = $this->client->get("/v1/memberships/{$account['membership']['id']}/account-credit", $place === 'newest' ? [] : ['older' => $place]);
        return is_wp_error($page) ? null : $page;
    }

    /** What the person has paid for memberships that they have no more; null where the service does not answer. */
    private function former(): ?array
    {
        $before = SentText::id($_GET, 'former');
        $page = $this->client->get('/v1/former-payments', $before === 0 ? [] : ['before' => $before]);
        return is_wp_error($page) ? null : $page;
    }

    /** The same where no membership can be shown: then it is all that there is for them. */
    private function formerOfNobody(WP_Error $error): ?array
    {
        $has = in_array(Messages::code($error), ['no_membership', 'not_allowed', 'membership_gone'], true) && Menu::isCustomer();
        $former = $has ? $this->former() : null;
        return ($former['payments'] ?? []) === [] ? null : $former;
    }

    /**
     * The page of payments that is asked for, else the latest: `older` and `newer` are where those beside it begin.
     */
    private function payments(array $account): array
    {
        $latest = ['payments' => $account['payments'], 'older' => $account['payments_older'] ?? null, 'newer' => null];
        foreach (['older', 'newer'] as $side) {
            $place = SentText::of($_GET, $side); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
            if (preg_match('/^\d{20}-[01]-\d{1,18}$/', $place) === 1) {
                $page = $this->client->get("/v1/memberships/{$account['membership']['id']}/payments", [$side => $place]);
                return is_wp_error($page) ? $latest : $page;
            }
        }
        return $latest;
    }

    /**
     * What is saved with a provider, for those who may buy: null where the network has no provider.
     *
     * @return array{array<string, mixed>|null, ?string} and why it cannot be shown now, in words
     */
    private function saved(array $account): array
    {
        if (!$account['viewer']['may_buy'] || !$account['is_sold_here'] || !empty($account['is_copy'])) {
            return [null, null];
        }
        $saved = (new PaymentMethods($this->client))->of((int) $account['membership']['id']);
        if (is_wp_error($saved)) {
            return [null, Messages::code($saved) === 'not_found' ? null : Messages::forPage($saved)];
        }
        $hasProvider = array_filter(array_column($saved['gateways'], 'parameters')) !== [];
        return [$hasProvider ? $saved : null, null];
    }
}
