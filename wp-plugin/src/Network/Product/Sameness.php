<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

defined('ABSPATH') || exit;

/** Whether two field values mean the same: empty fields and rows count for nothing, and neither does white space. */
final class Sameness
{
    public static function of(mixed $one, mixed $other): bool
    {
        return self::essence($one) === self::essence($other);
    }

    /** @return array<int|string, mixed>|string */
    private static function essence(mixed $value): array|string
    {
        if (!is_array($value)) {
            return trim(str_replace("\r\n", "\n", (string) $value));
        }
        $kept = array_filter(array_map(self::essence(...), $value), static fn (mixed $part): bool => $part !== '' && $part !== []);
        if (array_keys($kept) === ['unit']) {
            return [];
        }
        ksort($kept);
        return $kept;
    }
}
