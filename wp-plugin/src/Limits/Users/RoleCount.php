<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Users;

defined('ABSPATH') || exit;

/** How many users of the current site have a role, and how many are invited to it. */
final class RoleCount
{
    /** Members with the role; `$without` is left out, because he is the one who is about to get it. */
    public static function of(string $role, int $without = 0): int
    {
        global $wpdb;
        return (int) $wpdb->get_var($wpdb->prepare(
            "SELECT COUNT(DISTINCT user_id) FROM {$wpdb->usermeta}"
            . ' WHERE meta_key = %s AND meta_value LIKE %s AND user_id <> %d',
            self::metaKey(),
            '%' . $wpdb->esc_like('"' . $role . '"') . '%',
            $without
        ));
    }

    /** Whether the site has any member yet. */
    public static function anyone(): bool
    {
        global $wpdb;
        $sql = "SELECT 1 FROM {$wpdb->usermeta} WHERE meta_key = %s LIMIT 1";
        return $wpdb->get_var($wpdb->prepare($sql, self::metaKey())) !== null;
    }

    /**
     * Members by role: the named roles, also those nobody has, and every other one in use.
     *
     * @param list<string> $roles
     * @return array<string, int>
     */
    public static function byRole(array $roles): array
    {
        $used = count_users()['avail_roles'];
        unset($used['none']);
        return $used + array_fill_keys($roles, 0);
    }

    /** People who are invited to the role and have not answered: known users (options) and new ones (signups). */
    public static function invited(string $role): int
    {
        return count(array_keys([...self::invitedUsers(), ...self::signups()], $role, true));
    }

    /** The key in usermeta that holds a user's roles on the current site. */
    public static function metaKey(): string
    {
        global $wpdb;
        return $wpdb->get_blog_prefix() . 'capabilities';
    }

    /** @return list<string> a role for each invitation of an existing user */
    private static function invitedUsers(): array
    {
        global $wpdb;
        $like = $wpdb->esc_like('new_user_') . '%';
        $values = $wpdb->get_col($wpdb->prepare("SELECT option_value FROM {$wpdb->options} WHERE option_name LIKE %s", $like));
        return self::roles($values, 'role');
    }

    /** @return list<string> a role for each new user who was invited to this site and has not activated */
    private static function signups(): array
    {
        global $wpdb;
        $values = $wpdb->get_col($wpdb->prepare(
            "SELECT meta FROM {$wpdb->signups} WHERE active = 0 AND meta LIKE %s",
            '%' . $wpdb->esc_like('"add_to_blog"') . '%'
        ));
        $here = static fn (array $meta): bool => (int) ($meta['add_to_blog'] ?? 0) === get_current_blog_id();
        return self::roles($values, 'new_role', $here);
    }

    /**
     * @param list<string> $values serialised arrays; no objects are made of them
     * @param (callable(array<string, mixed>): bool)|null $wanted
     * @return list<string>
     */
    private static function roles(array $values, string $key, ?callable $wanted = null): array
    {
        $roles = [];
        foreach ($values as $value) {
            $meta = is_serialized($value) ? @unserialize(trim($value), ['allowed_classes' => false]) : null;
            if (is_array($meta) && is_string($meta[$key] ?? null) && ($wanted === null || $wanted($meta))) {
                $roles[] = $meta[$key];
            }
        }
        return $roles;
    }
}
