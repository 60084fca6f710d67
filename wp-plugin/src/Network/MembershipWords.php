<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Words;
use PlanBridge\Format;

defined('ABSPATH') || exit;

/** The words of a membership in the network's list. */
final class MembershipWords
{
    public static function status(string $status): string
    {
        return Words::status($status);
    }

    /** The end of the term, and where that is over how the membership stands. */
    public static function termEnd(array $membership): string
    {
        $date = Format::date($membership['term_end']);
        $sentence = [
            /* translators: %s: a date */
            'over' => __('%s: over, and nobody renews it here', 'plan-bridge'),
            /* translators: %s: a date */
            'awaits_payment' => __('%s: over, its renewal is not paid yet', 'plan-bridge'),
            /* translators: %s: a date */
            'paid_in_full' => __('%s: paid in full, nothing more is billed', 'plan-bridge'),
            /* translators: %s: a date */
            'on_hold' => __('%s: over while on hold', 'plan-bridge'),
        ][(string) ($membership['beyond_term'] ?? '')] ?? null;
        return $sentence === null ? $date : sprintf($sentence, $date);
    }

    /** User name and mail address; the user name that the service knows where WordPress has no such user any more. */
    public static function customer(array $membership): string
    {
        $user = get_userdata((int) $membership['user_id']);
        return $user === false ? (string) $membership['user_login'] : "{$user->user_login} ({$user->user_email})";
    }
}
