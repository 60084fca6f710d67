<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Whom no limit stops: super admins, the customer's own role, and whatever is done while a site is being made, since
 * refusing the first administrator would make a site without an owner. (`wp_installing()` is also true while an account
 * is activated, so it does not tell.)
 */
final class Exempt
{
    /** @var array<int, true> blog ids of the sites that are being made in this request */
    private static array $beingMade = [];

    /** Action `wp_initialize_site`, first. */
    public static function onBegin(mixed $site): void
    {
        self::$beingMade[(int) ($site->id ?? 0)] = true;
    }

    /** Action `wp_initialize_site`, last. */
    public static function onMade(mixed $site): void
    {
        unset(self::$beingMade[(int) ($site->id ?? 0)]);
    }

    /** Whether what the current user does on the current site is limited at all. */
    public static function now(): bool
    {
        return (function_exists('wp_get_current_user') && is_super_admin()) || isset(self::$beingMade[get_current_blog_id()]);
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
            return self::isCustomerOf($userId, (int) Quota::written($blogId)?->membershipId());
        }
        $table = Network::table('wu_customers');
        $owner = $wpdb->get_var($wpdb->prepare("SELECT user_id FROM {$table} WHERE id = %d", $customer));
        return (int) $owner === $userId;
    }

    /** Whether the user is a membership's customer: who owns a site that has lost its own note of that. */
    private static function isCustomerOf(int $userId, int $membershipId): bool
    {
        global $wpdb;
        $owner = $membershipId < 1 ? null : $wpdb->get_var($wpdb->prepare(
            'SELECT c.user_id FROM ' . Network::table('wu_memberships') . ' m JOIN ' . Network::table('wu_customers')
            . ' c ON c.id = m.customer_id WHERE m.id = %d',
            $membershipId
        ));
        return $owner !== null && (int) $owner === $userId;
    }
}
