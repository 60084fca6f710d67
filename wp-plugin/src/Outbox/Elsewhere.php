<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** What Ultimate Multisite has to do once a membership has become ours, or its own again. Without it there is nothing to do. */
final class Elsewhere
{
    private const SWAP = 'wu_async_membership_swap';
    private const INVOICE = 'wu_async_create_renewal_payment';

    /** Takes the change off its queue that was scheduled there; the queue is the main site's. */
    public static function unscheduleSwap(Task $task): ?string
    {
        return self::each($task, static function (int $membership): ?string {
            if (function_exists('as_unschedule_all_actions')) {
                as_unschedule_all_actions(self::SWAP, ['membership_id' => $membership], 'membership');
            }
            return null;
        });
    }

    /**
     * Lets it write its own invoice for a membership whose bill was asked for here before it was handed back: with its
     * number, its lines and its mail. It writes none where one waits already. Its own cron would do it later. One that was
     * taken over again meanwhile is billed by us alone.
     */
    public static function invoice(Task $task): ?string
    {
        return self::each($task, static function (int $membership) use ($task): ?string {
            global $wpdb;
            $sql = 'SELECT gateway FROM ' . Network::table('wu_memberships') . ' WHERE id = %d';
            if ($wpdb->get_var($wpdb->prepare($sql, $membership)) !== 'bridge') {
                do_action(self::INVOICE, $membership, (bool) ($task->payload['trial'] ?? false));
            }
            return null;
        });
    }

    /**
     * Cancels a membership's subscription at its provider, through the gateway that holds it, and writes that down: then
     * the service takes the membership over. Only the one that was there when a network admin asked for it.
     */
    public static function cancelSubscription(Task $task): ?string
    {
        return self::each($task, self::cancelOne(...));
    }

    private static function cancelOne(int $id): ?string
    {
        global $wpdb;
        $ends = Network::table('bridge_subscription_ends');
        $asked = $wpdb->get_row($wpdb->prepare("SELECT gateway, subscription_id FROM {$ends} WHERE membership_id = %d AND cancelled_at IS NULL", $id));
        if ($asked === null) {
            return null;
        }
        $membership = function_exists('wu_get_membership') ? wu_get_membership($id) : null;
        if (!$membership || (string) $membership->get_gateway_subscription_id() !== $asked->subscription_id) {
            return 'the membership or its subscription is not there: cancel the subscription at the provider';
        }
        $gateway = wu_get_gateway($asked->gateway);
        if (!$gateway || $gateway->process_cancellation($membership, $membership->get_customer()) === false) {
            return 'the provider did not cancel the subscription: cancel it there';
        }
        $wpdb->query($wpdb->prepare("UPDATE {$ends} SET cancelled_at = UTC_TIMESTAMP(6) WHERE membership_id = %d AND subscription_id = %s", $id, $asked->subscription_id));
        return null;
    }

    /** Does something for each membership of a task, on the main site; it answers why it could not be done now, or null. */
    private static function each(Task $task, callable $work): ?string
    {
        switch_to_blog(get_main_site_id());
        try {
            $whys = array_filter(array_map($work, $task->ids('membership_id')));
        } finally {
            restore_current_blog();
        }
        return $whys === [] ? null : implode('; ', $whys);
    }
}
