<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\Exempt;
use PlanBridge\Limits\Lock;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Words;
use WP_Post;

defined('ABSPATH') || exit;

/**
 * Decides whether a post may become published, private or scheduled.
 *
 * Only a move into a counted status is growth: what is published already can always be edited, also over the limit.
 * Only types that the plan names are touched; revisions, menus, templates and changesets pass through the same
 * functions of WordPress.
 *
 * Published, private and scheduled posts count; media files have no such status, of them all that are not in the trash.
 * Counted in the database, never from the object cache: the count stands beside a lock.
 */
final class PostLimit
{
    /** The mark of a post that a limit keeps as a draft, shown beside its title in the list of posts. */
    public const META = '_plan_bridge_held';
    private const COUNTED = ['publish', 'private', 'future'];
    private const COUNTED_MEDIA = ['inherit', 'publish', 'private', 'future'];

    /** The refusal, or null where the post may go on. Then the lock of the type stays taken until the post is written. */
    public static function refusal(string $type, string $status, ?WP_Post $before): ?Refusal
    {
        if (!self::grows($type, $status, $before)) {
            return null;
        }
        if (self::allowance($type) === null) {
            return null;
        }
        Lock::take("posts.{$type}");
        $refusal = self::refusesOneMore($type);
        if ($refusal !== null) {
            Lock::release("posts.{$type}");
        }
        return $refusal;
    }

    /** Whether there is no room for one more of the type, by the posts that count already. */
    public static function refusesOneMore(string $type): ?Refusal
    {
        return self::refused($type, self::used(...), 1);
    }

    /** Whether a post of the type that is in a counted status by now is one too many. */
    public static function isOver(string $type): ?Refusal
    {
        return self::refused($type, self::used(...), 0);
    }

    /** Whether a scheduled post must not become visible: the visible ones alone already fill the limit. */
    public static function refusesVisible(string $type): ?Refusal
    {
        return self::refused($type, self::visible(...), 1);
    }

    /**
     * @param callable(string): int $count of the posts that stand against the limit
     * @param int $more 1 for a post that comes, 0 for one that is counted already
     */
    private static function refused(string $type, callable $count, int $more): ?Refusal
    {
        $allowance = self::allowance($type);
        $used = $allowance === null ? 0 : $count($type);
        return $allowance === null || $allowance->fits($used, $more)
            ? null
            : new Refusal("post_types.{$type}", Words::posts($type, $allowance, $used - 1 + $more));
    }

    /** How many more of the type the current user may publish; null where nothing of ours limits that. */
    public static function free(string $type): ?int
    {
        $most = self::allowance($type)?->most();
        return $most === null ? null : max(0, (int) $most - self::used($type));
    }

    /** The limit of the type and what is used of it, in words; null where nothing of ours limits it. */
    public static function sentence(string $type): ?string
    {
        $allowance = self::allowance($type);
        return $allowance === null ? null : Words::posts($type, $allowance, self::used($type));
    }

    public static function grows(string $type, string $status, ?WP_Post $before): bool
    {
        if (!self::counts($type, $status)) {
            return false;
        }
        return $before === null || $before->post_type !== $type || !self::counts($type, $before->post_status);
    }

    /** The limit that holds for the current user on the current site, null where none does. */
    private static function allowance(string $type): ?Allowance
    {
        $allowance = Quota::current()?->postType($type);
        return $allowance === null || !$allowance->restricts() || Exempt::now() ? null : $allowance;
    }

    public static function counts(string $type, string $status): bool
    {
        return in_array($status, self::statuses($type), true);
    }

    public static function used(string $type): int
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
    public static function usedByType(array $types): array
    {
        $counts = [];
        foreach (array_unique($types) as $type) {
            $counts[$type] = self::used($type);
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

    public static function mark(int $postId): void
    {
        update_post_meta($postId, self::META, '1');
    }

    public static function clear(int $postId): void
    {
        delete_post_meta($postId, self::META);
    }

    /**
     * Filter `display_post_states`.
     *
     * @param array<string, string> $states
     * @return array<string, string>
     */
    public static function states(array $states, WP_Post $post): array
    {
        $counted = self::counts($post->post_type, $post->post_status);
        if (!$counted && get_post_meta($post->ID, self::META, true) === '1') {
            $states['plan_bridge_held'] = __('Held back by the plan’s limit', 'plan-bridge');
        }
        return $states;
    }
}
