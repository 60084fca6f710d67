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
    /** From this part of the limit on, what WordPress remembers of its measuring is not trusted. */
    private const NEAR = 0.75;

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

    /**
     * The refusal of a file of that many bytes; of one of unknown size (null) only where nothing at all is left.
     *
     * @param (callable(float): int)|null $more bytes that WordPress will make of it, asked with the bytes left for that
     */
    public static function refusal(?int $bytes, ?callable $more = null): ?Refusal
    {
        $allowed = self::allowedBytes();
        if ($allowed === null) {
            return null;
        }
        $file = max(1, $bytes ?? 1);
        $used = self::usedBefore($file, $allowed);
        if ($used + $file > $allowed) {
            return new Refusal('disk_space', Words::disk($allowed, $used, $bytes === 0 ? null : $bytes));
        }
        $made = $more === null ? 0 : $more($allowed - $used - $file);
        if ($used + $file + $made <= $allowed) {
            return null;
        }
        return new Refusal('disk_space', Words::picture($allowed, $used, $bytes + $made));
    }

    /** The refusal of a file that lies in its place already and takes the site over its limit. */
    public static function refusesWhatIsThere(string $path): ?Refusal
    {
        $allowed = self::allowedBytes();
        $used = $allowed === null ? 0.0 : self::usedBytes();
        if ($allowed === null || $used <= $allowed) {
            return null;
        }
        $file = (int) filesize($path);
        return new Refusal('disk_space', Words::disk($allowed, $used - $file, $file));
    }

    /**
     * Bytes used before a file is stored. WordPress keeps what it measured, and does not notice what other code writes
     * or deletes: near the limit it is measured anew.
     */
    private static function usedBefore(int $file, float $allowed): float
    {
        $used = self::usedBytes();
        if ($used + $file < self::NEAR * $allowed) {
            return $used;
        }
        delete_transient('dirsize_cache');
        return self::usedBytes();
    }
}
