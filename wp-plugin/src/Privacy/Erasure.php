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
 * books have to. What the service did not do is said, and that nothing of it is gone.
 */
final class Erasure
{
    /** @param array<string, array<string, mixed>> $erasers @return array<string, array<string, mixed>> */
    public static function register(array $erasers): array
    {
        return $erasers + ['plan-bridge' => ['eraser_friendly_name' => __('Memberships and payments', 'plan-bridge'), 'callback' => [self::class, 'page']]];
    }

    /** All of it at once: address and saved cards are the customer's, whatever their memberships. @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool} */
    public static function page(string $email): array
    {
        $customer = Customer::of($email);
        [$membership, $removed] = [null, false];
        try {
            for ($place = 1; ($next = $customer?->membership($place)) !== null; ++$place) {
                $membership = $next;
                if (self::goesOn($customer->client(), $membership)) {
                    /* translators: %d: number of a membership */
                    return self::said(false, sprintf(__('Membership %d goes on. Its billing details and what is saved to pay with are kept until it has ended: cancel it first.', 'plan-bridge'), $membership));
                }
            }
            if ($membership === null) {
                return self::said(false);
            }
            foreach (self::saved($customer->client(), $membership) as $path) {
                Unanswered::unless($customer->client()->delete($path, Client::CONFIRM_SECONDS));
                $removed = true;
            }
            $removed = self::emptyBilling($customer->client(), "/v1/memberships/{$membership}/billing-address") || $removed;
        } catch (Unanswered $missing) {
            /* translators: 1: number of a membership, 2: why, a sentence */
            return self::said($removed, sprintf(__('The billing details of membership %1$d were not erased. %2$s', 'plan-bridge'), $membership, Messages::forAct('billing', $missing->error)));
        }
        /* translators: %d: number of a membership */
        return self::said($removed, sprintf(__('Payments, receipts and the history of membership %d are kept: the law asks for them, and they name who paid.', 'plan-bridge'), $membership));
    }

    /** Whether a membership is not over: its next bill needs address and card. @throws Unanswered */
    private static function goesOn(Client $client, int $membership): bool
    {
        $account = Unanswered::unless($client->get('/v1/account', ['membership' => $membership]));
        return !in_array($account['membership']['status'], ['cancelled', 'expired'], true) || $account['open_change'] !== null || $account['pending_change'] !== null;
    }

    /** Where each saved card or account is deleted; none where the network has no provider. @return list<string> @throws Unanswered */
    private static function saved(Client $client, int $membership): array
    {
        $path = PaymentMethods::path($membership);
        $saved = $client->get($path);
        $methods = is_wp_error($saved) && Messages::code($saved) === 'not_found' ? [] : Unanswered::unless($saved)['methods'];
        return array_map(static fn (array $method): string => "{$path}/{$method['id']}", $methods);
    }

    /**
     * Whether there was an address or VAT number to take away; the country stays, books are taxed by it. One that has no country,
     * or cannot be read, is not the service's to write.
     *
     * @throws Unanswered
     */
    private static function emptyBilling(Client $client, string $path): bool
    {
        $billing = Unanswered::unless($client->get($path))['billing'];
        $country = (string) $billing['address']['country'];
        if ($billing['readable'] && array_filter(['country' => ''] + $billing['address']) === [] && $billing['vat']['number'] === '') {
            return false;
        }
        if ($country === '') {
            throw new Unanswered(new WP_Error('plan_bridge_invalid_request', '', ['status' => 422]));
        }
        $empty = array_map(static fn (): string => '', $billing['address']);
        Unanswered::unless($client->put($path, ['country' => $country, 'vat_number' => ''] + $empty, Client::CONFIRM_SECONDS));
        return true;
    }

    /** @param string $why what is kept, and why; '' where there was nothing @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool} */
    private static function said(bool $removed, string $why = ''): array
    {
        return ['items_removed' => $removed, 'items_retained' => $why !== '', 'messages' => $why === '' ? [] : [$why], 'done' => true];
    }
}
