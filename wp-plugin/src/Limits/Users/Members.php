<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Users;

defined('ABSPATH') || exit;

/** The last line: whoever is made a member, or gets another role, by whatever code. */
final class Members
{
    /** Filter `can_add_user_to_blog`; WordPress has switched to the site. */
    public function onAdd(mixed $can, mixed $userId, mixed $role): mixed
    {
        if ($can !== true) {
            return $can;
        }
        return RoleGate::refusal((string) $role, (int) $userId)?->error() ?? true;
    }

    /**
     * Filter `update_user_metadata`: `WP_User::set_role()` ignores a refusal and goes on as if the role were given,
     * so the request ends here.
     */
    public function onRoles(mixed $check, mixed $userId, mixed $key, mixed $roles): mixed
    {
        if ($check !== null || $key !== RoleCount::metaKey() || !is_array($roles)) {
            return $check;
        }
        foreach ($this->gained((int) $userId, $roles) as $role) {
            RoleGate::refusal($role, (int) $userId)?->stop();
        }
        return $check;
    }

    /** Action `set_user_role`: the role is written, others may count again. */
    public function onSet(mixed $userId, mixed $role): void
    {
        RoleGate::done((string) $role);
    }

    /**
     * @param array<string, mixed> $roles capability or role => granted
     * @return list<string> the roles that the user does not have yet
     */
    private function gained(int $userId, array $roles): array
    {
        $had = get_user_meta($userId, RoleCount::metaKey(), true);
        $new = array_diff_key(array_filter($roles), is_array($had) ? array_filter($had) : []);
        return array_values(array_filter(array_map('strval', array_keys($new)), [wp_roles(), 'is_role']));
    }
}
