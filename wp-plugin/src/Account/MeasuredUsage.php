<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Limits\Usage;

/** What the sites of a membership use now: only WordPress can measure it, and a quote compares it with the new limits. */
final class MeasuredUsage
{
    private const MOST_SITES = 20;

    /** @return array<int, array<string, mixed>> blog id to usage, of at most 20 sites */
    public static function ofMembership(int $membershipId): array
    {
        $usage = [];
        foreach (self::sites($membershipId) as $site) {
            $usage[$site] = Usage::forSite($site);
        }
        return $usage;
    }

    /** @return list<int> */
    private static function sites(int $membershipId): array
    {
        global $wpdb;
        $found = $wpdb->get_col(
            $wpdb->prepare(
                "SELECT b.blog_id FROM {$wpdb->blogmeta} m JOIN {$wpdb->blogs} b ON b.blog_id = m.blog_id
                  WHERE m.meta_key = 'wu_membership_id' AND m.meta_value = %s AND b.deleted = 0
                  ORDER BY b.blog_id LIMIT %d",
                (string) $membershipId,
                self::MOST_SITES
            )
        );
        return array_map('intval', $found);
    }
}
