<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * Complete checkout: sends the quote's id, then leads to the page that tells the truth about what came of it.
 *
 * The id is the idempotency key: a double click, a second tab or the back button send the same order, not another one.
 */
final class ConfirmHandler
{
    public function __construct(private readonly Client $client = new Client())
    {
    }

    /** Name of the nonce that belongs to one quote only. */
    public static function nonce(string $quoteId): string
    {
        return 'plan_bridge_confirm_' . $quoteId;
    }

    public function handle(): never
    {
        $quote = QuoteId::fromInput($_POST);
        if ($quote === null) {
            Flash::add('warning', 'quote_unknown');
            Pages::go($this->changePage([]));
        }
        if (!wp_verify_nonce(SentText::of($_POST, '_wpnonce'), self::nonce($quote))) {
            Flash::add('warning', 'form_expired');
            Pages::go($this->changePage(['quote' => $quote]));
        }
        $body = ['quote_id' => $quote, 'gateway' => sanitize_key(SentText::of($_POST, 'gateway'))];
        $answer = $this->client->post('/v1/changes', $body, Client::CONFIRM_SECONDS);
        Pages::go(is_wp_error($answer) ? $this->afterError($answer, $quote) : $this->afterChange($answer['change']));
    }

    /** @param array<string, mixed> $change */
    private function afterChange(array $change): string
    {
        if ($change['status'] === 'processing') {
            return $this->changePage(['checking' => $change['quote_id']]);
        }
        Outcome::tell($change);
        return Pages::account(['membership' => MembershipId::asked()]);
    }

    private function afterError(WP_Error $error, string $quote): string
    {
        $code = Messages::code($error);
        if (Outcome::isUnknown($error)) {
            return $this->changePage(['checking' => $quote, 'since' => time()]);
        }
        $params = Messages::params($error);
        Flash::add('warning', self::isOnlyOld($params) ? 'quote_expired' : $code, array_diff_key($params, ['quote' => 1]));
        if ($code === 'change_open') {
            return Pages::account(['membership' => MembershipId::asked()]);
        }
        if ($code === 'quote_stale') {
            return $this->changePage(self::asksAgain($params, $quote));
        }
        return $this->changePage(['quote' => self::isRefused($error) ? null : $quote]);
    }

    /** The same order would be refused again: there is no use in showing its figures and its button once more. */
    private static function isRefused(WP_Error $error): bool
    {
        return in_array(Messages::status($error), [403, 404, 422], true);
    }

    /**
     * The same choice, to be quoted anew by the page: only it can say how much the sites use of the new limits.
     *
     * @param array<string, mixed> $params of quote_stale
     * @return array<string, mixed>
     */
    private static function asksAgain(array $params, string $quote): array
    {
        $selection = $params['quote']['selection'] ?? null;
        return is_array($selection) ? Selection::fromService($selection)->query() : ['quote' => $quote];
    }

    /** @param array<string, mixed> $params of quote_stale */
    private static function isOnlyOld(array $params): bool
    {
        return ($params['reason'] ?? '') === 'expired';
    }

    /** @param array<string, mixed> $query */
    private function changePage(array $query): string
    {
        return Pages::change(['membership' => MembershipId::asked()] + $query);
    }
}
