<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\View;
use WP_Error;

defined('ABSPATH') || exit;

/** The checkout form: choose, see what it costs, complete. While an order's outcome is open, it says so instead. */
final class ChangePage
{
    public function __construct(private readonly Client $client = new Client())
    {
    }

    /** An order that has been settled meanwhile leads on, before the first byte of the page. */
    public function load(): void
    {
        nocache_headers();
        $checking = $this->checking();
        $next = $checking === null ? null : (new Checking($this->client))->settled($checking, Checking::since());
        if ($next !== null) {
            Pages::go($next);
        }
    }

    public function render(): void
    {
        if ($this->checking() !== null) {
            View::render('change/checking', $this->checkingData());
            return;
        }
        $membership = MembershipId::resolve($this->client);
        $choices = is_wp_error($membership) ? $membership : $this->client->get("/v1/memberships/{$membership}/choices");
        $messages = Flash::take();
        if (is_wp_error($choices)) {
            $this->renderProblem($choices, $messages);
            return;
        }
        $summary = $this->summary((int) $membership, $choices);
        View::render('change', [
            'messages' => $messages,
            'membership_id' => (int) $membership,
            'choices' => $choices,
            'usage' => count($choices['plans']) > 1 ? self::usage($this->client, (int) $membership) : [],
            'selection' => $summary->selection() ?? $this->selection() ?? Selection::fromService($choices['current']),
            'summary' => $summary->data(),
        ]);
    }

    /** @param array<string, mixed> $choices */
    private function summary(int $membership, array $choices): Summary
    {
        $quote = QuoteId::fromInput($_GET, 'quote'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        $selection = $this->selection();
        return match (true) {
            $quote !== null => Summary::read($this->client, $membership, $quote),
            $selection !== null => Summary::ask($this->client, $membership, $selection),
            self::isReactivation($choices) => Summary::ask($this->client, $membership, Selection::fromService($choices['current'])),
            default => Summary::none($membership),
        };
    }

    /**
     * What the membership's sites use, for the list of plans; nothing where it cannot be told: the summary says so then.
     *
     * @return array<int, array<string, mixed>> by blog id
     */
    private static function usage(Client $client, int $membership): array
    {
        $usage = MeasuredUsage::ofMembership($client, $membership);
        return is_wp_error($usage) ? [] : $usage;
    }

    /**
     * Whether to go on with the present plan is something to buy: it is chosen already, so no click asks for its price.
     *
     * @param array<string, mixed> $choices
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
        return QuoteId::fromInput($_GET, 'checking'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
    }

    /** @return array<string, mixed> */
    private function checkingData(): array
    {
        $query = ['membership' => MembershipId::asked(), 'checking' => $this->checking(), 'since' => Checking::since()];
        return [
            'again' => Pages::change($query),
            'status' => admin_url('admin-ajax.php?' . http_build_query(['action' => 'plan_bridge_status'] + array_filter($query))),
        ];
    }

    /** @param list<array<string, mixed>> $messages */
    private function renderProblem(WP_Error $problem, array $messages): void
    {
        View::render('change/problem', ['messages' => $messages, 'problem' => Messages::forPage($problem)]);
    }
}
