<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

defined('ABSPATH') || exit;

/**
 * How many posts of a type count against its limit: published, private and scheduled ones.
 *
 * Media files have no such status; of them all count that are not in the trash. Counted in the database, never from
 * the object cache: the count stands beside a lock.
 */
final class PostCount
{
    private const COUNTED = ['publish', 'private', 'future'];
    private const COUNTED_MEDIA = ['inherit', 'publish', 'private', 'future'];

    public static function counts(string $type, string $status): bool
    {
        return in_array($status, self::statuses($type), true);
    }

    public static function of(string $type): int
    {
        return self::withStatus($type, self::statuses($type));
    }

    /** Those that readers can see now, without the scheduled ones. */
    public static function visible(string $type): int
    {
        return self::withStatus($type, ['publish', 'private']);
    }

    /**
     * @param list<string> $types
     * @return array<string, int>
     */
    public static function byType(array $types): array
    {
        $counts = [];
        foreach (array_unique($types) as $type) {
            $counts[$type] = self::of($type);
        }
        return $counts;
    }

    /** @return list<string> */
    private static function statuses(string $type): array
    {
        return $type === 'attachment' ? self::COUNTED_MEDIA : self::COUNTED;
    }

    /** @param list<string> $statuses */
    private static function withStatus(string $type, array $statuses): int
    {
        global $wpdb;
        $places = implode(', ', array_fill(0, count($statuses), '%s'));
        return (int) $wpdb->get_var($wpdb->prepare(
            "SELECT COUNT(*) FROM {$wpdb->posts} WHERE post_type = %s AND post_status IN ({$places})",
            $type,
            ...$statuses
        ));
    }
}
