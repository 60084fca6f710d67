<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Users;

use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\Exempt;
use PlanBridge\Limits\Lock;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Words;

defined('ABSPATH') || exit;

/** Whether a user may get a role on the current site. Who has it already may keep it. */
final class RoleLimit
{
    /** @param int $userId who would get the role; 0 for somebody who is not a user yet */
    public static function refusal(string $role, int $userId): ?Refusal
    {
        if (self::allowance($role, $userId) === null) {
            return null;
        }
        Lock::take("users.{$role}");
        $refusal = self::refused($role, $userId, 1);
        if ($refusal !== null) {
            self::done($role);
        }
        return $refusal;
    }

    /** The same for an invitation: those who have not answered theirs count too. */
    public static function refusesInvitation(string $role, int $userId): ?Refusal
    {
        return self::refused($role, $userId, 1, self::invited(...));
    }

    /** Whether `$more` users, none of whom has the role, would be too many of them. */
    public static function refusesMany(string $role, int $more): ?Refusal
    {
        return $more < 1 ? null : self::refused($role, 0, $more);
    }

    /** @param (callable(string): int)|null $waiting who counts besides those that have the role */
    private static function refused(string $role, int $userId, int $more, ?callable $waiting = null): ?Refusal
    {
        $allowance = self::allowance($role, $userId);
        if ($allowance === null) {
            return null;
        }
        $used = self::used($role, $userId);
        $invited = $waiting === null ? 0 : $waiting($role);
        return $allowance->fits($used + $invited, $more)
            ? null
            : new Refusal("users.{$role}", Words::role($role, $allowance, $used, $invited));
    }

    public static function done(string $role): void
    {
        Lock::release("users.{$role}");
    }

    /** Null where nothing limits: a super admin acts, the site is being made or has nobody yet, or it is its owner. */
    private static function allowance(string $role, int $userId): ?Allowance
    {
        $allowance = Quota::current()?->role($role);
        if ($allowance === null || !$allowance->restricts() || Exempt::now()) {
            return null;
        }
        if (Exempt::isOwner($userId, get_current_blog_id()) || !self::anyone()) {
            return null;
        }
        return $allowance;
    }

    /** Members with the role; `$without` is left out, because he is the one who is about to get it. */
    public static function used(string $role, int $without = 0): int
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
    public static function usedByRole(array $roles): array
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
