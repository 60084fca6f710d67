<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Tables;
use PlanBridge\Sites\BeingMade;

defined('ABSPATH') || exit;

/** Whom no limit stops: super admins, whatever is done while a site is being made, the customer's own role. */
final class Exempt
{
    /** Whether what the current user does on the current site is limited at all. */
    public static function now(): bool
    {
        return (function_exists('wp_get_current_user') && is_super_admin()) || BeingMade::isNow(get_current_blog_id());
    }

    /** Whether the user is the customer who owns the site: he may never be kept out of it. */
    public static function isOwner(int $userId, int $blogId): bool
    {
        global $wpdb;
        $customer = (int) get_site_meta($blogId, 'wu_customer_id', true);
        if ($userId < 1) {
            return false;
        }
        if ($customer < 1) {
            return self::isCustomerOf($userId, (int) QuotaRow::written($blogId)?->membershipId());
        }
        $table = Tables::name('wu_customers');
        $owner = $wpdb->get_var($wpdb->prepare("SELECT user_id FROM {$table} WHERE id = %d", $customer));
        return (int) $owner === $userId;
    }

    /** Whether the user is a membership's customer: who owns a site that has lost its own note of that. */
    private static function isCustomerOf(int $userId, int $membershipId): bool
    {
        global $wpdb;
        $owner = $membershipId < 1 ? null : $wpdb->get_var($wpdb->prepare(
            'SELECT c.user_id FROM ' . Tables::name('wu_memberships') . ' m JOIN ' . Tables::name('wu_customers')
            . ' c ON c.id = m.customer_id WHERE m.id = %d',
            $membershipId
        ));
        return $owner !== null && (int) $owner === $userId;
    }
}
