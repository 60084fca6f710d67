<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/**
 * "We are checking your payment": an order was sent and its answer is missing, or the provider is still at work.
 *
 * Asks how the change stands until it is settled. An order that the service has no record of is only called lost when
 * it can no longer be on its way.
 */
final class Checking
{
    /** A confirm may still be at work in the service this long after it was sent. */
    private const ON_ITS_WAY_SECONDS = 60;

    public function __construct(private readonly Client $client = new Client())
    {
    }

    /** Address to go on to once it is settled, with the message left for that page; null while it is not. */
    public function settled(string $quoteId, int $since): ?string
    {
        $answer = $this->client->get('/v1/changes/' . $quoteId);
        $membership = ['membership' => MembershipId::asked()];
        if (!is_wp_error($answer)) {
            if ($answer['change']['status'] === 'processing') {
                return null;
            }
            Outcome::tell($answer['change']);
            return Pages::account($membership);
        }
        if (Messages::status($answer) !== 404 || time() - $since < self::ON_ITS_WAY_SECONDS) {
            return null;
        }
        Flash::add('warning', 'change_not_received');
        return Pages::change($membership + ['quote' => $quoteId]);
    }

    /** When the order was sent, from the address; now where that is missing or impossible. */
    public static function since(): int
    {
        $since = $_REQUEST['since'] ?? ''; // phpcs:ignore WordPress.Security.NonceVerification -- how long to wait, nothing else
        return is_string($since) && ctype_digit($since) ? min((int) $since, time()) : time();
    }
}
