<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use WP_Post;

defined('ABSPATH') || exit;

/** The mark of a post that a limit keeps as a draft, shown beside its title in the list of posts. */
final class Held
{
    public const META = '_plan_bridge_held';

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
    public function states(array $states, WP_Post $post): array
    {
        $counted = PostCount::counts($post->post_type, $post->post_status);
        if (!$counted && get_post_meta($post->ID, self::META, true) === '1') {
            $states['plan_bridge_held'] = __('Held back by the plan’s limit', 'plan-bridge');
        }
        return $states;
    }
}
