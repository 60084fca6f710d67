<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use WP_User;

defined('ABSPATH') || exit;

/**
 * The role that a plan gives the customer on each of its sites, and the roles that he had before. Applied keeps both beside what else
 * a plan switches and asks for it in the same moment.
 *
 * Given to the site's owner where he is a member of it and the site has the role, once: who changes it while the plan holds has chosen,
 * and that stays when the plan ends. Nobody becomes an administrator by it but whom a plan had made something else: who is less on his
 * site is so because somebody wanted it. Never to a super admin, who may do everything whatever his role says, so that a network is never
 * without somebody who can change it back. Who is not the customer any more gets nothing back on a site that is another's.
 */
final class CustomerRole
{
    /** What Applied keeps of it where nothing is given: to whom it was given, 0 to nobody; and the roles that he had, null where we changed none. */
    private const NOTHING = ['role_of' => 0, 'roles_before' => null];

    /** Whether the one who is to have a role is the one that it was given to. */
    public static function isDone(array $kept, string $role): bool
    {
        return in_array(self::receiver(self::owner(), $role), [0, $kept['role_of']], true);
    }

    /**
     * From what was given last to the role that is said now, '' for none.
     *
     * @param array{role: string, role_of: int, roles_before: ?list<string>} $kept
     * @return array{array{role_of: int, roles_before: ?list<string>}, ?list<string>} what to keep; the roles that the owner gets, null: none other
     */
    public static function next(array $kept, string $role): array
    {
        $owner = self::owner();
        $receiver = self::receiver($owner, $role);
        if ($receiver > 0 && $receiver === $kept['role_of'] && $role === $kept['role']) {
            return [array_intersect_key($kept, self::NOTHING), null];
        }
        $has = self::roles($owner);
        $isOfPlan = $owner > 0 && $owner === $kept['role_of'] && $has === [$kept['role']];
        $before = $isOfPlan ? $kept['roles_before'] : null;
        if ($receiver === 0) {
            return [self::NOTHING, $before];
        }
        $isNew = $has !== [$role] && ($isOfPlan || $role !== 'administrator');
        return [['role_of' => $receiver, 'roles_before' => $before ?? ($isNew ? $has : null)], $isNew ? [$role] : null];
    }

    /** Gives the owner these roles in place of his own, as far as the site has them; where it has none, he keeps his. */
    public static function give(array $roles): void
    {
        $there = array_values(array_filter($roles, wp_roles()->is_role(...)));
        $owner = self::owner();
        if ($owner < 1 || ($roles !== [] && $there === [])) {
            return;
        }
        $user = get_current_user_id() === $owner ? wp_get_current_user() : new WP_User($owner); // it holds in this request too
        $user->set_role($there[0] ?? '');
        array_map($user->add_role(...), array_slice($there, 1));
    }

    private static function owner(): int
    {
        return Owner::userId(get_current_blog_id());
    }

    /** Who is to have the role here: the owner, 0 where nobody can. */
    private static function receiver(int $owner, string $role): int
    {
        $isOne = $owner > 0 && $role !== '' && wp_roles()->is_role($role) && !is_super_admin($owner);
        return $isOne && is_user_member_of_blog($owner) ? $owner : 0;
    }

    /** @return list<string> */
    private static function roles(int $userId): array
    {
        return $userId < 1 ? [] : array_values((new WP_User($userId))->roles);
    }
}
