<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use PlanBridge\Limits\Gate;
use PlanBridge\Limits\Refusal;
use WP_Post;

defined('ABSPATH') || exit;

/**
 * Whether a post may become published, private or scheduled, and every save by wp_insert_post(): classic screen, quick
 * and bulk edit, untrash, XML-RPC, imports, code. One too many is kept as a draft with all its text; where that would
 * look like success, Answers says what was not done.
 *
 * Only a move into a counted status is growth: what is published already can always be edited, also over the limit.
 * Only types that the plan names are touched; revisions, menus, templates and changesets pass through the same
 * functions of WordPress. Published, private and scheduled posts count; media files have no such status, of them all
 * that are not in the trash (`inherit`). No screen gives a post that status; XML-RPC and code can, and REST then shows it to
 * everybody, so it counts there too. Counted in the database, never from the object cache: the count stands beside a lock.
 */
final class PostLimit
{
    /** The mark of a post that a limit keeps as a draft: the status that was wanted ('1' in early versions), see HeldPosts. */
    public const META = '_plan_bridge_held';
    private const COUNTED = ['publish', 'private', 'future', 'inherit'];
    private const VISIBLE = ['publish', 'private'];

    /**
     * What a post that is being written was refused, until its id is known. By type, since saving a post writes a
     * revision in between.
     *
     * @var array<string, array{Refusal, string}> and the status that was wanted
     */
    private array $refused = [];

    /** Whether statements are looked at, see onType(). */
    private bool $watches = false;

    /** The refusal, or null where the post may go on. Then the lock of the type stays taken until the post is written. */
    public static function refusal(string $type, string $status, ?WP_Post $before): ?Refusal
    {
        $grows = self::counts($type, $status)
            && ($before === null || $before->post_type !== $type || !self::counts($type, $before->post_status));
        return $grows ? Gate::enter("post_types.{$type}", static fn (): int => self::used($type)) : null;
    }

    /** A revision is a copy that has that status too: none of its own, and WordPress takes its id for its post's. */
    private static function counts(string $type, string $status): bool
    {
        return $type !== 'revision' && in_array($status, self::COUNTED, true);
    }

    /** @param list<string>|null $statuses null: those that count */
    public static function used(string $type, ?array $statuses = null): int
    {
        global $wpdb;
        $statuses ??= self::COUNTED;
        $places = implode(', ', array_fill(0, count($statuses), '%s'));
        $sql = "SELECT COUNT(*) FROM {$wpdb->posts} WHERE post_type = %s AND post_status IN ({$places})";
        return (int) $wpdb->get_var($wpdb->prepare($sql, $type, ...$statuses));
    }

    /** @return array<string, int> how many of each type count on the current site; a type that is missing has none */
    public static function usedByType(): array
    {
        global $wpdb;
        $places = implode(', ', array_fill(0, count(self::COUNTED), '%s'));
        $sql = "SELECT post_type, COUNT(*) AS used FROM {$wpdb->posts} WHERE post_status IN ({$places}) AND post_type <> 'revision' GROUP BY post_type";
        return array_map('intval', array_column($wpdb->get_results($wpdb->prepare($sql, ...self::COUNTED), ARRAY_A), 'used', 'post_type'));
    }

    public static function mark(int $postId, string $wanted): void
    {
        update_post_meta($postId, self::META, $wanted);
    }

    /** Filter `display_post_states`. */
    public static function states(array $states, WP_Post $post): array
    {
        if (!self::counts($post->post_type, $post->post_status) && get_post_meta($post->ID, self::META, true) !== '') {
            $states['plan_bridge_held'] = __('Held back by the plan’s limit', 'plan-bridge');
        }
        return $states;
    }

    /**
     * Filter `wp_insert_post_data`, last. What waited for review goes on waiting; a date that nobody chose floats again,
     * as with every draft. `$data` is what will be written, `$given` what the caller gave.
     */
    public function onWrite(array $data, array $given): array
    {
        $before = empty($given['ID']) ? null : get_post((int) $given['ID']);
        $type = (string) $data['post_type'];
        unset($this->refused[$type]);
        if ($data['post_status'] === 'auto-draft') {
            return self::isUnseen($type, $before) ? ['post_status' => 'draft'] + $data : $data;
        }
        $refusal = self::refusal($type, (string) $data['post_status'], $before);
        if ($refusal === null) {
            return $data;
        }
        $this->refused[$type] = [$refusal, (string) $data['post_status']];
        Refusal::note($refusal);
        if ($data['post_status'] !== 'future' && empty($given['post_date_gmt'])) {
            $data['post_date_gmt'] = '0000-00-00 00:00:00';
        }
        return ['post_status' => $before?->post_status === 'pending' ? 'pending' : 'draft'] + $data;
    }

    /** Whether the block editor saves what nobody will find: its new post of a full type is in no list until it is a draft. */
    private static function isUnseen(string $type, ?WP_Post $before): bool
    {
        $isEditor = defined('REST_REQUEST') && REST_REQUEST && $before?->post_status === 'auto-draft';
        return $isEditor && Gate::refusal("post_types.{$type}", static fn (): int => self::used($type)) !== null;
    }

    /** Action `save_post`: the id is known now. */
    public function onSaved(mixed $id, mixed $post): void
    {
        if ($post instanceof WP_Post && isset($this->refused[$post->post_type])) {
            [$refusal, $wanted] = $this->refused[$post->post_type];
            $refusal->post = (int) $id;
            unset($this->refused[$post->post_type]);
            self::mark((int) $id, $wanted);
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
        $limit = "post_types.{$post->post_type}";
        $grew = self::counts($post->post_type, (string) $new) && !self::counts($post->post_type, (string) $old);
        $others = static fn (): int => self::used($post->post_type) - 1; // it is among those that count
        $refusal = $grew ? Gate::refusal($limit, $others) : null;
        Gate::leave($limit);
        if ($refusal !== null) {
            self::backToDraft($post, $refusal, (string) $new);
        } elseif ($grew) {
            delete_post_meta($post->ID, self::META);
        }
    }

    /**
     * Action `publish_future_post` before WordPress publishes: `wp_publish_post()` passes no filter. Scheduled posts
     * count already, so what may not come out is one beside which the visible ones alone fill the limit.
     */
    public function onDue(mixed $id): void
    {
        $post = get_post((int) $id);
        if (!$post instanceof WP_Post || $post->post_status !== 'future' || is_super_admin((int) $post->post_author)) {
            return;
        }
        $refusal = Gate::refusal("post_types.{$post->post_type}", static fn (): int => self::used($post->post_type, self::VISIBLE));
        if ($refusal !== null) {
            self::backToDraft($post, $refusal, 'publish');
        }
    }

    private static function backToDraft(WP_Post $post, Refusal $refusal, string $wanted): void
    {
        Refusal::note($refusal);
        error_log("plan-bridge: post {$post->ID} was kept as a draft. {$refusal->text}"); // the log is all that code sees
        wp_update_post(['ID' => $post->ID, 'post_status' => 'draft']);
        self::mark($post->ID, $wanted);
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
        $refusal = $post === null ? null : self::refusal($found[1], $post->post_status, $post);
        if ($refusal === null) {
            add_action('clean_post_cache', static fn () => Gate::leave("post_types.{$found[1]}")); // it is written then
            return $query;
        }
        error_log("plan-bridge: post {$post->ID} keeps its type. {$refusal->text}"); // the log is all that code sees
        do_action('plan_bridge_refused', $refusal->limit, $refusal->text);
        return '';
    }
}
