<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Plugin;
use PlanBridge\Service\Network;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * A site that was given a membership, or whose membership was given to another customer: only WordPress' own functions
 * keep what is cached of its meta, and of who works on it, right.
 */
final class SiteLink
{
    /** Ties a site to its membership; one that has got another meanwhile keeps that. Its limits are written by what hears of its meta. */
    public static function write(Task $task): ?string
    {
        [$site, $membership, $customer] = [$task->blogId, ...array_map(static fn (string $name): int => $task->ids($name)[0] ?? 0, ['membership_id', 'customer_id'])];
        $kept = (int) get_site_meta((int) $site, 'wu_membership_id', true);
        $isOthers = get_site_meta((int) $site, 'wu_type', true) === 'customer_owned' && $kept > 0 && $kept !== $membership;
        if ($site === null || get_site($site) === null || $membership === 0 || $isOthers) {
            return null;
        }
        update_site_meta($site, 'wu_customer_id', $customer);
        update_site_meta($site, 'wu_membership_id', $membership);
        update_site_meta($site, 'wu_type', 'customer_owned');
        return null;
    }

    /**
     * Notes whose a site is by now and lets them work on it; who had it before loses the role where that was said. Where
     * the membership was given on since, or the site has another one, nothing is done: what was written later does that.
     */
    public static function handOver(Task $task): ?string
    {
        $site = (int) $task->blogId;
        [$membership, $customer, $user, $before] = array_map(static fn (string $name): int => $task->ids($name)[0] ?? 0, ['membership_id', 'customer_id', 'user_id', 'from_user_id']);
        if ($customer === 0 || get_site($site) === null || (int) get_site_meta($site, 'wu_membership_id', true) !== $membership || self::customerOf($membership) !== $customer) {
            return null;
        }
        update_site_meta($site, 'wu_customer_id', $customer); // first: an owner is never one user too many
        $failed = get_userdata($user) === false ? null : self::addOwner($site, $user);
        if (!empty($task->payload['removes_user']) && $before > 0 && $before !== $user) {
            remove_user_from_blog($before, $site);
        }
        return $failed?->get_error_message();
    }

    /** Gives an owner the role that the network gives its customers; who has one that can manage the site keeps it. Null: they have one. */
    private static function addOwner(int $site, int $user): ?WP_Error
    {
        switch_to_blog($site);
        try {
            $role = Plugin::isBeside() && function_exists('wu_get_setting') ? (string) wu_get_setting('default_role', 'administrator') : 'administrator';
            if (is_user_member_of_blog($user, $site) && user_can($user, 'manage_options')) {
                return null;
            }
            $added = add_user_to_blog($site, $user, get_role($role) === null ? 'administrator' : $role);
            return is_wp_error($added) ? $added : null;
        } finally {
            restore_current_blog();
        }
    }

    private static function customerOf(int $membership): int
    {
        global $wpdb;
        $sql = 'SELECT customer_id FROM ' . Network::table('wu_memberships') . ' WHERE id = %d';
        return (int) $wpdb->get_var($wpdb->prepare($sql, $membership));
    }
}
