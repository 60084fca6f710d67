<?php

declare(strict_types=1);

namespace PlanBridge\Messages;

use PlanBridge\Format;
use PlanBridge\LimitName;

defined('ABSPATH') || exit;

/** A limit that present use is above: how much is used, how much is allowed, how much has to go. */
final class Excess
{
    /** @param array<string, mixed> $over `limit`, `used`, `allowed` and, of a site, `blog_id` */
    public static function words(array $over): string
    {
        $limit = (string) ($over['limit'] ?? '');
        [$used, $allowed] = [self::number($over['used'] ?? 0), self::number($over['allowed'] ?? 0)];
        /* translators: 1: limit such as Disk space, 2: how much is used, 3: how much is allowed, 4: how much has to go */
        $words = sprintf(__('%1$s: %2$s used, %3$s allowed, %4$s has to go', 'plan-bridge'), LimitName::words($limit), Format::limit($limit, $used), Format::limit($limit, $allowed), Format::limit($limit, $used - $allowed));
        $site = isset($over['blog_id']) ? get_site((int) $over['blog_id']) : null;
        /* translators: 1: address of a site, 2: a limit with its figures */
        return $site === null || (int) $over['blog_id'] === get_current_blog_id() ? $words : sprintf(__('%1$s – %2$s', 'plan-bridge'), untrailingslashit($site->domain . $site->path), $words);
    }

    private static function number(mixed $value): int|float
    {
        return is_int($value) || is_float($value) ? $value : 0;
    }
}
