<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Plugin;

defined('ABSPATH') || exit;

/** A membership that Ultimate Multisite deleted: its owner is told so afterwards, with its number and the day. */
final class Deleted
{
    /** Action `wu_membership_post_delete`. */
    public static function onDelete(mixed $result, object $membership): void
    {
        $customer = $result === false || is_wp_error($result) ? false : wu_get_customer((int) $membership->get_customer_id());
        $user = $customer ? (int) $customer->get_user_id() : 0;
        if ($user > 0) {
            update_user_meta($user, Plugin::DELETED, ['membership' => (int) $membership->get_id(), 'effective_at' => gmdate('Y-m-d\TH:i:s\Z')]);
        }
    }
}
