<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use Throwable;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * Asks a gateway of Ultimate Multisite to cancel a subscription, and hears whether the provider did.
 *
 * Gateways answer false, an error or an exception where it failed; some answer nothing either way. So what the provider
 * itself answered is listened to as well: a request that found nobody, or was refused, is no cancellation, and whoever
 * took it for one would have the customer charged twice.
 */
final class Cancellation
{
    private ?string $refused = null;

    /** Why the subscription is not cancelled, or null where it is. */
    public static function ask(object $gateway, object $membership): ?string
    {
        $heard = new self();
        add_action('http_api_debug', [$heard, 'onAnswer'], 10, 1);
        try {
            $answer = $gateway->process_cancellation($membership, $membership->get_customer());
        } catch (Throwable $problem) {
            return 'the provider could not be asked: ' . $problem->getMessage();
        } finally {
            remove_action('http_api_debug', [$heard, 'onAnswer'], 10);
        }
        if ($answer instanceof WP_Error) {
            return 'the provider did not cancel the subscription: ' . $answer->get_error_message();
        }
        if ($answer === false) {
            return 'the provider did not cancel the subscription: cancel it there, or look at its log';
        }
        return $heard->refused;
    }

    /** Action `http_api_debug`: each answer to a request that WordPress sends for the gateway; the last one counts. */
    public function onAnswer(mixed $answer): void
    {
        $this->refused = match (true) {
            $answer instanceof WP_Error => 'the provider could not be asked: ' . $answer->get_error_message(),
            !is_array($answer) => null,
            default => self::refusal((int) wp_remote_retrieve_response_code($answer), (string) wp_remote_retrieve_body($answer)),
        };
    }

    /** One that is over already needs no cancelling: providers refuse that too. */
    private static function refusal(int $code, string $body): ?string
    {
        if (str_contains($body, 'SUBSCRIPTION_STATUS_INVALID') || preg_match('/(^|&)L_ERRORCODE0=11556(&|$)/', $body) === 1) {
            return null;
        }
        return $code >= 400 || preg_match('/(^|&)ACK=Failure/i', $body) === 1
            ? "the provider did not cancel the subscription (it answered {$code}): cancel it there"
            : null;
    }
}
