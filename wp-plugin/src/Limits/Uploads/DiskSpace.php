<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\Exempt;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\SiteQuota;
use PlanBridge\Limits\Words;

defined('ABSPATH') || exit;

/** The disk space of the current site: what the plan allows, what its files take, whether one more fits. */
final class DiskSpace
{
    /** The plan's disk space; null where the plan does not speak of it. Its `limit` is in MB, null is unlimited. */
    public static function allowance(): ?Allowance
    {
        return SiteQuota::current()?->limit('disk_space');
    }

    /** Bytes that the plan allows; null where nothing of ours limits the current user here. */
    public static function allowedBytes(): ?float
    {
        $most = self::allowance()?->most();
        return $most === null || Exempt::now() ? null : (float) $most * MB_IN_BYTES;
    }

    /** Bytes that the site's files take, as WordPress measures them. */
    public static function usedBytes(): float
    {
        return (float) get_space_used() * MB_IN_BYTES;
    }

    /**
     * Makes the next measurement see what other requests have stored since this one began: WordPress keeps sizes of
     * directories in a transient, which was read with all other options when this request began.
     */
    public static function measureAnew(): void
    {
        if (wp_using_ext_object_cache()) {
            wp_cache_get('dirsize_cache', 'transient', true);
            return;
        }
        foreach (['alloptions', 'notoptions', '_transient_dirsize_cache'] as $name) {
            wp_cache_delete($name, 'options'); // this request's own copies
        }
    }

    /** Bytes that are left; null where nothing of ours limits them. */
    public static function leftBytes(): ?float
    {
        $allowed = self::allowedBytes();
        return $allowed === null ? null : max(0.0, $allowed - self::usedBytes());
    }

    /** The refusal of a file of that many bytes; of one of unknown size (null) only where nothing at all is left. */
    public static function refusal(?int $bytes): ?Refusal
    {
        $allowed = self::allowedBytes();
        if ($allowed === null) {
            return null;
        }
        $used = self::usedBytes();
        if ($used + max(1, $bytes ?? 1) <= $allowed) {
            return null;
        }
        return new Refusal('disk_space', Words::disk($allowed, $used, $bytes));
    }
}
