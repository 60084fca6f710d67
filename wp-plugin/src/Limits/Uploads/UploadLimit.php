<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\Exempt;
use PlanBridge\Limits\Lock;
use PlanBridge\Limits\Posts\PostLimit;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Words;

defined('ABSPATH') || exit;

/** Whether a file may be stored: its bytes against the disk space, and one more against the number of media files. */
final class UploadLimit
{
    private const LOCK = 'uploads';

    /** From this part of the limit on, what WordPress remembers of its measuring is not trusted. */
    private const NEAR = 0.75;

    /** What this request was refused; WordPress carries the sentence on, but not what kind of answer it is. */
    public static ?Refusal $refused = null;

    /** Whether the file that comes becomes an item of the media library; a sub-size of an image does not. */
    public static bool $makesItem = true;

    /**
     * The refusal, or null; then the lock stays taken until the file lies in its place.
     *
     * @param (callable(float): int)|null $more bytes that WordPress will make of the file, see spaceRefusal()
     */
    public static function refusal(?int $bytes, ?callable $more = null): ?Refusal
    {
        if (!self::limitsSomething()) {
            return null;
        }
        if (Lock::take(self::LOCK)) {
            self::measureAnew();
        }
        $refusal = self::spaceRefusal($bytes, $more) ?? (self::$makesItem ? PostLimit::refusesOneMore('attachment') : null);
        if ($refusal !== null) {
            self::done();
        }
        return self::$refused = $refusal;
    }

    public static function done(): void
    {
        Lock::release(self::LOCK);
    }

    private static function limitsSomething(): bool
    {
        return self::allowedBytes() !== null || (bool) Quota::current()?->postType('attachment')?->restricts();
    }

    /** The plan's disk space; null where the plan does not speak of it. Its `limit` is in MB, null is unlimited. */
    public static function allowance(): ?Allowance
    {
        return Quota::current()?->limit('disk_space');
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
    public static function spaceRefusal(?int $bytes, ?callable $more = null): ?Refusal
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

    /**
     * Filter `pre_site_option_upload_space_check_disabled`, so that WordPress' own check and screens use the plan's
     * figure: a new network has the check switched off, and `get_space_allowed` alone stops nothing. Where the plan says
     * how much, it is on; where the plan says unlimited, it is off; where the plan says nothing, the network's setting
     * stands. A string: false would mean "not answered".
     */
    public static function onDisabled(mixed $answered): mixed
    {
        $allowance = self::allowance();
        if ($allowance === null || $answered !== false || Exempt::now()) {
            return $answered;
        }
        return $allowance->most() === null ? '1' : '0';
    }

    /** Filter `get_space_allowed`, in MB. */
    public static function onAllowed(mixed $megabytes): mixed
    {
        return self::allowance()?->most() ?? $megabytes;
    }

    /**
     * Filters `wp_handle_upload_prefilter` and `wp_handle_sideload_prefilter`: every file that is stored among a site's
     * uploads, by forms of wp-admin and of the front end, async-upload, sideloads by code and XML-RPC. WordPress' own
     * check sits in wp-admin only, and asks the others "already over?" at most. Ours comes first, so that the sentence
     * that names the limit is the one that is read.
     *
     * @param mixed $file an entry of $_FILES; a text in `error` refuses it
     */
    public static function onFile(mixed $file): mixed
    {
        if (!is_array($file) || !empty($file['error'])) {
            return $file;
        }
        $path = (string) ($file['tmp_name'] ?? '');
        $bytes = is_file($path) ? (int) filesize($path) : (int) ($file['size'] ?? 0);
        $refusal = self::refusal($bytes, static fn (float $room): int => Picture::sizesOf($path, $room));
        if ($refusal !== null) {
            $file['error'] = $refusal->text;
        }
        return $file;
    }

    /** Filter `wp_upload_bits`: a text instead of the bits refuses them. */
    public static function onBits(mixed $bits): mixed
    {
        if (!is_array($bits)) {
            return $bits;
        }
        $file = (string) ($bits['bits'] ?? '');
        $more = static fn (float $room): int => Picture::sizesOfBits($file, $room);
        return self::refusal(strlen($file), $more)?->text ?? $bits;
    }

    /** Filter `wp_handle_upload`: the file lies in its place, the next one may be measured. */
    public static function onStored(mixed $stored): mixed
    {
        self::done();
        return $stored;
    }
}
