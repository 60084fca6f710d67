<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Whose a membership's billing is: at any time it belongs to Ultimate Multisite or to us.
 *
 * Ours carries its mark in the row itself, written in the same statement as the rest.
 */
final class Ownership
{
    public const GATEWAY = 'bridge';

    /** Gateways that hold no subscription: a number beside one of these is nobody's who bills the membership. */
    public const WITHOUT_SUBSCRIPTION = ['', 'free', 'manual', self::GATEWAY];

    /** The columns that tell what is billed, to whom, when, and by whom. */
    public const BILLING = [
        'plan_id', 'addon_products', 'amount', 'initial_amount', 'currency', 'duration', 'duration_unit', 'recurring',
        'auto_renew', 'billing_cycles', 'times_billed', 'gateway', 'gateway_customer_id', 'gateway_subscription_id',
        'date_expiration', 'date_renewed', 'date_trial_end', 'status',
    ];

    /** The columns that tell whose a membership is: another customer may be meant there, an older one is not. */
    public const CUSTOMER = ['customer_id', 'user_id'];

    /**
     * The row as it was committed last, whatever this connection's transaction has seen; locked to its end, if it is in one.
     *
     * @return array<string, ?string>|null|false null where there is no such row, or in another network of this WordPress,
     *     whose memberships have the same ids; false where it could not be read
     */
    public static function row(int $membership): array|null|false
    {
        global $wpdb;
        if (!Network::isOurs()) {
            return null;
        }
        if (method_exists($wpdb, 'send_reads_to_masters')) { // a database drop-in with replicas: they lag behind
            $wpdb->send_reads_to_masters();
        }
        $sql = 'SELECT * FROM ' . Network::table('wu_memberships') . ' WHERE id = %d FOR UPDATE';
        foreach ($membership > 0 ? [1, 2] : [] as $try) { // who was stopped for a deadlock reads a second time
            $row = $wpdb->get_row($wpdb->prepare($sql, $membership), ARRAY_A);
            if ($row !== null || $wpdb->last_error === '') {
                return $row;
            }
        }
        return $membership > 0 ? false : null;
    }

    /** @param array<string, mixed> $row */
    public static function isOurs(array $row): bool
    {
        return ($row['gateway'] ?? null) === self::GATEWAY && (int) ($row['auto_renew'] ?? 0) === 1;
    }

    /** Whether we bill it; a row that cannot be read counts as ours: then nothing is done to it. */
    public static function isOurMembership(int $membership): bool
    {
        $row = self::row($membership);
        return $row === false || ($row !== null && self::isOurs($row));
    }
}
