<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Limits\Posts\PostLimit;
use PlanBridge\Plugin;
use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * What a site uses, kept in `bridge_usage`: for the sites of a membership that nobody can walk through in one request, and for the
 * forecast of whoever saves limits. No row means that nobody has measured, which is not 0.
 *
 * It is written after the answer: what a page measured anyway, what this request made more or less of (counted anew then), and
 * once a day all of a site after one of its pages in wp-admin. Only what moved by a hundredth or is a day old is written, and no
 * figure twice in a minute; what was left out for that is measured after the next page.
 */
final class Measured
{
    /** When all of the site is to be measured again. Read with all other options of the site, so that looking costs nothing. */
    public const OPTION = Plugin::MEASURE_AT;

    private const PAUSE_SECONDS = 60;
    private const PART = 0.01;
    private const MOST_ROWS = 5000;

    /** What limits speak of and somebody counts; plugins and themes are asked of the site itself. */
    private const KEPT = ['disk_space', 'post_types', 'users', 'domain_mapping', 'visits'];

    /** @var array<int, array<string, int|float>> by blog id: figures by the name of their limit */
    private static array $figures = [];

    /** @var array<int, array<string, true>> by blog id: limits of which this request made more or less */
    private static array $touched = [];

    /** @param array<string, mixed> $usage of Usage::forSite() */
    public static function note(int $blogId, array $usage): void
    {
        foreach (array_intersect_key($usage, array_flip(self::KEPT)) as $module => $figure) {
            foreach (is_array($figure) ? $figure : ['' => $figure] as $name => $number) {
                self::$figures[$blogId][$name === '' ? $module : "{$module}.{$name}"] = $number;
            }
        }
        self::begin();
    }

    private static function touch(string $limit): void
    {
        if (!is_main_site() && Quota::current() !== null) {
            self::$touched[get_current_blog_id()][$limit] = true;
            self::begin();
        }
    }

    private static function begin(): void
    {
        if (has_action('shutdown', [self::class, 'keep']) === false) {
            add_action('shutdown', [self::class, 'keep'], 30, 0);
        }
    }

    /** Action `transition_post_status`. */
    public static function onStatus(mixed $new, mixed $old, mixed $post): void
    {
        if ($new !== $old && $post instanceof \WP_Post) {
            self::touch("post_types.{$post->post_type}");
        }
    }

    /** Action `deleted_post`; of a media file its bytes go as well. */
    public static function onDeleted(mixed $id, mixed $post): void
    {
        $type = $post instanceof \WP_Post ? $post->post_type : '';
        if ($type !== '' && $type !== 'revision') {
            self::touch("post_types.{$type}");
        }
        if ($type === 'attachment') {
            self::touch('disk_space');
        }
    }

    /** Action `add_attachment`. */
    public static function onFile(): void
    {
        self::touch('post_types.attachment');
        self::touch('disk_space');
    }

    /** Actions `set_user_role` (with the roles before), `add_user_to_blog` and `remove_user_from_blog`. */
    public static function onRole(mixed $userId, mixed $role = '', mixed $before = []): void
    {
        foreach (array_filter([is_string($role) ? $role : '', ...(is_array($before) ? $before : [])], wp_roles()->is_role(...)) as $name) {
            self::touch("users.{$name}");
        }
    }

    /** Action `remove_user_from_blog`, before the roles are taken away. */
    public static function onRemove(mixed $userId): void
    {
        self::onRole($userId, '', (get_userdata((int) $userId) ?: null)?->roles ?? []);
    }

    /** Action `admin_init` of a site that something limits, once a day: all of it is measured, after the answer. */
    public static function daily(): void
    {
        add_action('shutdown', [self::class, 'all'], 29, 0);
    }

    /** Action `shutdown`. */
    public static function all(): void
    {
        self::answer();
        update_option(self::OPTION, time() + DAY_IN_SECONDS, true);
        Usage::forSite(get_current_blog_id());
    }

    /** Action `shutdown`: nobody waits for this any more, where PHP can say so. */
    public static function keep(): void
    {
        self::answer();
        foreach (self::$touched as $blogId => $limits) {
            switch_to_blog($blogId);
            foreach (array_keys($limits) as $limit) {
                self::$figures[$blogId][$limit] = self::count($limit);
            }
            restore_current_blog();
        }
        [$figures, self::$figures, self::$touched] = [self::$figures, [], []];
        Network::quietly(static fn (\wpdb $db): bool => $figures !== [] && self::write($db, $figures));
    }

    private static function answer(): void
    {
        if (function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        }
    }

    private static function count(string $limit): int|float
    {
        [$module, $of] = explode('.', $limit, 2) + [1 => ''];
        return match ($module) {
            'post_types' => PostLimit::used($of),
            'users' => Users::used($of),
            default => round((float) get_space_used(), 3),
        };
    }

    /** Writes what is new, moved or a day old, in one statement. */
    private static function write(\wpdb $db, array $figures): bool
    {
        $known = self::rows($db, 't.blog_id IN (' . implode(', ', array_map('intval', array_keys($figures))) . ')', 'TIMESTAMPDIFF(SECOND, t.measured_at, UTC_TIMESTAMP(6))');
        $ids = self::ids($db, array_unique(array_merge(...array_map('array_keys', array_values($figures)))));
        $values = [];
        foreach ($figures as $blogId => $of) {
            $plan = Quota::for($blogId)?->planId() ?? 0;
            foreach ($plan === 0 ? [] : array_intersect_key($of, $ids) as $limit => $figure) {
                [$before, $age] = $known[$blogId][$limit] ?? [null, DAY_IN_SECONDS];
                $isMoved = $before === null || abs($figure - $before) > self::PART * $before;
                if ($isMoved && $age < self::PAUSE_SECONDS) {
                    self::again($blogId);
                } elseif ($isMoved || $age >= DAY_IN_SECONDS) {
                    $values[] = $db->prepare('(%d, %d, %f, %d, UTC_TIMESTAMP(6))', $blogId, $ids[$limit], $figure, $plan);
                }
            }
        }
        $sql = 'INSERT INTO ' . Network::table('bridge_usage') . ' (blog_id, limit_id, used, plan_id, measured_at) VALUES ' . implode(', ', $values)
            . ' ON DUPLICATE KEY UPDATE used = VALUES(used), plan_id = VALUES(plan_id), measured_at = VALUES(measured_at)';
        return $values !== [] && (bool) $db->query($sql);
    }

    /** The site's next page in wp-admin measures all of it. */
    private static function again(int $blogId): void
    {
        delete_blog_option($blogId, self::OPTION);
    }

    /** @return array<string, int> the numbers of limits by their names; new ones are given here */
    private static function ids(\wpdb $db, array $names): array
    {
        $names = array_values(array_filter(array_map('strval', $names), static fn (string $name): bool => mb_strlen($name) <= 191));
        $places = implode(', ', array_fill(0, count($names), '%s'));
        $sql = 'SELECT name, id FROM ' . Network::table('bridge_limit_names') . " WHERE name IN ({$places})";
        $found = static fn (): array => $names === [] ? [] : array_column($db->get_results($db->prepare($sql, ...$names), ARRAY_A) ?: [], 'id', 'name');
        $ids = $found();
        $new = array_diff($names, array_map('strval', array_keys($ids)));
        if ($new !== []) {
            $rows = implode(', ', array_fill(0, count($new), '(%s)'));
            $db->query($db->prepare('INSERT IGNORE INTO ' . Network::table('bridge_limit_names') . " (name) VALUES {$rows}", ...array_values($new)));
            $ids = $found();
        }
        return array_map('intval', $ids);
    }

    /** What the sites of a membership have measured, by blog id, in the shape of Usage::forSite(); a site that is missing has not. */
    public static function ofMembership(int $membership): array
    {
        global $wpdb;
        $which = $wpdb->prepare('t.blog_id IN (SELECT s.blog_id FROM ' . Network::table('bridge_site_limits') . ' s WHERE s.membership_id = %d)', $membership);
        $usage = [];
        foreach (Network::quietly(static fn (\wpdb $db): array => self::rows($db, $which, '0')) as $blogId => $figures) {
            foreach ($figures as $limit => [$figure]) {
                [$module, $of] = explode('.', $limit, 2) + [1 => null];
                $number = $module === 'disk_space' ? $figure : (int) $figure; // the service takes whole numbers of what is counted
                $of === null ? $usage[$blogId][$module] = $number : $usage[$blogId][$module][$of] = $number;
            }
        }
        return $usage;
    }

    /** @return array<int, array<string, array{float, int}>> by blog id and limit: the figure and what `$and` gives, as many rows as one may read */
    private static function rows(\wpdb $db, string $which, string $and): array
    {
        $sql = "SELECT t.blog_id, n.name, t.used, {$and} AS more FROM " . Network::table('bridge_usage') . ' t JOIN ' . Network::table('bridge_limit_names')
            . " n ON n.id = t.limit_id WHERE {$which} ORDER BY t.blog_id LIMIT " . (self::MOST_ROWS + 1);
        $found = [];
        $rows = $db->get_results($sql, ARRAY_A) ?: [];
        foreach ($rows as $row) {
            $found[(int) $row['blog_id']][(string) $row['name']] = [(float) $row['used'], (int) $row['more']];
        }
        if (count($rows) > self::MOST_ROWS) {
            unset($found[(int) $row['blog_id']]); // told by half
        }
        return $found;
    }

    /** Action `wp_delete_site`. */
    public static function forget(mixed $site): void
    {
        $blogId = (int) ($site->id ?? 0);
        Network::quietly(static fn (\wpdb $db): mixed => $db->delete(Network::table('bridge_usage'), ['blog_id' => $blogId], ['%d']));
    }
}
