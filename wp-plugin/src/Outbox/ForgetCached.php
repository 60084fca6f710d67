<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

defined('ABSPATH') || exit;

/**
 * Forgets what a persistent object cache keeps of rows that the service has written: the object itself, its meta, and
 * the lists (`last_changed`). Through WordPress' functions, since drop-ins build their keys differently; never a
 * flush, which would empty the whole network's cache.
 *
 * The groups may belong to each site or to the network, as the plugin that reads them has it: both are done.
 */
final class ForgetCached implements Handler
{
    /** Group of the objects, group of their meta, and where the payload has the ids. */
    private const GROUPS = [
        ['wu-memberships', 'wu_membership_meta', 'membership_id'],
        ['wu-customers', 'wu_customer_meta', 'customer_id'],
        ['wu-payments', 'wu_payment_meta', 'payment_ids'],
        ['wu-products', 'wu_product_meta', 'product_ids'],
    ];

    public function do(Row $row): void
    {
        $sites = array_filter($row->ids('blog_ids'), static fn (int $id): bool => get_site($id) !== null);
        foreach (array_unique([get_main_site_id(), ...$sites]) as $blogId) {
            switch_to_blog($blogId);
            self::forget($row);
            restore_current_blog();
        }
        foreach ($sites as $blogId) {
            clean_blog_cache($blogId);
            wp_cache_delete($blogId, 'blog_meta');
        }
    }

    private static function forget(Row $row): void
    {
        foreach (self::GROUPS as [$objects, $meta, $name]) {
            foreach ($row->ids($name) as $id) {
                wp_cache_delete($id, $objects);
                wp_cache_delete($id, $meta);
            }
            if ($row->ids($name) !== []) {
                wp_cache_set('last_changed', microtime(), $objects);
            }
        }
    }
}
