<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Tables;
use WP_Error;

defined('ABSPATH') || exit;

/** A customer's next site: refused when none of his memberships has room for one. */
final class NewSite
{
    /** Action `wp_validate_site_data`; `$old` is null where a site is being made. */
    public function onValidate(mixed $errors, mixed $data, mixed $old = null): void
    {
        if (!$errors instanceof WP_Error || $old !== null || is_super_admin() || !is_user_logged_in()) {
            return;
        }
        $full = null;
        foreach (self::quotas(get_current_user_id()) as $quota) {
            $allowance = $quota->limit('sites');
            $used = Usage::sites($quota->membershipId());
            if ($allowance === null || $allowance->fits($used)) {
                return;
            }
            $full ??= [$allowance, $used];
        }
        if ($full !== null) {
            $errors->add('plan_bridge_limit_reached', self::sentence(...$full));
        }
    }

    private static function sentence(Allowance $allowance, int $used): string
    {
        return Words::sites((int) $allowance->most(), $used);
    }

    /** @return list<SiteQuota> one for each membership of the user's customer that has a site */
    private static function quotas(int $userId): array
    {
        global $wpdb;
        $quiet = $wpdb->suppress_errors(); // before `bridge migrate` a table may be missing
        $rows = $wpdb->get_col($wpdb->prepare(
            'SELECT MIN(q.quotas) FROM ' . Tables::name('wu_customers') . ' c JOIN ' . Tables::name('wu_memberships')
            . ' m ON m.customer_id = c.id JOIN ' . Tables::name('bridge_site_quotas') . ' q ON q.membership_id = m.id'
            . ' WHERE c.user_id = %d GROUP BY m.id',
            $userId
        ));
        $wpdb->suppress_errors($quiet);
        return array_values(array_filter(array_map([SiteQuota::class, 'fromJson'], $rows)));
    }
}
