<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Limits\QuotaRow;
use PlanBridge\Limits\SiteQuota;

defined('ABSPATH') || exit;

/**
 * Keeps a site's option `blog_upload_space` in step, so that WordPress' own screens show the plan's figure.
 *
 * What is written is what the quota says now, not what the row said when it was made: rows may be done out of order.
 */
final class BlogUploadSpace implements Handler
{
    public function do(Row $row): void
    {
        if ($row->blogId === null || get_site($row->blogId) === null) {
            return; // the site is gone, and with it the option
        }
        $megabytes = self::megabytes($row);
        switch_to_blog($row->blogId);
        try {
            if ($megabytes === null) {
                delete_option('blog_upload_space');
            } else {
                update_option('blog_upload_space', $megabytes);
            }
        } finally {
            restore_current_blog();
        }
    }

    /** Null is unlimited, or not limited by the plan: WordPress' default for the network comes back. */
    private static function megabytes(Row $row): int|float|null
    {
        SiteQuota::forget();
        $quota = QuotaRow::exists((int) $row->blogId) ? SiteQuota::for((int) $row->blogId) : null;
        if ($quota !== null) {
            return $quota->limit('disk_space')?->most();
        }
        $given = $row->payload['megabytes'] ?? null;
        return is_numeric($given) ? $given + 0 : null;
    }
}
