<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Limits\Posts\PostLimit;
use PlanBridge\Limits\Visits\Counter;
use PlanBridge\Plugin;
use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** How much of its limits a site uses: what only PHP can measure, and what it counts anyway. What was measured is kept, see Measured. */
final class Usage
{
    private const MOST_SITES = 20;
    private const SECONDS = 2.0;

    /**
     * Disk space in MB (of 1024 × 1024 bytes), posts by type, users by role, own domains where somebody connects them, visits of
     * the calendar month (UTC); plugins and the theme in use, 1 each. A type or role that is missing has none.
     *
     * @param ?int $visits where they were counted already
     * @param ?int $domains where they were counted already
     */
    public static function forSite(int $blogId, ?int $visits = null, ?int $domains = null): array
    {
        $quota = Quota::for($blogId);
        $named = array_unique(['post', 'page', ...($quota?->names('post_types') ?? [])]);
        switch_to_blog($blogId);
        try {
            $usage = [
                'disk_space' => round((float) get_space_used(), 3),
                'post_types' => PostLimit::usedByType() + array_fill_keys($named, 0),
                'users' => array_diff_key(count_users()['avail_roles'], ['none' => 0]) + array_fill_keys($quota?->names('users') ?? [], 0),
                'visits' => $visits ?? Counter::month($blogId),
                'plugins' => array_fill_keys(array_filter((array) get_option('active_plugins', []), 'is_string'), 1),
                'themes' => [get_stylesheet() => 1],
            ] + (Plugin::isBeside() ? ['domain_mapping' => $domains ?? self::domains([$blogId])[$blogId] ?? 0] : []);
        } finally {
            restore_current_blog();
        }
        Measured::note($blogId, $usage);
        return $usage;
    }

    /** @return array<int, int> own domains by blog id, of the sites that have any; asked only where somebody connects them */
    private static function domains(array $blogIds): array
    {
        global $wpdb;
        if ($blogIds === []) {
            return [];
        }
        $places = implode(', ', array_fill(0, count($blogIds), '%d'));
        $sql = 'SELECT blog_id, COUNT(*) AS n FROM ' . Network::table('wu_domain_mappings') . " WHERE blog_id IN ({$places}) GROUP BY blog_id";
        return array_map('intval', array_column($wpdb->get_results($wpdb->prepare($sql, ...$blogIds)) ?: [], 'n', 'blog_id'));
    }

    /**
     * Of many sites, by blog id. Measuring walks through folders, so it takes no longer than a page may wait: the first site is
     * always measured, the next ones while there is time.
     */
    public static function ofSites(array $sites, float $seconds = self::SECONDS): array
    {
        _prime_site_caches($sites, false);
        $there = array_filter($sites, static fn (int $site): bool => (string) (get_site($site)?->deleted ?? '1') === '0');
        $measured = array_slice($there, 0, self::MOST_SITES);
        Quota::ofSites($measured);
        $visits = Counter::ofSites($measured);
        $domains = Plugin::isBeside() ? self::domains($measured) : [];
        $usage = [];
        $begun = hrtime(true);
        foreach ($measured as $site) {
            if ($usage !== [] && hrtime(true) - $begun >= $seconds * 1e9) {
                break;
            }
            $usage[$site] = self::forSite($site, $visits[$site] ?? 0, $domains[$site] ?? 0);
        }
        return $usage;
    }

    /** Of the sites of a membership: those named are measured now, of the others what they have measured themselves. */
    public static function ofMembership(int $membership, array $sites): array
    {
        return self::ofSites($sites) + Measured::ofMembership($membership);
    }
}
