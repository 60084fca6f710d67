<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Limits\Quota;
use PlanBridge\Service\Client;
use PlanBridge\Service\Network;
use WP_Error;

defined('ABSPATH') || exit;

/** Which membership a page is about. The service checks whether the person may see it; nothing here grants anything. */
final class CurrentMembership
{
    /** The one named in the request, null where none is. */
    public static function asked(): ?int
    {
        $asked = $_REQUEST['membership'] ?? null; // phpcs:ignore WordPress.Security.NonceVerification -- a choice of view
        return is_string($asked) && ctype_digit($asked) && (int) $asked > 0 ? (int) $asked : null;
    }

    /** The one that owns this site, or limited it last where it lost its own note of that; null on the network's sites. */
    public static function ofSite(): ?int
    {
        $kept = get_site_meta(get_current_blog_id(), 'wu_membership_id', true);
        if (is_numeric($kept) && (int) $kept > 0) {
            return (int) $kept;
        }
        $limitedBy = (int) Quota::current()?->membershipId();
        return $limitedBy > 0 ? $limitedBy : null;
    }

    /** The one asked for, else the site's own, else the one that the service says is the person's. */
    public static function resolve(Client $client): int|WP_Error
    {
        $known = self::asked() ?? self::ofSite();
        if ($known !== null) {
            return $known;
        }
        $account = $client->get('/v1/account');
        return is_wp_error($account) ? $account : (int) $account['membership']['id'];
    }

    /** Whether the person is a customer of the network, by the network's own table. */
    public static function isCustomer(int $user): bool
    {
        $sql = 'SELECT 1 FROM ' . Network::table('wu_customers') . ' WHERE user_id = %d LIMIT 1';
        return Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($db->prepare($sql, $user))) !== null;
    }
}
