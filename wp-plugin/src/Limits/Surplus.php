<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Format;
use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * What would have to go, by name, where a site uses more than a plan allows: its largest files, posts of a type, users with a role,
 * sites, domains; and where one deletes them. A list names a few and counts the rest. Nothing here deletes anything.
 *
 * Named only for whoever may manage the site that they are of. Each question reads a bounded number of rows.
 */
final class Surplus
{
    private const NAMED = 5;
    /** As many of the newest media files are looked through for the largest, and people of a site for those with a role. */
    private const LOOKED_AT = 1000;
    /** As many files are asked for their size themselves, where WordPress has not kept it; what is older then is not looked at. */
    private const FILES_ASKED = 2000;
    /** Sites and limits that are named in one page; the others are told by their figures. */
    private const MOST_ASKED = 12;

    /** @var array<string, array> what this request has asked for already */
    private static array $known = [];

    /**
     * @param array{limit: string, used: int|float, allowed: int|float, blog_id?: ?int} $over
     * @param int $membership whose sites are named where there are too many of them
     * @return array{named: list<array{text: string, about: string, url: string}>, more: int, beyond: bool, where: string, url: string}|null null where
     *      nothing can be named; `beyond`: all that was looked at is not enough, more than that has to go
     */
    public static function of(array $over, int $membership): ?array
    {
        [$module, $of] = explode('.', $over['limit'], 2) + [1 => ''];
        $blogId = (int) ($over['blog_id'] ?? 0);
        $key = "{$over['limit']}|{$blogId}";
        if (!isset(self::$known[$key])) {
            if (count(self::$known) >= self::MOST_ASKED) {
                return null;
            }
            self::$known[$key] = match ($module) {
                'sites' => self::sites($membership),
                'disk_space', 'post_types', 'users', 'domain_mapping', 'plugins', 'themes' => self::onSite($blogId, $module, $of),
                default => [],
            };
        }
        $list = self::$known[$key];
        return $list === [] ? null : self::enough($list, $over);
    }

    /** As many names as have to go, a few at most; how many more are left unnamed. */
    private static function enough(array $list, array $over): array
    {
        $excess = (float) $over['used'] - (float) $over['allowed'];
        $needed = 0;
        foreach ($list['size'] ?? [] as $megabytes) {
            if ($excess <= 0) {
                break;
            }
            $excess -= $megabytes;
            $needed++;
        }
        $needed = isset($list['size']) ? $needed : (int) ceil($excess);
        $named = array_slice($list['named'], 0, max(1, min(self::NAMED, $needed)));
        return ['named' => $named, 'more' => max(0, $needed - count($named)), 'beyond' => isset($list['size']) && $excess > 0] + $list;
    }

    private static function onSite(int $blogId, string $module, string $of): array
    {
        if ($blogId < 1 || get_site($blogId) === null) {
            return [];
        }
        switch_to_blog($blogId);
        try {
            return !current_user_can('manage_options') ? [] : match ($module) {
                'disk_space' => self::files(),
                'post_types' => self::posts($of),
                'users' => self::users($of),
                'domain_mapping' => self::domains($blogId),
                'plugins' => self::one(__('Plugins of the site', 'plan-bridge'), 'plugins.php'),
                default => self::one(__('Themes of the site', 'plan-bridge'), 'themes.php'),
            };
        } finally {
            restore_current_blog();
        }
    }

    /** The largest media files, with the smaller sizes that WordPress made of them. What lies beside the library nobody can name. */
    private static function files(): array
    {
        global $wpdb;
        // in the order of an index, so that no more rows are read than are looked at
        $newest = "SELECT ID, post_title, post_date FROM {$wpdb->posts} WHERE post_type = 'attachment' AND post_status = 'inherit' ORDER BY post_date DESC, ID DESC LIMIT " . self::LOOKED_AT;
        $sql = "SELECT p.ID, p.post_title, m.meta_value FROM ({$newest}) p JOIN {$wpdb->postmeta} m ON m.post_id = p.ID AND m.meta_key = '_wp_attachment_metadata'"
            . ' ORDER BY p.post_date DESC, p.ID DESC';
        $sizes = $titles = [];
        $left = self::FILES_ASKED;
        $rows = $wpdb->get_results($sql) ?: [];
        update_meta_cache('post', array_map(static fn (object $row): int => (int) $row->ID, $rows)); // at once, for files that are asked themselves
        foreach ($rows as $row) {
            $meta = maybe_unserialize($row->meta_value);
            $bytes = is_array($meta) ? self::bytes((int) $row->ID, $meta, $left) : 0;
            if ($left < 0) {
                break;
            }
            if ($bytes > 0) {
                $sizes[(int) $row->ID] = $bytes;
                $titles[(int) $row->ID] = (string) $row->post_title;
            }
        }
        arsort($sizes);
        $named = [];
        foreach (array_slice($sizes, 0, self::NAMED, true) as $id => $bytes) {
            $title = $titles[$id] !== '' ? $titles[$id] : basename((string) get_attached_file($id));
            $named[] = ['text' => $title, 'about' => Format::bytes($bytes), 'url' => admin_url("post.php?post={$id}&action=edit")];
        }
        $list = ['named' => $named, 'size' => array_map(static fn (int $bytes): float => $bytes / MB_IN_BYTES, array_values($sizes))];
        return $list + ['where' => __('All media files', 'plan-bridge'), 'url' => admin_url('upload.php?mode=list')];
    }

    /**
     * WordPress keeps sizes of files since 6.0; of an older one the files themselves are asked, its smaller sizes too.
     *
     * @param int $left how many files may still be asked; below 0 the answer is not whole
     */
    private static function bytes(int $id, array $meta, int &$left): int
    {
        $bytes = (int) ($meta['filesize'] ?? 0);
        $ask = isset($meta['filesize']) ? [] : [''];
        foreach (array_filter((array) ($meta['sizes'] ?? []), 'is_array') as $size) {
            isset($size['filesize']) ? $bytes += (int) $size['filesize'] : $ask[] = (string) ($size['file'] ?? '');
        }
        $left -= count($ask);
        $own = $ask === [] || $left < 0 ? '' : (string) get_attached_file($id);
        foreach ($own === '' ? [] : array_unique($ask) as $file) {
            $bytes += (int) @filesize($file === '' ? $own : dirname($own) . '/' . wp_basename($file)); // phpcs:ignore WordPress.PHP.NoSilencedErrors -- it may be gone
        }
        return $bytes;
    }

    /** The oldest first: which of them go is the owner's choice. */
    private static function posts(string $type): array
    {
        global $wpdb;
        // each status by itself is in the order of an index: of all together every row would be read
        $sql = "(SELECT ID, post_title, post_date FROM {$wpdb->posts} WHERE post_type = %s AND post_status = %s ORDER BY post_date, ID LIMIT %d)";
        $each = array_map(static fn (string $status): string => $wpdb->prepare($sql, $type, $status, self::NAMED), ['publish', 'private', 'future', 'inherit']);
        $named = [];
        foreach ($wpdb->get_results(implode(' UNION ALL ', $each) . ' ORDER BY post_date, ID LIMIT ' . self::NAMED) ?: [] as $row) {
            $title = $row->post_title !== '' ? (string) $row->post_title : __('(no title)', 'plan-bridge');
            $named[] = ['text' => $title, 'about' => (string) mysql2date(get_option('date_format'), $row->post_date), 'url' => admin_url("post.php?post={$row->ID}&action=edit")];
        }
        $list = $type === 'attachment' ? 'upload.php?mode=list' : 'edit.php?post_type=' . rawurlencode($type) . '&orderby=date&order=asc';
        /* translators: %s: a type of posts, such as Pages */
        return ['named' => $named, 'where' => sprintf(__('All: %s', 'plan-bridge'), LimitTable::label('post_types', $type)), 'url' => admin_url($list)];
    }

    /** Who came last, first; where the site has very many people, of those who are looked at. */
    private static function users(string $role): array
    {
        global $wpdb;
        $sql = "SELECT u.ID, u.display_name, u.user_login FROM (SELECT umeta_id, user_id, meta_value FROM {$wpdb->usermeta} WHERE meta_key = %s LIMIT %d) m"
            . " JOIN {$wpdb->users} u ON u.ID = m.user_id WHERE m.meta_value LIKE %s AND u.ID <> %d ORDER BY m.umeta_id DESC LIMIT %d";
        $like = '%' . $wpdb->esc_like('"' . $role . '"') . '%';
        $rows = $wpdb->get_results($wpdb->prepare($sql, $wpdb->get_blog_prefix() . 'capabilities', self::LOOKED_AT, $like, Owner::userId(get_current_blog_id()), self::NAMED));
        $named = array_map(static fn (object $row): array => ['text' => (string) $row->display_name, 'about' => (string) $row->user_login, 'url' => admin_url('users.php?s=' . rawurlencode((string) $row->user_login))], $rows ?: []);
        /* translators: %s: a role such as Editor */
        return ['named' => $named, 'where' => sprintf(__('Users: %s', 'plan-bridge'), LimitTable::label('users', $role)), 'url' => admin_url('users.php?role=' . rawurlencode($role))];
    }

    private static function domains(int $blogId): array
    {
        global $wpdb;
        $sql = 'SELECT domain FROM ' . Network::table('wu_domain_mappings') . ' WHERE blog_id = %d ORDER BY id DESC LIMIT %d';
        $domains = Network::quietly(static fn (\wpdb $db): array => $db->get_col($db->prepare($sql, $blogId, self::NAMED)));
        $named = array_map(static fn (mixed $domain): array => ['text' => (string) $domain, 'about' => '', 'url' => ''], $domains);
        return ['named' => $named, 'where' => __('Domains of the site', 'plan-bridge'), 'url' => admin_url('admin.php?page=account')];
    }

    /** The newest first, each with the page on which its owner deletes it. */
    private static function sites(int $membership): array
    {
        global $wpdb;
        $sql = 'SELECT blog_id FROM ' . Network::table('bridge_site_limits') . ' WHERE membership_id = %d ORDER BY blog_id DESC LIMIT %d';
        $named = [];
        foreach (Network::quietly(static fn (\wpdb $db): array => $db->get_col($db->prepare($sql, $membership, self::NAMED))) as $id) {
            $site = get_site((int) $id);
            if ($site !== null && self::mayManage((int) $id)) {
                $named[] = ['text' => untrailingslashit($site->domain . $site->path), 'about' => '', 'url' => get_admin_url((int) $id, 'ms-delete-site.php')];
            }
        }
        return $named === [] ? [] : ['named' => $named, 'where' => __('My Sites', 'plan-bridge'), 'url' => admin_url('my-sites.php')];
    }

    private static function mayManage(int $blogId): bool
    {
        switch_to_blog($blogId);
        try {
            return current_user_can('manage_options');
        } finally {
            restore_current_blog();
        }
    }

    private static function one(string $where, string $page): array
    {
        return ['named' => [], 'where' => $where, 'url' => admin_url($page)];
    }

    /** What a plugin calls itself; its file where it is not there. */
    public static function plugin(string $file): string
    {
        require_once ABSPATH . 'wp-admin/includes/plugin.php';
        $path = WP_PLUGIN_DIR . '/' . $file;
        $name = validate_file($file) === 0 && is_file($path) ? (string) get_plugin_data($path, false, false)['Name'] : '';
        return $name !== '' ? $name : $file;
    }
}
