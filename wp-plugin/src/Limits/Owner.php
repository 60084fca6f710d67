<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** The customer who owns a site: he is never kept out of it, and he is the one who is told of its limits. */
final class Owner
{
    /** His user, 0 where there is none. Of a site that has lost its own note of that, it is the customer of the membership that limits it. */
    public static function userId(int $blogId): int
    {
        $number = (int) get_site_meta($blogId, 'wu_customer_id', true);
        $sql = 'SELECT user_id FROM ' . Network::table('wu_customers') . ' WHERE id = %d';
        if ($number < 1) {
            $number = (int) Quota::written($blogId)?->membershipId();
            $sql = 'SELECT c.user_id FROM ' . Network::table('wu_memberships') . ' m JOIN ' . Network::table('wu_customers')
                . ' c ON c.id = m.customer_id WHERE m.id = %d';
        }
        return $number < 1 ? 0 : (int) Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($db->prepare($sql, $number)));
    }

    /** Whether the current user can do something about a limit of the current site, by another plan: its administrators, and its owner whatever his role. */
    public static function mayChoosePlan(): bool
    {
        $user = get_current_user_id();
        return current_user_can('manage_options') || ($user > 0 && self::userId(get_current_blog_id()) === $user);
    }
}
