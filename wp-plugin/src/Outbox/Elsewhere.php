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
    public static function unscheduleSwap(Row $row): void
    {
        self::onMainSite(static function () use ($row): void {
            foreach (function_exists('as_unschedule_all_actions') ? $row->ids('membership_id') : [] as $membership) {
                as_unschedule_all_actions(self::SWAP, ['membership_id' => $membership], 'membership');
            }
        });
    }

    /**
     * Lets it write its own invoice for a membership whose bill was asked for here before it was handed back: with its
     * number, its lines and its mail. It writes none where one waits already. Its own cron would do it later.
     */
    public static function invoice(Row $row): void
    {
        self::onMainSite(static function () use ($row): void {
            foreach ($row->ids('membership_id') as $membership) {
                if (!self::isOurs($membership)) {
                    do_action(self::INVOICE, $membership, (bool) ($row->payload['trial'] ?? false));
                }
            }
        });
    }

    /**
     * Cancels a membership's subscription at its provider, through the gateway that holds it, and writes that down: then
     * the service takes the membership over. Only the one that was there when a network admin asked for it.
     *
     * @throws Failed where the provider could not be asked: the row is tried again
     */
    public static function cancelSubscription(Row $row): void
    {
        self::onMainSite(static function () use ($row): void {
            foreach ($row->ids('membership_id') as $id) {
                self::cancelOne($id);
            }
        });
    }

    private static function cancelOne(int $id): void
    {
        global $wpdb;
        $ends = Network::table('bridge_subscription_ends');
        $asked = $wpdb->get_row($wpdb->prepare("SELECT gateway, subscription_id FROM {$ends} WHERE membership_id = %d AND cancelled_at IS NULL", $id));
        $membership = $asked !== null && function_exists('wu_get_membership') ? wu_get_membership($id) : null;
        if ($asked === null) {
            return;
        }
        if (!$membership || (string) $membership->get_gateway_subscription_id() !== $asked->subscription_id) {
            throw new Failed('the membership or its subscription is not there: cancel the subscription at the provider');
        }
        $gateway = wu_get_gateway($asked->gateway);
        if (!$gateway || $gateway->process_cancellation($membership, $membership->get_customer()) === false) {
            throw new Failed('the provider did not cancel the subscription: cancel it there');
        }
        $wpdb->query($wpdb->prepare("UPDATE {$ends} SET cancelled_at = UTC_TIMESTAMP(6) WHERE membership_id = %d AND subscription_id = %s", $id, $asked->subscription_id));
    }

    /** Taken over again meanwhile, it is billed by us alone. */
    private static function isOurs(int $membership): bool
    {
        global $wpdb;
        $sql = 'SELECT gateway FROM ' . Network::table('wu_memberships') . ' WHERE id = %d';
        return $wpdb->get_var($wpdb->prepare($sql, $membership)) === 'bridge';
    }

    private static function onMainSite(\Closure $work): void
    {
        switch_to_blog(get_main_site_id());
        try {
            $work();
        } finally {
            restore_current_blog();
        }
    }
}
