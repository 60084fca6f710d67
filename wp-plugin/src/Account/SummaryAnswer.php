<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/** The summary for the change form's script, by admin-ajax: the same fragment that the page prints. */
final class SummaryAnswer
{
    public function __construct(private readonly Client $client = new Client())
    {
    }

    public function send(): never
    {
        if (!wp_verify_nonce(SentText::of($_POST, '_wpnonce'), ChooseHandler::NONCE)) {
            $this->refuse('form_expired', 403);
        }
        $membership = MembershipId::asked();
        $selection = Selection::fromInput(wp_unslash($_POST));
        if ($membership === null || $selection === null) {
            $this->refuse('nothing_chosen', 400);
        }
        $summary = Summary::ask($this->client, $membership, $selection);
        wp_send_json_success(['html' => $summary->html(), 'quote' => $summary->quoteId()]);
    }

    private function refuse(string $code, int $status): never
    {
        wp_send_json_error(['html' => '<p class="pb-problem">' . esc_html(Messages::forCode($code)) . '</p>'], $status);
    }
}
