<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use PlanBridge\Limits\Lock;
use PlanBridge\Limits\Refusal;
use WP_Post;

defined('ABSPATH') || exit;

/**
 * Every save that goes through wp_insert_post(): classic screen, quick and bulk edit, untrash, XML-RPC, imports, code.
 *
 * One too many is kept as a draft with all its text. Where that would look like success, the answer says what was not
 * done once all is stored: XmlRpc, and Refusal for quick edit.
 */
final class Saving
{
    /**
     * Types of which a post that is being written was refused; its mark is set when its id is known. By type, since
     * saving a post writes a revision in between.
     *
     * @var array<string, true>
     */
    private array $refused = [];

    /** Whether statements are looked at, see onType(). */
    private bool $watches = false;

    /**
     * Filter `wp_insert_post_data`, last.
     *
     * @param array<string, mixed> $data as it will be written
     * @param array<string, mixed> $given as the caller gave it
     */
    public function onWrite(array $data, array $given): array
    {
        $before = empty($given['ID']) ? null : get_post((int) $given['ID']);
        $type = (string) $data['post_type'];
        $refusal = PostLimit::refusal($type, (string) $data['post_status'], $before);
        unset($this->refused[$type]);
        if ($refusal === null) {
            return $data;
        }
        $this->refused[$type] = true;
        Refusal::note($refusal);
        return self::asDraft($data, $given, $before);
    }

    /** Action `save_post`: the id is known now. */
    public function onSaved(mixed $id, mixed $post): void
    {
        if ($post instanceof WP_Post && isset($this->refused[$post->post_type])) {
            unset($this->refused[$post->post_type]);
            PostLimit::mark((int) $id);
        }
    }

    /**
     * Action `transition_post_status`, first: the row is written, others may count again. What came here without
     * passing the filter above (`wp_publish_post()` by code) is put back to a draft.
     */
    public function onTransition(mixed $new, mixed $old, mixed $post): void
    {
        if (!$post instanceof WP_Post) {
            return;
        }
        $grew = PostLimit::counts($post->post_type, (string) $new) && !PostLimit::counts($post->post_type, (string) $old);
        $refusal = $grew ? PostLimit::isOver($post->post_type) : null;
        Lock::release("posts.{$post->post_type}");
        if ($refusal !== null) {
            self::backToDraft($post, $refusal);
        } elseif ($grew) {
            PostLimit::clear($post->ID);
        }
    }

    /**
     * Filter `pre_post_type`: the type of a post is about to be written. `set_post_type()` does that with one statement
     * and asks nobody; its statement is looked at from now on.
     */
    public function onType(mixed $type): mixed
    {
        if (!$this->watches) {
            $this->watches = true;
            add_filter('query', [$this, 'onQuery']);
        }
        return $type;
    }

    /**
     * Filter `query`: where a published post would become one too many of another type, nothing is written and
     * `set_post_type()` answers false.
     */
    public function onQuery(mixed $query): mixed
    {
        global $wpdb;
        $statement = "/^UPDATE `{$wpdb->posts}` SET `post_type` = '([a-z0-9_-]+)' WHERE `ID` = (\\d+)$/";
        if (!is_string($query) || preg_match($statement, $query, $found) !== 1) {
            return $query;
        }
        $post = get_post((int) $found[2]);
        $refusal = $post === null ? null : PostLimit::refusal($found[1], $post->post_status, $post);
        if ($refusal === null) {
            add_action('clean_post_cache', static fn () => Lock::release("posts.{$found[1]}")); // it is written then
            return $query;
        }
        error_log("plan-bridge: post {$post->ID} keeps its type. {$refusal->text}"); // the log is all that code sees
        do_action('plan_bridge_refused', $refusal->limit, $refusal->text);
        return '';
    }

    /** Action `publish_future_post` before WordPress publishes: `wp_publish_post()` passes no filter. */
    public function onDue(mixed $id): void
    {
        $post = get_post((int) $id);
        if (!$post instanceof WP_Post || $post->post_status !== 'future' || is_super_admin((int) $post->post_author)) {
            return;
        }
        $refusal = PostLimit::refusesVisible($post->post_type);
        if ($refusal !== null) {
            self::backToDraft($post, $refusal);
        }
    }

    private static function backToDraft(WP_Post $post, Refusal $refusal): void
    {
        Refusal::note($refusal);
        error_log("plan-bridge: post {$post->ID} was kept as a draft. {$refusal->text}"); // the log is all that code sees
        wp_update_post(['ID' => $post->ID, 'post_status' => 'draft']);
        PostLimit::mark($post->ID);
    }

    /** What waited for review goes on waiting. A date that nobody chose floats again, as with every draft. */
    private static function asDraft(array $data, array $given, ?WP_Post $before): array
    {
        if ($data['post_status'] !== 'future' && empty($given['post_date_gmt'])) {
            $data['post_date_gmt'] = '0000-00-00 00:00:00';
        }
        $data['post_status'] = $before !== null && $before->post_status === 'pending' ? 'pending' : 'draft';
        return $data;
    }
}
