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
 * What the buttons of the checkout form do: ask for the price, complete the order, cancel a change.
 *
 * A quote's id is the idempotency key of its order: a double click, a second tab or the back button send the same order,
 * not another one.
 */
final class Checkout
{
    public const CHOOSE_NONCE = 'plan_bridge_choose';

    public function __construct(private readonly Client $client = new Client())
    {
    }

    /** The change form posted without scripts: makes the quote, then shows the page with it. */
    public function choose(): never
    {
        $membership = CurrentMembership::asked();
        $selection = Selection::fromInput(wp_unslash($_POST));
        $back = ['membership' => $membership] + ($selection?->query() ?? []);
        if (!self::isMeant(self::CHOOSE_NONCE) || $selection === null || $membership === null) {
            Flash::add('warning', self::isMeant(self::CHOOSE_NONCE) ? 'nothing_chosen' : 'form_expired');
            Menu::go(Menu::change($back));
        }
        $quote = Summary::ask($this->client, $membership, $selection)->quoteId();
        Menu::go(Menu::change($quote === null ? $back : ['membership' => $membership, 'quote' => $quote]));
    }

    /** The summary for the change form's script, by admin-ajax: the same fragment that the page prints. */
    public function sendSummary(): never
    {
        if (!self::isMeant(self::CHOOSE_NONCE)) {
            $this->refuse('form_expired', 403);
        }
        $membership = CurrentMembership::asked();
        $selection = Selection::fromInput(wp_unslash($_POST));
        if ($membership === null || $selection === null) {
            $this->refuse('nothing_chosen', 400);
        }
        $summary = Summary::ask($this->client, $membership, $selection);
        wp_send_json_success(['html' => $summary->html(), 'quote' => $summary->quoteId()]);
    }

    private static function isMeant(string $nonce): bool
    {
        return (bool) wp_verify_nonce(SentText::of($_POST, '_wpnonce'), $nonce);
    }

    private function refuse(string $code, int $status): never
    {
        wp_send_json_error(['html' => '<p class="pb-problem">' . esc_html(Messages::forCode($code)) . '</p>'], $status);
    }

    /** Name of the nonce that belongs to one quote only. */
    public static function confirmNonce(string $quoteId): string
    {
        return 'plan_bridge_confirm_' . $quoteId;
    }

    /** Complete checkout: sends the quote's id, then leads to the page that tells the truth about what came of it. */
    public function confirm(): never
    {
        $quote = Selection::quoteId($_POST);
        if ($quote === null) {
            Flash::add('warning', 'quote_unknown');
            Menu::go($this->changePage([]));
        }
        if (!self::isMeant(self::confirmNonce($quote))) {
            Flash::add('warning', 'form_expired');
            Menu::go($this->changePage(['quote' => $quote]));
        }
        $body = ['quote_id' => $quote, 'gateway' => sanitize_key(SentText::of($_POST, 'gateway'))];
        $answer = $this->client->post('/v1/changes', $body, Client::CONFIRM_SECONDS);
        Menu::go(is_wp_error($answer) ? $this->afterError($answer, $quote) : $this->afterChange($answer['change']));
    }

    private function afterChange(array $change): string
    {
        if ($change['status'] === 'processing') {
            return $this->changePage(['checking' => $change['quote_id']]);
        }
        self::tell($change);
        return Menu::account(['membership' => CurrentMembership::asked()]);
    }

    private function afterError(WP_Error $error, string $quote): string
    {
        $code = Messages::code($error);
        if (self::isUnknown($error)) {
            return $this->changePage(['checking' => $quote, 'since' => time()]);
        }
        $params = Messages::params($error);
        Flash::add('warning', ($params['reason'] ?? '') === 'expired' ? 'quote_expired' : $code, array_diff_key($params, ['quote' => 1]));
        if ($code === 'change_open') {
            return Menu::account(['membership' => CurrentMembership::asked()]);
        }
        if ($code === 'quote_stale') {
            return $this->changePage(self::asksAgain($params, $quote));
        }
        // A refused order would be refused again: there is no use in showing its figures and its button once more.
        $isRefused = in_array(Messages::status($error), [403, 404, 422], true);
        return $this->changePage(['quote' => $isRefused ? null : $quote]);
    }

    /**
     * The same choice, to be quoted anew by the page: only it can say how much the sites use of the new limits.
     *
     * @param array<string, mixed> $params of quote_stale
     */
    private static function asksAgain(array $params, string $quote): array
    {
        $selection = $params['quote']['selection'] ?? null;
        return is_array($selection) ? Selection::fromService($selection)->query() : ['quote' => $quote];
    }

    private function changePage(array $query): string
    {
        return Menu::change(['membership' => CurrentMembership::asked()] + $query);
    }

    /** Name of the nonce that belongs to one change only. */
    public static function cancelNonce(string $quoteId): string
    {
        return 'plan_bridge_cancel_' . $quoteId;
    }

    /** The owner takes back a change that waits for its payment or for the term's end. */
    public function cancel(): never
    {
        $quote = Selection::quoteId($_POST);
        $account = Menu::account(['membership' => CurrentMembership::asked()]);
        if ($quote === null || !self::isMeant(self::cancelNonce($quote))) {
            Flash::add('warning', 'form_expired');
            Menu::go($account);
        }
        $answer = $this->client->post("/v1/changes/{$quote}/cancel", [], Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            Flash::add('error', Messages::codeOfAct('cancel', $answer), Messages::params($answer));
        } else {
            self::tell($answer['change']);
        }
        Menu::go($account);
    }

    /** The login ended while the page was open: nothing was sent, first the login, then the page. */
    public static function loginFirst(): never
    {
        Menu::go(wp_login_url(Menu::change(['membership' => CurrentMembership::asked()])));
    }

    public static function sendLoginFirst(): never
    {
        $text = __('You have been logged out, so nothing was sent. Please log in again.', 'plan-bridge');
        wp_send_json_error(['html' => '<p class="pb-problem">' . esc_html($text) . '</p>'], 401);
    }

    /** What came of an order, told once, on the next page. */
    public static function tell(array $change): void
    {
        $status = (string) $change['status'];
        $type = match ($status) {
            'applied', 'scheduled' => 'success',
            'needs_attention', 'void' => 'warning',
            default => 'info',
        };
        Flash::add($type, "change_{$status}", ['effective_at' => $change['effective_at'] ?? null]);
    }

    /**
     * Whether an error leaves open what happened: no answer, or one that came from a service that broke on the way.
     * Then nobody may say that nothing has changed.
     */
    public static function isUnknown(WP_Error $error): bool
    {
        $code = Messages::code($error);
        $undone = ['store_unavailable', 'store_busy', 'schema_out_of_date'];
        return $code === 'no_answer' || (Messages::status($error) >= 500 && !in_array($code, $undone, true));
    }
}
