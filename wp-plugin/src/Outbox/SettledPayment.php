<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Format;
use PlanBridge\Service\Network;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * Writes a payment whose money is there where a running Ultimate Multisite keeps payments: through its own function, so
 * that it gives the next invoice number, and with its own lines, so that it finds the same total whenever it saves it.
 *
 * The row may come twice, or a process may die on the way: the payment is looked for first.
 */
final class SettledPayment
{
    private const LINE = 'WP_Ultimo\Checkout\Line_Item';

    /** What only the service's words for a line need. */
    private const NOT_THEIRS = ['code' => true, 'name' => true];

    /** Why it could not be written now, or null. */
    public static function write(Task $task): ?string
    {
        global $wpdb;
        $id = $task->ids('payment_id')[0] ?? 0;
        $lock = 'plan_bridge_payment_' . md5(Network::table('wu_payments') . DB_NAME . $id);
        if ($wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, 0)', $lock)) !== '1') {
            return 'the payment is being written';
        }
        switch_to_blog(get_main_site_id());
        $switched = switch_to_locale((string) get_site_option('WPLANG') ?: 'en_US');
        try {
            return self::once($id, $task->payload);
        } finally {
            if ($switched) {
                restore_previous_locale();
            }
            restore_current_blog();
            $wpdb->query($wpdb->prepare('SELECT RELEASE_LOCK(%s)', $lock));
        }
    }

    private static function once(int $id, array $payload): ?string
    {
        global $wpdb;
        $ours = Network::table('bridge_payments');
        if ($wpdb->get_var($wpdb->prepare("SELECT shared_id FROM {$ours} WHERE payment_id = %d", $id)) !== null) {
            return null;
        }
        if (!function_exists('wu_create_payment') || !class_exists(self::LINE)) {
            return 'Ultimate Multisite does not run: the payment waits for its row there';
        }
        $shared = self::written($payload) ?? self::create($payload);
        if (!is_int($shared)) {
            return $shared->get_error_message();
        }
        $wpdb->query($wpdb->prepare("UPDATE {$ours} SET shared_id = %d WHERE payment_id = %d AND shared_id IS NULL", $shared, $id));
        return null;
    }

    /** The payment that was written before; one whose lines did not come to be written gets them. */
    private static function written(array $payload): ?int
    {
        global $wpdb;
        $id = (int) $wpdb->get_var($wpdb->prepare(
            'SELECT id FROM ' . Network::table('wu_payments') . ' WHERE membership_id = %d AND gateway = %s AND gateway_payment_id = %s ORDER BY id LIMIT 1',
            (int) $payload['membership_id'],
            (string) $payload['gateway'],
            (string) $payload['gateway_payment_id']
        ));
        $payment = $id > 0 ? wu_get_payment($id) : null;
        if ($payment && !$payment->has_line_items()) {
            $payment->set_line_items(self::lines((array) $payload['items']));
            $payment->save();
        }
        return $id > 0 ? $id : null;
    }

    /**
     * What it checks of a payment (that the customer is still there, that a discount is whole) says nothing about money
     * that has come: it is written all the same.
     */
    private static function create(array $payload): int|WP_Error
    {
        $payment = wu_create_payment([
            'line_items' => self::lines((array) $payload['items']),
            'status' => 'completed',
            'skip_validation' => true,
        ] + array_diff_key($payload, ['items' => true, 'payment_id' => true]));
        if (is_wp_error($payment)) {
            return $payment;
        }
        $id = (int) $payment->get_id();
        return $id > 0 ? $id : new WP_Error('not_written', 'Ultimate Multisite did not write the payment');
    }

    /** @return array<string, object> by their ids */
    private static function lines(array $items): array
    {
        $class = self::LINE;
        $lines = [];
        foreach ($items as $item) {
            $title = Format::line(['code' => (string) $item['code'], 'name' => (string) $item['name']]);
            $line = new $class(['title' => $title] + array_diff_key($item, self::NOT_THEIRS));
            $lines[(string) $line->get_id()] = $line;
        }
        return $lines;
    }
}
