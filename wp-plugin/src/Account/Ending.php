<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\SentText;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/** The owner cancels the membership for its term's end, saying why or not, and takes that back. */
final class Ending
{
    private const LONGEST_REASON = 1000;

    public function __construct(private readonly Client $client = new Client())
    {
    }

    public static function nonce(string $act, int $membership): string
    {
        return "plan_bridge_end_{$act}_{$membership}";
    }

    /** Action `admin_post_plan_bridge_end`. */
    public function cancel(): never
    {
        $reason = mb_substr(trim(sanitize_textarea_field(SentText::of($_POST, 'reason'))), 0, self::LONGEST_REASON);
        $this->send('cancel', $reason === '' ? [] : ['reason' => $reason]);
    }

    /** Action `admin_post_plan_bridge_keep`. */
    public function keep(): never
    {
        $this->send('keep', []);
    }

    /** @param array<string, mixed> $body */
    private function send(string $act, array $body): never
    {
        $membership = (int) Menu::membership();
        if ($membership < 1 || !SentText::isMeant(self::nonce($act, $membership))) {
            Flash::add('warning', 'form_expired');
            Menu::go(Menu::account());
        }
        $answer = $this->client->post("/v1/memberships/{$membership}/{$act}", $body, Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            Flash::addError($answer, 'end');
            Menu::go(Menu::account());
        }
        $ends = $answer['membership']['cancellation'];
        match (true) {
            $ends !== null => Flash::add('success', 'membership_ends', ['effective_at' => $ends['ends_at']]),
            $act === 'keep' => Flash::add('success', 'membership_goes_on'),
            default => Flash::add('info', 'membership_ended'),
        };
        Menu::go(Menu::account());
    }
}
