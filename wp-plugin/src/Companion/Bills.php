<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Payments of Ultimate Multisite for memberships that are ours. One that is completed there paid for nothing, since we bill
 * the membership: what is noted here becomes account credit, once. What passes no hook the service finds in the rows.
 */
final class Bills
{
    private const PAID = ['completed', 'partially-refunded'];

    /** Action `wu_transition_payment_status`. */
    public static function onStatus(mixed $before, mixed $after, mixed $payment): void
    {
        if (!in_array($after, self::PAID, true) || in_array($before, self::PAID, true)) {
            return;
        }
        $row = self::row((int) $payment);
        if ($row !== null && Ownership::isOurMembership((int) $row['membership_id'])) {
            self::note($row);
        }
    }

    /** @return array{id: string, membership_id: string, customer_id: string}|null null where it is a payment of ours */
    private static function row(int $payment): ?array
    {
        [$theirs, $ours] = [Network::table('wu_payments'), Network::table('bridge_payments')];
        $sql = "SELECT s.id, s.membership_id, s.customer_id FROM {$theirs} s WHERE s.id = %d AND NOT EXISTS (SELECT 1 FROM {$ours} o"
            . ' WHERE o.shared_id = s.id OR (o.membership_id = s.membership_id AND CAST(o.provider_id AS BINARY) = CAST(s.gateway_payment_id AS BINARY)'
            . ' AND CAST(o.gateway AS BINARY) = CAST(s.gateway AS BINARY)))';
        return Network::quietly(static fn (\wpdb $db): ?array => $db->get_row($db->prepare($sql, $payment), ARRAY_A));
    }

    /** In the transaction that completes the payment, where there is one: what is rolled back was not paid. */
    private static function note(array $row): void
    {
        $sql = 'INSERT INTO ' . Network::table('bridge_bills_elsewhere') . ' (payment_id, membership_id, customer_id, completed_at, noted_at)'
            . ' VALUES (%d, %d, %d, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))'
            . " ON DUPLICATE KEY UPDATE completed_at = IF(state = 'open', VALUES(completed_at), completed_at)";
        Network::quietly(static fn (\wpdb $db): mixed => $db->query($db->prepare($sql, (int) $row['id'], (int) $row['membership_id'], (int) $row['customer_id'])));
    }
}
