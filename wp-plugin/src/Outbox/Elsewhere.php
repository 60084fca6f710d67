<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Service\Network;
use Throwable;

defined('ABSPATH') || exit;

/**
 * What Ultimate Multisite has to do once a membership has become ours, or its own again, and what its listeners and webhooks
 * are told of what the service has written. Without it there is nothing to do.
 */
final class Elsewhere
{
    private const SWAP = 'wu_async_membership_swap';
    private const INVOICE = 'wu_async_create_renewal_payment';

    /** Its types of an order, by our kinds of a change. */
    private const ORDERS = ['upgrade' => 'upgrade', 'crossgrade' => 'upgrade', 'downgrade' => 'downgrade', 'removal' => 'downgrade', 'addon' => 'addon', 'reactivation' => 'reactivation'];

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
        $isNamed = $membership && (string) $membership->get_gateway_subscription_id() === $asked->subscription_id;
        $gateway = $isNamed ? wu_get_gateway($asked->gateway) : false;
        $why = match (true) {
            !$isNamed => 'the membership or its subscription is not there: cancel the subscription at the provider',
            !$gateway => "Ultimate Multisite has no gateway {$asked->gateway}: cancel the subscription at the provider",
            default => Cancellation::ask($gateway, $membership),
        };
        $wpdb->query($why === null
            ? $wpdb->prepare("UPDATE {$ends} SET cancelled_at = UTC_TIMESTAMP(6), problem = NULL WHERE membership_id = %d AND subscription_id = %s", $id, $asked->subscription_id)
            : $wpdb->prepare("UPDATE {$ends} SET problem = %s WHERE membership_id = %d AND subscription_id = %s", mb_substr($why, 0, 500), $id, $asked->subscription_id));
        return $why;
    }

    /**
     * Tells its listeners of a change or a renewal that was committed, each event once and each by itself: what one of them
     * throws keeps the others from nothing. The products' own action is not among them: fired away from its queue it made
     * drafts of customers' posts.
     */
    public static function tell(Task $task): ?string
    {
        if (Mail::isCopy()) {
            return 'this network is a copy: nobody is told until it is adopted';
        }
        Cache::forget($task);
        if (!function_exists('wu_get_membership')) {
            return self::letter($task);
        }
        return self::each($task, static function (int $id) use ($task): ?string {
            $membership = wu_get_membership($id);
            return $membership ? self::tellOf($membership, $task) : self::letter($task);
        });
    }

    private static function tellOf(object $membership, Task $task): ?string
    {
        $told = $task->payload;
        $id = (int) $membership->get_id();
        foreach (['plan' => 'plan_id', 'status' => 'status'] as $name => $column) {
            if (is_array($told[$name] ?? null)) {
                self::once($task, "wu_transition_membership_{$column}", $told[$name][0], $told[$name][1], $id);
            }
        }
        if (isset($told['renewed'])) {
            self::once($task, 'wu_membership_post_renew', $membership->get_date_expiration(), $id, $membership);
        }
        $payment = isset($told['payment']) ? self::payment($id, $told['payment']) : null;
        if (isset($told['payment']) && $payment === null) {
            return 'the payment is not written where Ultimate Multisite keeps it';
        }
        $order = self::ORDERS[$told['kind'] ?? ''] ?? null;
        if ($order !== null) {
            self::once($task, 'wu_checkout_done', $payment, $membership, $membership->get_customer(), null, $order, null);
        }
        if ($payment !== null) {
            self::once($task, 'wu_gateway_payment_processed', $payment, $membership, wu_get_gateway('bridge') ?: null);
        }
        return null;
    }

    private static function once(Task $task, string $hook, mixed ...$given): void
    {
        if ($task->begins($hook)) {
            try {
                do_action($hook, ...$given);
            } catch (Throwable $problem) {
                error_log("plan-bridge: {$hook} of row {$task->id}: " . $problem::class . ': ' . $problem->getMessage());
            }
        }
    }

    /** @param array<string, mixed> $told gateway, and the payment's id there */
    private static function payment(int $membership, array $told): ?object
    {
        global $wpdb;
        $sql = 'SELECT id FROM ' . Network::table('wu_payments') . ' WHERE membership_id = %d AND gateway = %s AND gateway_payment_id = %s ORDER BY id LIMIT 1';
        $id = (int) $wpdb->get_var($wpdb->prepare($sql, $membership, (string) ($told['gateway'] ?? ''), (string) ($told['id'] ?? '')));
        return $id > 0 ? (wu_get_payment($id) ?: null) : null;
    }

    /** Our own mail, where nobody is there to mail what was paid. */
    private static function letter(Task $task): ?string
    {
        $isMailed = isset($task->payload['begun_wu_gateway_payment_processed']) || !isset($task->payload['template']);
        return $isMailed ? null : Mail::send($task);
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
