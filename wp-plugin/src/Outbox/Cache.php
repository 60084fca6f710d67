<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Limits\Quota;

defined('ABSPATH') || exit;

/** What WordPress keeps of rows that the service has written. */
final class Cache
{
    /** Group of the objects, group of their meta, and where the payload has the ids. */
    private const GROUPS = [
        ['wu-memberships', 'wu_membership_meta', 'membership_id'],
        ['wu-customers', 'wu_customer_meta', 'customer_id'],
        ['wu-payments', 'wu_payment_meta', 'payment_ids'],
        ['wu-products', 'wu_product_meta', 'product_ids'],
    ];

    /**
     * Forgets what a persistent object cache keeps: the object itself, its meta, and the lists (`last_changed`). Through
     * WordPress' functions, since drop-ins build their keys differently; never a flush, which would empty the whole
     * network's cache. The groups may belong to each site or to the network, as the plugin that reads them has it: both
     * are done. It always can be done.
     */
    public static function forget(Task $task): ?string
    {
        $sites = array_filter($task->ids('blog_ids'), static fn (int $id): bool => get_site($id) !== null);
        foreach (array_unique([get_main_site_id(), ...$sites]) as $blogId) {
            switch_to_blog($blogId);
            foreach (self::GROUPS as [$objects, $meta, $name]) {
                $ids = $task->ids($name);
                wp_cache_delete_multiple($ids, $objects);
                wp_cache_delete_multiple($ids, $meta);
                if ($ids !== []) {
                    wp_cache_set('last_changed', microtime(), $objects);
                }
            }
            restore_current_blog();
        }
        foreach ($sites as $blogId) {
            clean_blog_cache($blogId);
            wp_cache_delete($blogId, 'blog_meta');
        }
        return null;
    }

    /**
     * Keeps a site's option `blog_upload_space` in step, so that WordPress' own screens show the plan's figure. What is
     * written is what the quota says now, not what the row said when it was made: rows may be done out of order.
     */
    public static function writeUploadSpace(Task $task): ?string
    {
        if ($task->blogId === null || get_site($task->blogId) === null) {
            return null; // the site is gone, and with it the option
        }
        $megabytes = self::megabytes($task);
        switch_to_blog($task->blogId);
        try {
            $megabytes === null ? delete_option('blog_upload_space') : update_option('blog_upload_space', $megabytes);
        } finally {
            restore_current_blog();
        }
        return null;
    }

    /** Null is unlimited, or not limited by the plan: WordPress' default for the network comes back. */
    private static function megabytes(Task $task): int|float|null
    {
        Quota::forget();
        $quota = Quota::written((int) $task->blogId) === null ? null : Quota::for((int) $task->blogId); // nobody is asked here
        if ($quota !== null) {
            return $quota->limit('disk_space')?->most();
        }
        $given = $task->payload['megabytes'] ?? null;
        return is_numeric($given) ? $given + 0 : null;
    }
}
