<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use PlanBridge\Limits\Gate;
use PlanBridge\Limits\Refusal;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use WP_Post;

defined('ABSPATH') || exit;

/**
 * Pages that somebody makes in the Customizer, for a menu or as the front page. WordPress keeps them as auto-drafts and
 * publishes them with the rest; one too many is held by PostLimit then, and WordPress, which sees a draft left over, puts
 * it into the trash without a word. So it is said where the page is made, and where it was too late for that it stays a draft.
 */
final class Customizer
{
    /** What WordPress writes beside each of these pages: the set of changes that it belongs to. */
    private const CHANGESET = '_customize_changeset_uuid';

    /** Action `customize_controls_enqueue_scripts`. */
    public function onScreen(): void
    {
        wp_enqueue_script('plan-bridge-customizer', Plugin::asset('customizer.js'), ['customize-controls', 'jquery'], Plugin::VERSION, true);
    }

    /** Action `wp_ajax_customize-nav-menus-insert-auto-draft` before WordPress; who may not gets its answer and learns no figures. */
    public function onNew(): void
    {
        $type = SentText::of(is_array($_POST['params'] ?? null) ? $_POST['params'] : [], 'post_type');
        $may = get_post_type_object($type)?->cap->publish_posts;
        if ($may === null || !current_user_can($may) || !check_ajax_referer('customize-menus', 'customize-menus-nonce', false)) {
            return;
        }
        $refusal = Gate::refusal("post_types.{$type}", static fn (): int => PostLimit::used($type) + self::waiting($type));
        if ($refusal !== null) {
            wp_send_json_error(['code' => 'plan_bridge_limit_reached', 'message' => self::html($refusal->text . ' ' . Refusal::way())]);
        }
    }

    /** Pages of this set of changes that will be published with it. */
    private static function waiting(string $type): int
    {
        global $wpdb;
        $sql = "SELECT COUNT(*) FROM {$wpdb->postmeta} m JOIN {$wpdb->posts} p ON p.ID = m.post_id"
            . " WHERE m.meta_key = %s AND m.meta_value = %s AND p.post_type = %s AND p.post_status IN ('auto-draft', 'draft')";
        return (int) $wpdb->get_var($wpdb->prepare($sql, self::CHANGESET, SentText::of($_POST, 'customize_changeset_uuid'), $type));
    }

    /** Filter `pre_trash_post` in a request that was refused something: what a limit has just kept as a draft is no left-over. */
    public function onTrash(mixed $check, mixed $post): mixed
    {
        $isKept = $post instanceof WP_Post && get_post_meta($post->ID, self::CHANGESET, true) !== '' && get_post_meta($post->ID, PostLimit::META, true) !== '';
        return $check === null && $isKept ? false : $check;
    }

    /** Filter `customize_save_response` in such a request: the screen shows it beside what was saved. */
    public function onSaved(array $response): array
    {
        $refusal = Refusal::taken();
        return $refusal === null ? $response : $response + ['plan_bridge_refused' => self::html($refusal->kept())];
    }

    private static function html(string $text): string
    {
        return trim(esc_html($text) . ' ' . Refusal::link());
    }
}
