<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Users;

use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\Exempt;
use PlanBridge\Limits\Lock;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\SiteQuota;
use PlanBridge\Limits\Words;

defined('ABSPATH') || exit;

/** Whether a user may get a role on the current site. Who has it already may keep it. */
final class RoleGate
{
    /** @param int $userId who would get the role; 0 for somebody who is not a user yet */
    public static function refusal(string $role, int $userId): ?Refusal
    {
        $allowance = self::allowance($role, $userId);
        if ($allowance === null) {
            return null;
        }
        Lock::take("users.{$role}");
        $used = RoleCount::of($role, $userId);
        if ($allowance->fits($used)) {
            return null;
        }
        Lock::release("users.{$role}");
        return new Refusal("users.{$role}", Words::role($role, $allowance, $used));
    }

    /** The same for an invitation: those who have not answered theirs count too. */
    public static function refusesInvitation(string $role, int $userId): ?Refusal
    {
        $allowance = self::allowance($role, $userId);
        if ($allowance === null) {
            return null;
        }
        $used = RoleCount::of($role, $userId);
        $invited = RoleCount::invited($role);
        return $allowance->fits($used + $invited)
            ? null
            : new Refusal("users.{$role}", Words::role($role, $allowance, $used, $invited));
    }

    /** Whether `$more` users, none of whom has the role, would be too many of them. */
    public static function refusesMany(string $role, int $more): ?Refusal
    {
        $allowance = self::allowance($role, 0);
        $used = $allowance === null || $more < 1 ? 0 : RoleCount::of($role);
        return $allowance === null || $more < 1 || $allowance->fits($used, $more)
            ? null
            : new Refusal("users.{$role}", Words::role($role, $allowance, $used));
    }

    public static function done(string $role): void
    {
        Lock::release("users.{$role}");
    }

    /** Null where nothing limits: a super admin acts, the site is being made or has nobody yet, or it is its owner. */
    private static function allowance(string $role, int $userId): ?Allowance
    {
        $allowance = SiteQuota::current()?->role($role);
        if ($allowance === null || !$allowance->restricts() || Exempt::now()) {
            return null;
        }
        if (Exempt::isOwner($userId, get_current_blog_id()) || !RoleCount::anyone()) {
            return null;
        }
        return $allowance;
    }
}
