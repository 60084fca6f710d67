<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\Exempt;
use PlanBridge\Limits\Lock;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\SiteQuota;
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
 * `set_post_type()` changes the type of a published post with one SQL statement and no filter: it is not held.
 */
final class PostGate
{
    /**
     * The refusal, or null where the post may go on. Then the lock of the type stays taken until the post is written.
     */
    public static function refusal(string $type, string $status, ?WP_Post $before): ?Refusal
    {
        if (!self::grows($type, $status, $before)) {
            return null;
        }
        $allowance = self::allowance($type);
        if ($allowance === null) {
            return null;
        }
        Lock::take("posts.{$type}");
        $used = PostCount::of($type);
        if ($allowance->fits($used)) {
            return null;
        }
        Lock::release("posts.{$type}");
        return new Refusal("post_types.{$type}", Words::posts($type, $allowance, $used));
    }

    /** Whether a post of the type that is in a counted status by now is one too many. */
    public static function isOver(string $type): ?Refusal
    {
        $allowance = self::allowance($type);
        $used = $allowance === null ? 0 : PostCount::of($type);
        if ($allowance === null || $allowance->fits($used, 0)) {
            return null;
        }
        return new Refusal("post_types.{$type}", Words::posts($type, $allowance, $used - 1));
    }

    /** Whether a scheduled post must not become visible: the visible ones alone already fill the limit. */
    public static function refusesVisible(string $type): ?Refusal
    {
        $allowance = self::allowance($type);
        $used = $allowance === null ? 0 : PostCount::visible($type);
        if ($allowance === null || $allowance->fits($used)) {
            return null;
        }
        return new Refusal("post_types.{$type}", Words::posts($type, $allowance, $used));
    }

    /** How many more of the type the current user may publish; null where nothing of ours limits that. */
    public static function free(string $type): ?int
    {
        $most = self::allowance($type)?->most();
        return $most === null ? null : max(0, (int) $most - PostCount::of($type));
    }

    /** The limit of the type and what is used of it, in words; null where nothing of ours limits it. */
    public static function sentence(string $type): ?string
    {
        $allowance = self::allowance($type);
        return $allowance === null ? null : Words::posts($type, $allowance, PostCount::of($type));
    }

    public static function grows(string $type, string $status, ?WP_Post $before): bool
    {
        if (!PostCount::counts($type, $status)) {
            return false;
        }
        return $before === null || $before->post_type !== $type || !PostCount::counts($type, $before->post_status);
    }

    /** The limit that holds for the current user on the current site, null where none does. */
    private static function allowance(string $type): ?Allowance
    {
        $allowance = SiteQuota::current()?->postType($type);
        return $allowance === null || !$allowance->restricts() || Exempt::now() ? null : $allowance;
    }
}
