<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/**
 * The checkout form: choose, see what it costs, complete.
 *
 * While an order was sent and its answer is missing, or the provider is still at work, it says so instead, and asks how
 * the change stands until it is settled. An order that the service has no record of is only called lost when it can no
 * longer be on its way.
 */
final class ChangePage
{
    /** A confirm may still be at work in the service this long after it was sent. */
    private const ON_ITS_WAY_SECONDS = 60;

    public function __construct(private readonly Client $client = new Client())
    {
    }

    /** An order that has been settled meanwhile leads on, before the first byte of the page. */
    public function load(): void
    {
        nocache_headers();
        $checking = $this->checking();
        $next = $checking === null ? null : $this->settled($checking, self::since());
        if ($next !== null) {
            Menu::go($next);
        }
    }

    public function render(): void
    {
        if ($this->checking() !== null) {
            View::render('change/checking', $this->checkingData());
            return;
        }
        $membership = CurrentMembership::resolve($this->client);
        $choices = is_wp_error($membership) ? $membership : $this->client->get("/v1/memberships/{$membership}/choices");
        $messages = Flash::take();
        if (is_wp_error($choices)) {
            View::render('change/problem', ['messages' => $messages, 'problem' => Messages::forPage($choices)]);
            return;
        }
        $summary = $this->summary((int) $membership, $choices);
        $usage = count($choices['plans']) > 1 ? Summary::usageOfMembership($this->client, (int) $membership) : [];
        View::render('change', [
            'messages' => $messages,
            'membership_id' => (int) $membership,
            'choices' => $choices,
            'usage' => is_wp_error($usage) ? [] : $usage, // the summary says that it cannot be told
            'selection' => $summary->selection() ?? $this->selection() ?? Selection::fromService($choices['current']),
            'summary' => $summary->data(),
        ]);
    }

    private function summary(int $membership, array $choices): Summary
    {
        $quote = Selection::quoteId($_GET, 'quote'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        $selection = $this->selection();
        return match (true) {
            $quote !== null => Summary::read($this->client, $membership, $quote),
            $selection !== null => Summary::ask($this->client, $membership, $selection),
            self::isReactivation($choices) => Summary::ask($this->client, $membership, Selection::fromService($choices['current'])),
            default => Summary::none($membership),
        };
    }

    /**
     * Whether to go on with the present plan is something to buy: it is chosen already, so no click asks for its price.
     */
    private static function isReactivation(array $choices): bool
    {
        foreach ($choices['plans'] as $plan) {
            if ($plan['is_current']) {
                return in_array('reactivation', array_column($plan['prices'], 'kind'), true);
            }
        }
        return false;
    }

    private function selection(): ?Selection
    {
        return Selection::fromInput(wp_unslash($_GET)); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
    }

    private function checking(): ?string
    {
        return Selection::quoteId($_GET, 'checking'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
    }

    private function checkingData(): array
    {
        $query = ['membership' => CurrentMembership::asked(), 'checking' => $this->checking(), 'since' => self::since()];
        return [
            'again' => Menu::change($query),
            'status' => admin_url('admin-ajax.php?' . http_build_query(['action' => 'plan_bridge_status'] + array_filter($query))),
        ];
    }

    /** Address to go on to once it is settled, with the message left for that page; null while it is not. */
    private function settled(string $quoteId, int $since): ?string
    {
        $answer = $this->client->get('/v1/changes/' . $quoteId);
        $membership = ['membership' => CurrentMembership::asked()];
        if (!is_wp_error($answer)) {
            if ($answer['change']['status'] === 'processing') {
                return null;
            }
            Checkout::tell($answer['change']);
            return Menu::account($membership);
        }
        if (Messages::status($answer) !== 404 || time() - $since < self::ON_ITS_WAY_SECONDS) {
            return null;
        }
        Flash::add('warning', 'change_not_received');
        return Menu::change($membership + ['quote' => $quoteId]);
    }

    /** When the order was sent, from the address; now where that is missing or impossible. */
    private static function since(): int
    {
        $since = $_REQUEST['since'] ?? ''; // phpcs:ignore WordPress.Security.NonceVerification -- how long to wait, nothing else
        return is_string($since) && ctype_digit($since) ? min((int) $since, time()) : time();
    }

    /** For the script of the checking page: where to go on, once the order is settled. Reads only. */
    public function sendStatus(): never
    {
        $quote = Selection::quoteId($_GET, 'checking'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        $next = $quote === null ? Menu::account() : $this->settled($quote, self::since());
        wp_send_json_success(['next' => $next]);
    }
}
