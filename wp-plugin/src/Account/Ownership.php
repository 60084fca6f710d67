<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Screens;
use PlanBridge\SentText;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/** Who bills a membership: shown to network administrators on its account, with what moving that comes to and the button. */
final class Ownership
{
    /** What a button asks for, and the service's address for it. */
    private const ACTS = ['take-over', 'hand-back', 'looked-at'];

    public function __construct(private readonly Client $client = new Client())
    {
    }

    public static function nonce(int $membership, string $act): string
    {
        return "plan_bridge_{$act}_{$membership}";
    }

    /** What moving the membership to the other system comes to; null where it is not asked for, or could not be told. */
    public function forecast(array $account): ?array
    {
        if ($account['viewer']['role'] !== 'network_admin' || empty($account['membership']['owner'])) {
            return null;
        }
        $direction = $account['membership']['owner'] === 'ours' ? 'hand_back' : 'take_over';
        $answer = $this->client->get('/v1/network/ownership/forecast', ['direction' => $direction, 'membership' => (int) $account['membership']['id']]);
        return is_wp_error($answer) ? null : $answer['forecasts'][0] ?? null;
    }

    /** Action `admin_post_plan_bridge_own`: moves the membership, or notes that somebody has looked at what was written elsewhere. */
    public function act(): never
    {
        Screens::insist(Screens::FOR_SETTINGS);
        $membership = SentText::id($_POST, 'membership');
        $act = SentText::of($_POST, 'act');
        $isKnown = $membership > 0 && in_array($act, self::ACTS, true);
        if (!$isKnown || !SentText::isMeant(self::nonce($membership, $act))) {
            Flash::add('warning', 'form_expired');
            Menu::go(Menu::account(['membership' => $membership]));
        }
        $body = $act === 'take-over' && SentText::of($_POST, 'ends_subscription') === '1' ? ['ends_subscription' => true] : [];
        $answer = $this->client->post("/v1/network/memberships/{$membership}/{$act}", $body, Client::CONFIRM_SECONDS);
        is_wp_error($answer) ? Flash::addError($answer) : self::tell($act, $answer['moved']['refusal'] ?? null);
        Menu::go(Menu::account(['membership' => $membership]));
    }

    /** Says on the next page what became of it; `$refusal` is a code, null where it was done. */
    public static function tell(string $act, ?string $refusal): void
    {
        match (true) {
            $refusal === 'cancelling' => Flash::add('info', 'subscription_cancelling'),
            $refusal !== null => Flash::add('error', "move_{$refusal}"),
            default => Flash::add('success', ['take-over' => 'membership_taken_over', 'hand-back' => 'membership_handed_back', 'looked-at' => 'edit_looked_at'][$act]),
        };
    }

    /** What a forecast says, a sentence each. */
    public static function sentences(array $forecast): array
    {
        $bill = $forecast['bill'];
        $values = [
            'amount' => $bill['formatted'] ?? '',
            'date' => Format::date($forecast['bill_on']),
            'payments' => implode(', ', array_map(static fn (int $id): string => "#{$id}", $forecast['cancelled_bills'])),
            'replaced' => Format::date($forecast['replaced_change_at']),
        ];
        $codes = array_filter([
            $bill === null ? null : 'forecast_bill',
            $forecast['cancelled_bills'] === [] ? null : 'forecast_cancels_bills',
            $forecast['replaced_change_at'] === null ? null : 'forecast_drops_change',
            $forecast['ended_order'] === null ? null : 'forecast_ends_order',
            ...array_map(static fn (string $note): string => "forecast_{$note}", $forecast['notes']),
        ]);
        return array_values(array_map(static fn (string $code): string => Messages::forCode($code, $values), $codes));
    }
}
