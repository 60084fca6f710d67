<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/**
 * The limits that a plan can set, one row each, and what can be told of them from the service's "Limits": a number, as
 * `disk_space`, or an entry for each post type and each role, as `post_types.page` and `users.editor`.
 */
final class LimitTable
{
    /**
     * In the order in which people read them, where they differ from ORDINARY. `entries`: one for each type or role.
     * `counted`: somebody tells how much is used. `spent`: begins anew each month, so that use never stands against
     * another plan.
     */
    private const ROWS = [
        'disk_space' => ['unit' => 'MB'],
        'visits' => ['spent' => true],
        'sites' => [],
        // Own domains are the work of Ultimate Multisite: without it nobody connects one, and nobody counts them.
        'domain_mapping' => ['counted' => false],
        'post_types' => ['entries' => true],
        'users' => ['entries' => true],
    ];
    /** Words that keep what is in use from working. */
    private const LOCKS = ['plugins' => ['force_inactive_locked'], 'themes' => ['not_available']];

    /** Kinds of a change that a network may refuse for what is used. */
    private const SHRINKING = ['downgrade', 'removal'];

    private const ORDINARY = ['unit' => '', 'entries' => false, 'counted' => true, 'spent' => false];

    /** What says something about a plan at a glance; the rest is in the comparison of the summary. */
    private const AT_A_GLANCE = ['disk_space', 'post_types.post', 'post_types.page', 'visits'];

    /** "MB", or '' where it is a count. */
    public static function unit(string $limit): string
    {
        return self::row($limit)['unit'];
    }

    /** @return array<string, ?Allowance> keyed `disk_space`, `post_types.post`, …; null where nobody can read it */
    public static function read(array $limits): array
    {
        $read = [];
        foreach (array_keys(self::ROWS) as $module) {
            $stored = $limits[$module] ?? null;
            if (self::row($module)['entries'] && is_array($stored)) {
                $keys = array_map(static fn (int|string $of): string => "{$module}.{$of}", array_keys($stored));
                $read += array_combine($keys, array_map(Allowance::fromEntry(...), $stored));
            } elseif ($stored !== null) {
                $read[$module] = Allowance::fromEntry($stored);
            }
        }
        return $read;
    }

    /** @return array<string, Allowance> the same, of those that can be read and that hold here */
    public static function holding(array $limits): array
    {
        $holds = static fn (string $name): bool => self::row($name)['counted'] || class_exists('WP_Ultimo', false);
        return array_filter(array_filter(self::read($limits)), $holds, ARRAY_FILTER_USE_KEY);
    }

    /** @return list<string> what a plan's limits are at a glance: "Disk space: 500 MB" */
    public static function atAGlance(array $limits): array
    {
        $held = self::holding($limits);
        $shown = array_intersect(self::AT_A_GLANCE, array_keys($held));
        return array_values(array_map(static fn (string $name): string => self::name($name) . ': ' . Format::allowance($name, $held[$name]), $shown));
    }

    /** @param array<string, mixed> $usage of Usage::forSite() */
    public static function used(string $name, array $usage): int|float|null
    {
        [$module, $of] = explode('.', $name, 2) + [1 => null];
        $used = $usage[$module] ?? null;
        if ($of !== null) {
            $used = is_array($used) ? ($used[$of] ?? 0) : null;
        }
        return is_int($used) || is_float($used) ? $used : null;
    }

    /**
     * The limits of sites with values of their own, by blog id: of what is held now and under a plan; null where the service has
     * not worked them out.
     *
     * @param array<string, mixed> $choices the service's list of plans
     * @param array<string, mixed> $plan one of them
     * @return array<int, array{array<string, mixed>, array<string, mixed>}|null>
     */
    public static function own(array $choices, array $plan): array
    {
        $own = array_fill_keys((array) ($choices['own_untold'] ?? []), null);
        foreach ((array) ($choices['own_sites'] ?? []) as $alike) {
            $under = (array) ($alike['under'][$plan['product_id']] ?? []) + (array) $plan['limits'];
            $own += array_fill_keys($alike['blog_ids'], [(array) $alike['held'] + (array) ($choices['current']['limits'] ?? []), $under]);
        }
        return $own;
    }

    /**
     * What of a membership's sites, with their usage by blog id, does not fit into a plan's limits, as the service tells it of a
     * quote: each site is held against its own values where it has any, and how many sites there are is the membership's. Visits
     * never count, they begin anew each month.
     *
     * @param array<int, array|null> $own of own()
     */
    public static function exceeded(array $limits, array $usage, int $sites = 0, array $own = []): array
    {
        $bounds = self::bounds($limits);
        $found = self::above(array_intersect_key($bounds, ['sites' => 0]), [], ['sites' => $sites], null);
        unset($bounds['sites']);
        foreach ($usage as $blogId => $told) {
            if (!array_key_exists($blogId, $own)) {
                array_push($found, ...self::above($bounds, $limits, $told, $blogId));
            } elseif ($own[$blogId] !== null) {
                $theirs = $own[$blogId][1];
                array_push($found, ...self::above(array_diff_key(self::bounds($theirs), ['sites' => 0]), $theirs, $told, $blogId));
            }
        }
        return $found;
    }

    /** @return array<string, int|float> the most that limits allow of each that bounds something and is not spent anew each month */
    private static function bounds(array $limits): array
    {
        $most = array_map(static fn (Allowance $allowance): int|float|null => $allowance->most(), self::holding($limits));
        return array_filter($most, static fn (int|float|null $most, string $name): bool => $most !== null && !self::row($name)['spent'], ARRAY_FILTER_USE_BOTH);
    }

    /** @param array<string, int|float> $bounds */
    private static function above(array $bounds, array $limits, array $told, ?int $blogId): array
    {
        $found = [];
        foreach ($bounds as $name => $allowed) {
            $used = self::used($name, $told);
            if ($used !== null && $used > $allowed) {
                $found[] = ['limit' => $name, 'used' => $used, 'allowed' => $allowed, 'blog_id' => $blogId];
            }
        }
        foreach (self::LOCKS as $module => $locks) {
            $locked = array_filter((array) ($limits[$module] ?? []), static fn (mixed $entry): bool => in_array($entry['behavior'] ?? '', $locks, true));
            foreach (array_keys(array_intersect_key((array) ($told[$module] ?? []), $locked)) as $name) {
                $found[] = ['limit' => "{$module}.{$name}", 'used' => 1, 'allowed' => 0, 'blog_id' => $blogId];
            }
        }
        return $found;
    }

    /**
     * How many of a membership's sites lack a figure of what a plan allows less of than it has now, as the service tells it of a quote:
     * visits are told only where all of a site was measured (a name that is missing then is none of it), a theme only by a site asked now.
     * How many sites there are needs no measuring. A site of whose own values nothing is known is not known either.
     *
     * @param array<int, array|null> $own of own()
     */
    public static function unmeasured(array $now, array $limits, array $usage, int $sites, array $own = []): int
    {
        $hasDomains = array_column($usage, 'domain_mapping') !== []; // else nobody counts them here
        $less = self::less($now, $limits, $hasDomains);
        $known = array_filter(array_diff_key($usage, $own), static fn (array $told): bool => self::isTold($told, ...$less));
        $found = $less === [[], false] ? 0 : max(0, $sites - count($own) - count($known));
        foreach ($own as $blogId => $theirs) {
            $found += (int) ($theirs === null || !self::isTold($usage[$blogId] ?? [], ...self::less(...[...$theirs, $hasDomains])));
        }
        return $found;
    }

    /** @return array{list<string>, bool} what a site is allowed less of, by name, and whether anything is locked that is not now */
    private static function less(array $now, array $limits, bool $hasDomains): array
    {
        $bounded = array_diff(array_keys(self::lowered($now, $limits)), $hasDomains ? ['sites'] : ['sites', 'domain_mapping']);
        $isLocking = false;
        foreach (self::LOCKS as $module => $locks) {
            foreach ((array) ($limits[$module] ?? []) as $name => $entry) {
                $isLocking = $isLocking || (in_array($entry['behavior'] ?? '', $locks, true) && !in_array($now[$module][$name]['behavior'] ?? '', $locks, true));
            }
        }
        return [array_values($bounded), $isLocking];
    }

    /** @param list<string> $bounded */
    private static function isTold(array $told, array $bounded, bool $isLocking): bool
    {
        $isTold = !$isLocking || ($told['themes'] ?? []) !== [];
        foreach ($bounded as $name) {
            [$module, $of] = explode('.', $name, 2) + [1 => null];
            $isTold = $isTold && ($of === null ? isset($told[$module]) : isset($told[$module][$of]) || isset($told['visits']));
        }
        return $isTold;
    }

    /** @return array<string, Allowance> of what a plan holds, where that is less than now; what is not limited now is any number */
    private static function lowered(array $now, array $limits): array
    {
        $before = self::holding($now);
        return array_filter(self::holding($limits), static function (Allowance $allowance, string $name) use ($before): bool {
            [$most, $was] = [$allowance->most(), ($before[$name] ?? null)?->most()];
            return $most !== null && ($was === null || $most < $was);
        }, ARRAY_FILTER_USE_BOTH);
    }

    /**
     * What becomes of a change to less than is used, beside each limit that is above: as the service's choices name it by module.
     * Only a change to less is refused: where no price of the plan is one, growth is held.
     */
    public static function withFate(array $over, array $choices, array $plan = []): array
    {
        $kinds = array_filter(array_column((array) ($plan['prices'] ?? []), 'kind'));
        $isRefused = $kinds === [] || array_intersect($kinds, self::SHRINKING) !== [];
        return array_map(static function (array $one) use ($choices, $isRefused): array {
            $when = (string) ($choices['over'][explode('.', $one['limit'], 2)[0]] ?? 'warn');
            return $one + ['when' => $when === 'refuse' && !$isRefused ? 'warn' : $when, 'days' => (int) ($choices['grace_days'] ?? 0)];
        }, $over);
    }

    /** Whether a limit names a plugin or a theme, which is there or is locked, instead of how many there may be. */
    public static function isSoftware(string $limit): bool
    {
        return isset(self::LOCKS[explode('.', $limit, 2)[0]]);
    }

    /** @param string $limit as the service writes it: `disk_space`, `post_types.page`, `users.editor` */
    public static function name(string $limit): string
    {
        [$module, $of] = explode('.', $limit, 2) + [1 => ''];
        return match ($module) {
            'disk_space' => __('Disk space', 'plan-bridge'),
            'visits' => __('Visits per month', 'plan-bridge'),
            'sites' => __('Sites', 'plan-bridge'),
            'domain_mapping' => __('Own domains', 'plan-bridge'),
            'post_types' => self::label($module, $of),
            /* translators: %s: a role such as Editor */
            'users' => sprintf(__('Users: %s', 'plan-bridge'), self::label($module, $of)),
            /* translators: %s: name of a plugin */
            'plugins' => sprintf(__('Plugin %s', 'plan-bridge'), Surplus::plugin($of)),
            /* translators: %s: name of a theme */
            'themes' => sprintf(__('Theme %s', 'plan-bridge'), wp_get_theme($of)->get('Name') ?: $of),
            default => $limit,
        };
    }

    /** What a post type or a role is called on this site, plain text; its key where nobody registered it. */
    public static function label(string $module, string $of): string
    {
        $label = $module === 'users' ? translate_user_role(wp_roles()->get_names()[$of] ?? $of) : get_post_type_object($of)?->labels->name ?? $of;
        return wp_specialchars_decode((string) $label, ENT_QUOTES);
    }

    private static function row(string $limit): array
    {
        return (self::ROWS[explode('.', $limit, 2)[0]] ?? []) + self::ORDINARY;
    }
}
