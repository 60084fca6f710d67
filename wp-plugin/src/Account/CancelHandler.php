<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/** The owner takes back a change that waits for its payment or for the term's end. */
final class CancelHandler
{
    public function __construct(private readonly Client $client = new Client())
    {
    }

    /** Name of the nonce that belongs to one change only. */
    public static function nonce(string $quoteId): string
    {
        return 'plan_bridge_cancel_' . $quoteId;
    }

    public function handle(): never
    {
        $quote = QuoteId::fromInput($_POST);
        $account = Pages::account(['membership' => MembershipId::asked()]);
        if ($quote === null || !wp_verify_nonce(SentText::of($_POST, '_wpnonce'), self::nonce($quote))) {
            Flash::add('warning', 'form_expired');
            Pages::go($account);
        }
        $answer = $this->client->post("/v1/changes/{$quote}/cancel", [], Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            Flash::add('error', Messages::codeOfAct('cancel', $answer), Messages::params($answer));
        } else {
            Outcome::tell($answer['change']);
        }
        Pages::go($account);
    }
}
