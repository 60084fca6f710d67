<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

defined('ABSPATH') || exit;

/** A site that was given a membership: only WordPress' own functions keep what is cached of its meta right. */
final class SiteLink
{
    /** Ties a site to its membership; one that has got another meanwhile keeps that. Its limits are written by what hears of its meta. */
    public static function write(Task $task): ?string
    {
        [$site, $membership, $customer] = [$task->blogId, ...array_map(static fn (string $name): int => $task->ids($name)[0] ?? 0, ['membership_id', 'customer_id'])];
        $kept = (int) get_site_meta((int) $site, 'wu_membership_id', true);
        $isOthers = get_site_meta((int) $site, 'wu_type', true) === 'customer_owned' && $kept > 0 && $kept !== $membership;
        if ($site === null || get_site($site) === null || $membership === 0 || $isOthers) {
            return null;
        }
        update_site_meta($site, 'wu_customer_id', $customer);
        update_site_meta($site, 'wu_membership_id', $membership);
        update_site_meta($site, 'wu_type', 'customer_owned');
        return null;
    }
}
