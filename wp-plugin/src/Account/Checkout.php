<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Limits\Usage;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\Service\Token;
use PlanBridge\View;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The checkout form and what its buttons do: choose, see what it costs, complete the order; cancel a change.
 *
 * A quote's id is the idempotency key of its order: a double click, a second tab or the back button send the same order,
 * not another one. While an order was sent and its answer is missing, or the provider is still at work, the page says so
 * instead, and asks how the change stands until it is settled. An order that the service has no record of is only called
 * lost when it can no longer be on its way.
 */
final class Checkout
{
    public const CHOOSE_NONCE = 'plan_bridge_choose';

    /** A confirm may still be at work in the service this long after it was sent. */
    private const ON_ITS_WAY_SECONDS = 60;

    /** As many sites as the service takes figures of. */
    private const MOST_SITES = 2000;

    /** @var array<int, array<int, array<string, mixed>>> what this request has measured, by membership */
    private array $measured = [];

    /** @var array<int, array{array<int, array<string, mixed>>, int}> what is known of all sites, and how many these are, by membership */
    private array $known = [];

    public function __construct(private readonly Client $client = new Client())
    {
    }

    /** Name of the nonce of a button (confirm, cancel): it belongs to one quote only. */
    public static function nonce(string $act, string $quoteId): string
    {
        return "plan_bridge_{$act}_{$quoteId}";
    }

    /** An order that has been settled meanwhile leads on, before the first byte of the page. */
    public function load(): void
    {
        $checking = Selection::quoteId($_GET, 'checking'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        $next = $checking === null ? null : $this->settled($checking);
        if ($next !== null) {
            Menu::go($next);
        }
    }

    public function render(): void
    {
        $checking = Selection::quoteId($_GET, 'checking'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        if ($checking !== null) {
            $query = ['membership' => Menu::membership(), 'checking' => $checking, 'since' => self::since()];
            $status = admin_url('admin-ajax.php?' . http_build_query(['action' => 'plan_bridge_status'] + array_filter($query)));
            View::render('change/checking', ['again' => Menu::change($query), 'status' => $status]);
            return;
        }
        $membership = $this->membership();
        $choices = is_wp_error($membership) ? $membership : $this->client->get("/v1/memberships/{$membership}/choices");
        $messages = Flash::take();
        if (is_wp_error($choices)) {
            $title = __('Change your membership', 'plan-bridge');
            View::render('problem', ['title' => $title, 'messages' => $messages, 'problem' => Menu::problem($choices), 'back' => __('Back to your account', 'plan-bridge')]);
            return;
        }
        $selection = Selection::fromInput(wp_unslash($_GET)); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        $quote = $this->quote((int) $membership, $selection, $choices);
        $usage = count($choices['plans']) > 1 ? $this->usage((int) $membership) : [];
        View::render('change', [
            'messages' => $messages,
            'membership_id' => (int) $membership,
            'choices' => $choices,
            'usage' => is_wp_error($usage) ? [] : $usage, // the summary says that it cannot be told
            'known' => $this->known[(int) $membership] ?? [[], 0],
            'selection' => is_array($quote) ? Selection::fromService($quote['selection']) : $selection ?? Selection::fromService($choices['current']),
            'summary' => $this->summary((int) $membership, $quote),
        ]);
    }

    /** The membership asked for, else the site's own, else the one that the service says is the person's. */
    private function membership(): int|WP_Error
    {
        $known = Menu::membership() ?? Menu::membershipOfSite();
        if ($known !== null) {
            return $known;
        }
        $account = $this->client->get('/v1/account');
        return is_wp_error($account) ? $account : (int) $account['membership']['id'];
    }

    /**
     * What the page shows a price for; null where nothing is chosen. Where going on with the present plan is something to
     * buy, that is chosen already, so no click asks for its price. A quote whose figures hold no more is asked for again.
     */
    private function quote(int $membership, ?Selection $selection, array $choices): array|WP_Error|null
    {
        $id = Selection::quoteId($_GET, 'quote'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        $answer = $id === null ? null : $this->client->get("/v1/quotes/{$id}");
        if (is_array($answer)) {
            $quote = $answer['quote'];
            $isOld = strtotime((string) $quote['valid_until']) <= Token::now() || ($quote['reason']['code'] ?? '') === 'quote_stale';
            return $isOld ? $this->ask($membership, Selection::fromService($quote['selection'])) : $quote;
        }
        foreach ($selection === null ? $choices['plans'] : [] as $plan) {
            if ($plan['is_current'] && in_array('reactivation', array_column($plan['prices'], 'kind'), true)) {
                $selection = Selection::fromService($choices['current']);
            }
        }
        return $answer ?? ($selection === null ? null : $this->ask($membership, $selection));
    }

    /** What a choice costs: the service's quote. */
    public function ask(int $membership, Selection $selection): array|WP_Error
    {
        $usage = $this->usage($membership);
        if (is_wp_error($usage)) {
            return $usage;
        }
        /**
         * Filters what is asked before it is: `plan_id`, `period`, `addons`, a discount code. Whose membership it is, and what
         * may be chosen, the service decides whatever comes out. A WP_Error refuses the choice, with its message.
         */
        $asked = apply_filters('plan_bridge_quote_request', $selection->body(), $membership);
        if (is_wp_error($asked)) {
            return Client::stopped($asked);
        }
        $answer = $this->client->post('/v1/quotes', ['membership_id' => $membership, 'usage' => (object) $usage] + (is_array($asked) ? $asked : $selection->body()));
        if (is_wp_error($answer)) {
            return $answer;
        }
        /** Fires when a price was worked out, also for the summary that changes while somebody chooses. */
        do_action('plan_bridge_quoted', $answer['quote'], $membership);
        return $answer['quote'];
    }

    /**
     * What the sites of a membership use now, by blog id: a quote compares it with the new limits. It is measured for whom the
     * service answers, of the sites that it names; its refusal where the membership is none of this person's business.
     */
    private function usage(int $membership): array|WP_Error
    {
        if (!isset($this->measured[$membership])) {
            $account = $this->client->get('/v1/account', ['membership' => $membership]);
            if (is_wp_error($account)) {
                return $account;
            }
            $usage = Usage::ofMembership($membership, array_column($account['sites'], 'blog_id'));
            $this->measured[$membership] = array_slice($usage, 0, self::MOST_SITES, true);
            $this->known[$membership] = [$usage, (int) $account['sites_total']];
        }
        return $this->measured[$membership];
    }

    /**
     * The summary beside the form, for views/change/summary: a quote, null where nothing is chosen yet, or the words for why
     * there is none. The page and admin-ajax render the same view from it, so both show the same figures.
     */
    public function summary(int $membership, array|WP_Error|null $quote): array
    {
        if (!is_wp_error($quote)) {
            return ['membership_id' => $membership, 'quote' => $quote, 'problem' => null, 'refusals' => [], 'saved' => $this->saved($membership, $quote)];
        }
        $problem = Messages::forAct('quote', $quote);
        $refusals = array_filter((array) (Messages::params($quote)['refusals'] ?? []), 'is_array');
        $further = array_diff(Messages::refusals($refusals), [$problem]);
        $above = array_filter($refusals, static fn (array $one): bool => ($one['code'] ?? '') === 'over_limit');
        $over = array_merge(...array_map(static fn (array $one): array => (array) ($one['params']['limits'] ?? []), array_values($above)));
        $over = array_filter($over, 'is_array');
        $more = array_sum(array_map(static fn (array $one): int => (int) ($one['params']['more'] ?? 0), $above));
        $said = $over !== [] && Messages::code($quote) === 'over_limit' ? Messages::forCode('over_limit_listed') : $problem; // the list says the rest
        return ['membership_id' => $membership, 'quote' => null, 'problem' => $said, 'refusals' => array_values($further), 'over' => $over, 'over_more' => $more];
    }

    /** What the customer has saved with the providers that take the sum; nothing where the quote offers none of them. */
    private function saved(int $membership, ?array $quote): array
    {
        $providers = array_diff(array_column($quote['gateways'] ?? [], 'id'), ['manual', 'free']);
        $saved = $providers !== [] && $quote['confirmable'] ? (new PaymentMethods($this->client))->of($membership) : null;
        return is_array($saved) ? $saved : PaymentMethods::NONE;
    }

    /** Address to go on to once it is settled, with the message left for that page; null while it is not. */
    private function settled(string $quoteId): ?string
    {
        $answer = $this->client->get('/v1/changes/' . $quoteId);
        if (!is_wp_error($answer)) {
            $isAsked = $answer['change']['status'] === 'processing' && time() - self::since() < self::ON_ITS_WAY_SECONDS; // a bank may take days
            return $isAsked ? null : PayPage::next($answer['change'], isOver: true);
        }
        if (Messages::status($answer) !== 404 || time() - self::since() < self::ON_ITS_WAY_SECONDS) {
            return null;
        }
        Flash::add('warning', 'change_not_received');
        return Menu::change(['quote' => $quoteId]);
    }

    /** When the order was sent, from the address; now where that is missing or impossible. */
    private static function since(): int
    {
        $now = time();
        return min(SentText::id($_REQUEST, 'since') ?: $now, $now); // phpcs:ignore WordPress.Security.NonceVerification -- how long to wait, nothing else
    }

    /** For the script of the checking page: where to go on, once the order is settled. Reads only. */
    public function sendStatus(): never
    {
        $quote = Selection::quoteId($_GET, 'checking'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        wp_send_json_success(['next' => $quote === null ? Menu::account() : $this->settled($quote)]);
    }

    /** The change form posted without scripts: makes the quote, then shows the page with it. */
    public function choose(): never
    {
        [$membership, $selection, $problem] = self::chosen();
        if ($problem !== null) {
            Flash::add('warning', $problem);
        }
        $quote = $problem === null ? $this->ask($membership, $selection) : null;
        $id = is_array($quote) ? $quote['id'] : null;
        Menu::go(Menu::change($id === null ? $selection?->query() ?? [] : ['quote' => $id]));
    }

    /** The summary for the change form's script, by admin-ajax: the same fragment that the page prints. */
    public function sendSummary(): never
    {
        [$membership, $selection, $problem] = self::chosen();
        if ($problem !== null) {
            self::sendProblem(Messages::forCode($problem), $problem === 'form_expired' ? 403 : 400);
        }
        $quote = $this->ask($membership, $selection);
        $html = View::text('change/summary', $this->summary($membership, $quote));
        wp_send_json_success(['html' => $html, 'quote' => is_wp_error($quote) ? null : $quote['id']]);
    }

    /** @return array{?int, ?Selection, ?string} membership and choice as they were sent, and the code of what is wrong with that */
    private static function chosen(): array
    {
        $membership = Menu::membership();
        $selection = Selection::fromInput(wp_unslash($_POST));
        return [$membership, $selection, match (true) {
            !SentText::isMeant(self::CHOOSE_NONCE) => 'form_expired',
            $membership === null || $selection === null => 'nothing_chosen',
            default => null,
        }];
    }

    private static function sendProblem(string $text, int $status): never
    {
        wp_send_json_error(['words' => $text, 'html' => '<p class="pb-problem">' . esc_html($text) . '</p>'], $status);
    }

    /** Complete checkout: sends the quote's id, then leads to the page that tells the truth about what came of it. */
    public function confirm(): never
    {
        $quote = Selection::quoteId($_POST);
        if ($quote === null || !SentText::isMeant(self::nonce('confirm', $quote))) {
            Flash::add('warning', $quote === null ? 'quote_unknown' : 'form_expired');
            Menu::go(Menu::change(['quote' => $quote]));
        }
        $way = WayToPay::fromInput($_POST);
        if ($way === null) {
            Flash::add('warning', 'way_unknown');
            Menu::go(Menu::change(['quote' => $quote]));
        }
        $answer = $this->client->order('confirm', $quote, ['quote_id' => $quote] + $way->body());
        Menu::go(is_wp_error($answer) ? self::afterError($answer, $quote) : PayPage::next($answer['change']));
    }

    private static function afterError(WP_Error $error, string $quote): string
    {
        if (Messages::isUnknown($error)) {
            return Menu::change(['checking' => $quote, 'since' => time()]);
        }
        $code = Messages::code($error);
        $params = Messages::params($error);
        Flash::add('warning', ($params['reason'] ?? '') === 'expired' ? 'quote_expired' : $code, array_diff_key($params, ['quote' => 1]));
        $selection = $params['quote']['selection'] ?? null;
        return match (true) {
            $code === 'change_open' => Menu::account(),
            // The same choice, to be quoted anew by the page: only it can say how much the sites use of the new limits.
            $code === 'quote_stale' && is_array($selection) => Menu::change(Selection::fromService($selection)->query()),
            // A refused order would be refused again: there is no use in showing its figures and its button once more.
            in_array(Messages::status($error), [403, 404, 422], true) => Menu::change(),
            default => Menu::change(['quote' => $quote]),
        };
    }

    /** The owner takes back a change that waits for its payment or for the term's end. */
    public function cancel(): never
    {
        $quote = Selection::quoteId($_POST);
        if ($quote === null || !SentText::isMeant(self::nonce('cancel', $quote))) {
            Flash::add('warning', 'form_expired');
            Menu::go(Menu::account());
        }
        $answer = $this->client->order('cancel', $quote);
        if (is_wp_error($answer)) {
            Flash::addError($answer, 'cancel');
            Menu::go(Menu::account());
        }
        Menu::go(self::told($answer['change'], self::again($answer['change'])));
    }

    /** What was cancelled, to be ordered again. */
    private static function again(array $change): array
    {
        $selection = ['plan_id' => $change['plan']['product_id'], 'period' => $change['period'], 'addons' => $change['addons']];
        return $change['status'] === 'cancelled' ? ['again' => Selection::fromService($selection)->query()] : [];
    }

    /** The login ended while the page was open: nothing was sent, first the login, then the page. */
    public static function loginFirst(): never
    {
        Menu::go(wp_login_url(Menu::change()));
    }

    public static function sendLoginFirst(): never
    {
        self::sendProblem(__('You have been logged out, so nothing was sent. Please log in again.', 'plan-bridge'), 401);
    }

    /** The page on which what came of an order is told, once; its address. */
    public static function told(array $change, array $params = []): string
    {
        $type = match ($change['status']) {
            'applied', 'scheduled' => 'success',
            'needs_attention', 'void' => 'warning',
            default => 'info',
        };
        Flash::add($type, "change_{$change['status']}", ['effective_at' => $change['effective_at'] ?? null] + $params);
        return Menu::account(['membership' => $change['membership_id'] ?? Menu::membership()]);
    }
}
