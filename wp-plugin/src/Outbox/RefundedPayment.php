<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Says in a payment of Ultimate Multisite's what of it went back: through its own model where it runs, so that its listeners
 * hear of it. Rows may be done in any order: one that is not the latest says nothing.
 */
final class RefundedPayment
{
    /** Why it could not be written now, or null. */
    public static function write(Task $task): ?string
    {
        global $wpdb;
        $id = $task->ids('payment_id')[0] ?? 0;
        $ours = $wpdb->get_row($wpdb->prepare('SELECT shared_id, refunded_minor FROM ' . Network::table('bridge_payments') . ' WHERE payment_id = %d', $id), ARRAY_A);
        if (!is_array($ours) || (int) $ours['refunded_minor'] !== (int) ($task->payload['refunded_minor'] ?? -1)) {
            return null;
        }
        if ($ours['shared_id'] === null) {
            return 'the payment waits for its row in Ultimate Multisite';
        }
        return self::say((int) $ours['shared_id'], (string) $task->payload['status'], (string) $task->payload['refund_total']);
    }

    private static function say(int $shared, string $status, string $total): ?string
    {
        global $wpdb;
        $payment = function_exists('wu_get_payment') ? wu_get_payment($shared) : null;
        if (!$payment) {
            $wpdb->update(Network::table('wu_payments'), ['status' => $status, 'refund_total' => $total], ['id' => $shared]);
            return $wpdb->last_error === '' ? null : $wpdb->last_error;
        }
        $payment->set_skip_validation(true); // that its customer is there says nothing about money that went back
        $payment->set_status($status);
        $payment->set_refund_total((float) $total);
        $saved = $payment->save();
        return is_wp_error($saved) ? $saved->get_error_message() : null;
    }
}
