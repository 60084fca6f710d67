<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Words as AccountWords;

defined('ABSPATH') || exit;

/** The words of a membership in the network's list. */
final class MembershipWords
{
    public static function status(string $status): string
    {
        return AccountWords::status($status);
    }

    /** User name and mail address; the user name that the service knows where WordPress has no such user any more. */
    public static function customer(array $membership): string
    {
        $user = get_userdata((int) $membership['user_id']);
        return $user === false ? (string) $membership['user_login'] : "{$user->user_login} ({$user->user_email})";
    }
}
