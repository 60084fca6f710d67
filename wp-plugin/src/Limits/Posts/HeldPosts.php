<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use PlanBridge\Limits\Gate;
use PlanBridge\Limits\Refusal;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\View;
use WP_Query;

defined('ABSPATH') || exit;

/**
 * Posts that a limit keeps as drafts come back when a larger plan has room for them: offered with one click on the dashboard, on
 * Account and above the list of posts, in the order in which they were refused, each as it was wanted (published, private, or on its
 * day). Never by themselves: what was to come out at Christmas must not come out at Easter because somebody paid.
 */
final class HeldPosts
{
    /** How many come back in one request. */
    private const AT_ONCE = 100;

    /** How many of them are named. */
    private const NAMED = 5;

    private const STATUSES = ['draft', 'pending'];
    private const ACTION = 'plan_bridge_bring_back';

    /** Action `admin_notices` of the dashboard, of Account and of the list of posts: there of its type alone. */
    public static function show(): void
    {
        $isList = $GLOBALS['pagenow'] === 'edit.php';
        $brought = SentText::id($_GET, Plugin::BROUGHT_BACK); // phpcs:ignore WordPress.Security.NonceVerification -- words, nothing else
        if ($isList && $brought > 0) {
            /* translators: %s: number of drafts */
            $text = sprintf(_n('%s draft that the limit had held back is published now, or waits for its day.', '%s drafts that the limit had held back are published now, or wait for their day.', $brought, 'plan-bridge'), number_format_i18n($brought));
            View::render('limits-notice', ['text' => $text, 'link' => '', 'is_good' => true]);
        }
        foreach (self::counted() as $type => $number) {
            if (($isList && $type !== $GLOBALS['typenow']) || !self::mayPublish($type)) {
                continue;
            }
            $room = min($number, self::room($type) ?? $number, self::AT_ONCE);
            if ($room > 0) {
                View::render('limits-held', ['type' => $type, 'number' => $number, 'room' => $room, 'titles' => self::titles($type), 'action' => self::ACTION, 'list' => self::address($type)]);
            } elseif (self::isAsked()) {
                View::render('limits-notice', ['text' => __('Your plan has no room for these drafts. They wait here, and come back when it has.', 'plan-bridge') . ' ' . Refusal::way(), 'link' => Refusal::link()]);
            }
        }
    }

    /** Action `admin_post_…`: as many of a type as there is room for, or none of them is asked for any more. */
    public static function act(): void
    {
        $type = sanitize_key(SentText::of($_POST, 'type'));
        if (!self::mayPublish($type)) {
            wp_die(esc_html__('You may not publish here.', 'plan-bridge'), '', ['response' => 403, 'back_link' => true]);
        }
        check_admin_referer(self::ACTION . "_{$type}");
        $found = self::found($type, self::AT_ONCE);
        $isKept = SentText::of($_POST, 'keep') !== '';
        $brought = $isKept ? self::letGo($found) : self::bringBack($type, $found);
        $list = admin_url("edit.php?post_type={$type}");
        wp_safe_redirect($isKept ? (wp_get_referer() ?: $list) : add_query_arg(Plugin::BROUGHT_BACK, $brought, $list));
        exit;
    }

    /** Action `load-edit.php`: the list of a type has a view of those that are held, in which some can be chosen. */
    public static function onList(): void
    {
        $type = (string) ($GLOBALS['typenow'] ?: 'post');
        $number = self::counted()[$type] ?? 0;
        if ($number > 0) {
            add_filter("views_edit-{$type}", static fn (array $views): array => $views + ['plan_bridge_held' => self::view($type, $number)]);
        }
        if (self::isAsked()) {
            add_action('pre_get_posts', self::onQuery(...));
            add_filter("bulk_actions-edit-{$type}", static fn (array $actions): array => [self::ACTION => __('Publish', 'plan-bridge')] + $actions);
        }
        add_filter("handle_bulk_actions-edit-{$type}", self::onBulk(...), 10, 3);
    }

    /** Filter `handle_bulk_actions-edit-…`: WordPress has checked the nonce. */
    private static function onBulk(mixed $location, mixed $action, mixed $ids): mixed
    {
        $type = (string) ($GLOBALS['typenow'] ?: 'post');
        if ($action !== self::ACTION || !is_array($ids) || !self::mayPublish($type)) {
            return $location;
        }
        $chosen = array_intersect_key(self::found($type, self::AT_ONCE), array_flip(array_map('intval', $ids)));
        return add_query_arg(Plugin::BROUGHT_BACK, self::bringBack($type, $chosen), admin_url("edit.php?post_type={$type}"));
    }

    private static function onQuery(WP_Query $query): void
    {
        if ($query->is_main_query()) {
            $query->set('meta_key', PostLimit::META);
            $query->set('post_status', self::STATUSES);
        }
    }

    private static function view(string $type, int $number): string
    {
        $attributes = self::isAsked() ? ' class="current" aria-current="page"' : '';
        $words = sprintf(
            /* translators: %s: number of drafts */
            __('Held back by the limit <span class="count">(%s)</span>', 'plan-bridge'),
            number_format_i18n($number)
        );
        return sprintf('<a href="%s"%s>%s</a>', esc_url(self::address($type)), $attributes, wp_kses($words, ['span' => ['class' => true]]));
    }

    private static function isAsked(): bool
    {
        return $GLOBALS['pagenow'] === 'edit.php' && SentText::of($_GET, Plugin::HELD) !== ''; // phpcs:ignore WordPress.Security.NonceVerification -- a choice of view
    }

    private static function address(string $type): string
    {
        return add_query_arg(['post_type' => $type, Plugin::HELD => 1], admin_url('edit.php'));
    }

    /**
     * Each as it was wanted, as long as there is room. Nothing of it is changed but its status, so nothing is taken out of what
     * somebody else wrote: WordPress would, of HTML that the one who clicks may not write.
     *
     * @param array<int, string> $posts the status that was wanted, by id
     * @return int how many came back
     */
    private static function bringBack(string $type, array $posts): int
    {
        $room = self::room($type);
        $brought = 0;
        kses_remove_filters();
        foreach ($posts as $id => $wanted) {
            if ($room !== null && $brought >= $room) {
                break;
            }
            if (current_user_can('edit_post', $id)) {
                wp_update_post(['ID' => $id, 'post_status' => $wanted]);
                $brought += (int) !in_array(get_post_status($id), self::STATUSES, true);
            }
        }
        kses_init();
        return $brought;
    }

    /** They stay drafts like any others. @return int of how many nothing is asked any more */
    private static function letGo(array $posts): int
    {
        $mine = array_filter(array_keys($posts), static fn (int $id): bool => current_user_can('edit_post', $id));
        return count(array_filter($mine, static fn (int $id): bool => delete_post_meta($id, PostLimit::META)));
    }

    /** How many more of a type there may be; null: any number. */
    private static function room(string $type): ?int
    {
        $most = Gate::allowance("post_types.{$type}")?->most();
        return $most === null ? null : max(0, (int) $most - PostLimit::used($type));
    }

    private static function mayPublish(string $type): bool
    {
        $object = get_post_type_object($type);
        return $object !== null && current_user_can($object->cap->publish_posts);
    }

    /** @return array<string, int> how many are held, by type */
    private static function counted(): array
    {
        global $wpdb;
        $rows = $wpdb->get_results(self::sql('p.post_type, COUNT(DISTINCT p.ID) AS number') . ' GROUP BY p.post_type', ARRAY_A);
        return array_map('intval', array_column($rows ?: [], 'number', 'post_type'));
    }

    /** @return array<int, string> the status that was wanted by id, who was refused first stands first */
    private static function found(string $type, int $most): array
    {
        global $wpdb;
        $sql = self::sql('p.ID, m.meta_value') . $wpdb->prepare(' AND p.post_type = %s ORDER BY m.meta_id LIMIT %d', $type, $most);
        $known = static fn (string $wanted): string => in_array($wanted, ['private', 'future'], true) ? $wanted : 'publish';
        return array_map($known, array_column($wpdb->get_results($sql, ARRAY_A) ?: [], 'meta_value', 'ID'));
    }

    /** @return list<string> */
    private static function titles(string $type): array
    {
        return array_map(static fn (int $id): string => _draft_or_post_title($id), array_keys(self::found($type, self::NAMED)));
    }

    /** Found by the key of the mark, which has an index. */
    private static function sql(string $columns): string
    {
        global $wpdb;
        $places = "'" . implode("', '", self::STATUSES) . "'";
        return "SELECT {$columns} FROM {$wpdb->postmeta} m JOIN {$wpdb->posts} p ON p.ID = m.post_id"
            . " WHERE m.meta_key = '" . PostLimit::META . "' AND p.post_status IN ({$places})";
    }
}
