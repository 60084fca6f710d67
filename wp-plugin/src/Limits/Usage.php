<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Limits\Posts\PostLimit;
use PlanBridge\Limits\Visits\Counter;

defined('ABSPATH') || exit;

/** How much of its limits a site uses: what only PHP can measure, and what it counts anyway. */
final class Usage
{
    private const MOST_SITES = 20;
    private const SECONDS = 2.0;

    /**
     * Disk space in MB (of 1024 × 1024 bytes), posts by type, users by role, visits of the calendar month (UTC). Post
     * types are the built-in ones and those that the quota names; roles are those in use and those it names.
     *
     * @param ?int $visits where they were counted already
     */
    public static function forSite(int $blogId, ?int $visits = null): array
    {
        $quota = Quota::for($blogId);
        $types = array_unique(['post', 'page', ...($quota?->names('post_types') ?? [])]);
        switch_to_blog($blogId);
        try {
            return [
                'disk_space' => round((float) get_space_used(), 3),
                'post_types' => array_combine($types, array_map(PostLimit::used(...), $types)),
                'users' => array_diff_key(count_users()['avail_roles'], ['none' => 0]) + array_fill_keys($quota?->names('users') ?? [], 0),
                'visits' => $visits ?? Counter::month($blogId),
            ];
        } finally {
            restore_current_blog();
        }
    }

    /**
     * Of many sites, by blog id. Measuring walks through folders, so it takes no longer than a page may wait: the first site is
     * always measured, the next ones while there is time. A site that is left out counts as within its limits.
     */
    public static function ofSites(array $sites, float $seconds = self::SECONDS): array
    {
        _prime_site_caches($sites, false);
        $there = array_filter($sites, static fn (int $site): bool => (string) (get_site($site)?->deleted ?? '1') === '0');
        $measured = array_slice($there, 0, self::MOST_SITES);
        Quota::ofSites($measured);
        $visits = Counter::ofSites($measured);
        $usage = [];
        $begun = hrtime(true);
        foreach ($measured as $site) {
            if ($usage !== [] && hrtime(true) - $begun >= $seconds * 1e9) {
                break;
            }
            $usage[$site] = self::forSite($site, $visits[$site] ?? 0);
        }
        return $usage;
    }
}
