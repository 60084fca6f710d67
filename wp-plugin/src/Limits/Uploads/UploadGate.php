<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Limits\Exempt;
use PlanBridge\Limits\Lock;
use PlanBridge\Limits\Posts\PostCount;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\SiteQuota;
use PlanBridge\Limits\Words;

defined('ABSPATH') || exit;

/** Whether a file may be stored: its bytes against the disk space, and one more against the number of media files. */
final class UploadGate
{
    private const LOCK = 'uploads';

    /** What this request was refused; WordPress carries the sentence on, but not what kind of answer it is. */
    public static ?Refusal $refused = null;

    /** Whether the file that comes becomes an item of the media library; a sub-size of an image does not. */
    public static bool $makesItem = true;

    /**
     * The refusal, or null; then the lock stays taken until the file lies in its place.
     *
     * @param (callable(float): int)|null $more bytes that WordPress will make of the file, see DiskSpace::refusal()
     */
    public static function refusal(?int $bytes, ?callable $more = null): ?Refusal
    {
        if (!self::limitsSomething()) {
            return null;
        }
        if (Lock::take(self::LOCK)) {
            DiskSpace::measureAnew();
        }
        $refusal = DiskSpace::refusal($bytes, $more) ?? (self::$makesItem ? self::oneItemMore() : null);
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
        return DiskSpace::allowedBytes() !== null || (bool) SiteQuota::current()?->postType('attachment')?->restricts();
    }

    private static function oneItemMore(): ?Refusal
    {
        $allowance = SiteQuota::current()?->postType('attachment');
        if ($allowance === null || !$allowance->restricts() || Exempt::now()) {
            return null;
        }
        $used = PostCount::of('attachment');
        return $allowance->fits($used)
            ? null
            : new Refusal('post_types.attachment', Words::posts('attachment', $allowance, $used));
    }
}
