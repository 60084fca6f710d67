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
 * The cards and bank accounts that a customer has saved with a provider: listed, added, removed, and which one is charged for
 * renewals. Numbers are typed into the provider's own fields and never come here.
 */
final class PaymentMethods
{
    /** What is answered where nobody may choose, or no provider is there. */
    public const NONE = ['gateways' => [], 'methods' => [], 'silent' => []];

    public function __construct(private readonly Client $client = new Client())
    {
    }

    public static function path(int $membership): string
    {
        return "/v1/memberships/{$membership}/payment-methods";
    }

    /** Name of the nonce of a button: it belongs to one method of one membership; of adding, to the membership. */
    public static function nonce(string $act, int $membership, string $method = ''): string
    {
        return "plan_bridge_method_{$act}_{$membership}_{$method}";
    }

    /** What a membership can be paid with; the provider is asked, so it may take a moment or fail alone. */
    public function of(int $membership): array|WP_Error
    {
        return $this->client->get(self::path($membership));
    }

    /** Action `admin_post_plan_bridge_method`: makes one the default, or removes it. */
    public function act(): never
    {
        $membership = (int) Menu::membership();
        $act = SentText::of($_POST, 'act');
        $method = SentText::of($_POST, 'method');
        $isOne = in_array($act, ['default', 'remove'], true) && preg_match('/^[A-Za-z0-9_-]{1,64}$/', $method) === 1;
        if (!$isOne || !SentText::isMeant(self::nonce($act, $membership, $method))) {
            Flash::add('warning', 'form_expired');
            Menu::go(Menu::account());
        }
        $path = self::path($membership) . "/{$method}";
        $answer = $act === 'remove'
            ? $this->client->delete($path, Client::CONFIRM_SECONDS)
            : $this->client->post("{$path}/default", SentText::of($_POST, 'agreed') === '1' ? ['agreed' => true] : [], Client::CONFIRM_SECONDS);
        is_wp_error($answer)
            ? Flash::addError($answer, 'methods')
            : Flash::add('success', $act === 'remove' ? 'method_removed' : 'method_is_default');
        Menu::go(Menu::account() . '#pb-methods');
    }

    /** Action `wp_ajax_plan_bridge_set_up`, for the script: what the provider's fields need to save something; the agreement comes first. */
    public function sendSetUp(): never
    {
        $membership = (int) Menu::membership();
        $gateway = sanitize_key(SentText::of($_POST, 'gateway'));
        $agreed = SentText::of($_POST, 'agreed') === '1';
        if (!SentText::isMeant(self::nonce('add', $membership))) {
            self::refuse(Messages::forCode('form_expired'), 403);
        }
        if (!$agreed) {
            self::refuse(Messages::forCode('agreement_missing'), 400);
        }
        $answer = $this->client->post(self::path($membership), ['gateway' => $gateway, 'agreed' => true], Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            self::refuse(Messages::forAct('methods', $answer), 502);
        }
        nocache_headers();
        wp_send_json_success(['parameters' => $answer['next_action']['parameters']]);
    }

    private static function refuse(string $words, int $status): never
    {
        wp_send_json_error(['words' => $words], $status);
    }
}
