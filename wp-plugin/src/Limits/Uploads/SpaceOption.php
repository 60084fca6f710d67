<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Limits\Quota;

defined('ABSPATH') || exit;

/**
 * A site's own option `blog_upload_space`, which WordPress' screens show and which holds when the plugin is switched off. It lies in
 * each site's table, so no change of a plan writes it: the site does, in its next request to wp-admin or by WP-Cron.
 */
final class SpaceOption
{
    public const OPTION = 'blog_upload_space';

    /** What was written there last: an option that a network administrator set by hand is taken away by nobody. */
    public const WRITTEN = 'plan_bridge_upload_space';

    /** Actions `admin_init` and, for WP-Cron, `init`; on sites that something limits. */
    public static function keep(): void
    {
        $quota = Quota::current();
        $megabytes = $quota?->limit('disk_space')?->most();
        $written = get_option(self::WRITTEN, null);
        if ($megabytes !== null && ((string) $written !== (string) $megabytes || (string) get_option(self::OPTION) !== (string) $megabytes)) {
            update_option(self::OPTION, $megabytes);
            update_option(self::WRITTEN, $megabytes);
        }
        if ($quota !== null && $megabytes === null && $written !== null) {
            delete_option(self::OPTION); // any size: the network's figure is back
            delete_option(self::WRITTEN);
        }
    }
}
