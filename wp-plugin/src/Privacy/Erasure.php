<?php

declare(strict_types=1);

namespace PlanBridge\Privacy;

use PlanBridge\Account\PaymentMethods;
use PlanBridge\Messages;
use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * What WordPress takes away for somebody who asks to be forgotten: the billing address but for its country, the VAT number, and
 * what is saved to pay with, there where it is kept.
 *
 * None of it while a membership goes on: its next bill needs it. Payments, receipts and the history of memberships stay, as
 * books have to. A page of the erasure is one membership. What the service did not do is said, and that nothing of it is gone.
 */
final class Erasure
{
    /** @param array<string, array<string, mixed>> $erasers @return array<string, array<string, mixed>> */
    public static function register(array $erasers): array
    {
        return $erasers + ['plan-bridge' => ['eraser_friendly_name' => __('Memberships and payments', 'plan-bridge'), 'callback' => [self::class, 'page']]];
    }

    /** @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool} */
    public static function page(string $email, int $page = 1): array
    {
        $customer = Customer::of($email);
        $membership = $customer?->membership($page);
        if ($membership === null) {
            return self::said(removed: false, retained: false, done: true);
        }
        if (self::goesOn($customer)) {
            /* translators: %d: number of a membership */
            $why = sprintf(__('Membership %d goes on. Its billing details and what is saved to pay with are kept until it has ended: cancel it first.', 'plan-bridge'), $membership);
            return self::said(removed: false, retained: true, done: false, messages: [$why]);
        }
        try {
            $removed = self::erase($customer->client(), $membership);
        } catch (Unanswered $missing) {
            /* translators: 1: number of a membership, 2: why, a sentence */
            $why = sprintf(__('The billing details of membership %1$d were not erased. %2$s', 'plan-bridge'), $membership, Messages::forAct('billing', $missing->error));
            return self::said(removed: false, retained: true, done: false, messages: [$why]);
        }
        /* translators: %d: number of a membership */
        $kept = sprintf(__('Payments, receipts and the history of membership %d are kept: the law asks for them, and they name who paid.', 'plan-bridge'), $membership);
        return self::said(removed: $removed, retained: true, done: false, messages: [$kept]);
    }

    /** Whether a membership of theirs is not over: what they pay with and the address belong to all of them. */
    private static function goesOn(Customer $customer): bool
    {
        for ($place = 1; ($id = $customer->membership($place)) !== null; ++$place) {
            $account = $customer->client()->get('/v1/account', ['membership' => $id]);
            if (is_wp_error($account) || !in_array($account['membership']['status'], ['cancelled', 'expired'], true) || $account['open_change'] !== null || $account['pending_change'] !== null) {
                return true;
            }
        }
        return false;
    }

    /** Whether there was anything to take away. @throws Unanswered */
    private static function erase(Client $client, int $membership): bool
    {
        $removed = false;
        $path = PaymentMethods::path($membership);
        $saved = $client->get($path);
        foreach (is_wp_error($saved) && Messages::code($saved) === 'not_found' ? [] : self::answer($saved)['methods'] as $method) {
            self::answer($client->delete("{$path}/{$method['id']}", Client::CONFIRM_SECONDS));
            $removed = true;
        }
        $billing = self::answer($client->get("/v1/memberships/{$membership}/billing-address"))['billing'];
        $country = (string) $billing['address']['country'];
        $holds = array_filter(['country' => ''] + $billing['address']) !== [] || $billing['vat']['number'] !== '';
        if ($holds && $country !== '') {
            $empty = array_map(static fn (): string => '', $billing['address']);
            self::answer($client->put("/v1/memberships/{$membership}/billing-address", ['country' => $country, 'vat_number' => ''] + $empty, Client::CONFIRM_SECONDS));
            $removed = true;
        }
        return $removed;
    }

    /** @return array<string, mixed> @throws Unanswered */
    private static function answer(array|WP_Error $answer): array
    {
        return is_wp_error($answer) ? throw new Unanswered($answer) : $answer;
    }

    /** @param list<string> $messages @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool} */
    private static function said(bool $removed, bool $retained, bool $done, array $messages = []): array
    {
        return ['items_removed' => $removed, 'items_retained' => $retained, 'messages' => $messages, 'done' => $done];
    }
}
