<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

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
     * another plan. `may_be_refused`: "none at all" can be said of it; a site cannot be without any disk.
     */
    private const ROWS = [
        'disk_space' => ['unit' => 'MB'],
        'visits' => ['spent' => true],
        'sites' => [],
        // Own domains are the work of Ultimate Multisite: without it nobody connects one, and nobody counts them.
        'domain_mapping' => ['counted' => false, 'may_be_refused' => true],
        'post_types' => ['entries' => true, 'may_be_refused' => true],
        'users' => ['entries' => true, 'may_be_refused' => true],
    ];
    private const ORDINARY = ['unit' => '', 'entries' => false, 'counted' => true, 'spent' => false, 'may_be_refused' => false];

    /** What says something about a plan at a glance; the rest is in the comparison of the summary. */
    public const AT_A_GLANCE = ['disk_space', 'post_types.post', 'post_types.page', 'visits'];

    /** @return list<string> the limits that are one number */
    public static function numbers(): array
    {
        return array_values(array_diff(array_keys(self::ROWS), self::entries()));
    }

    /** @return list<string> the limits with an entry for each post type or role */
    public static function entries(): array
    {
        return array_keys(array_filter(self::ROWS, static fn (array $row): bool => $row['entries'] ?? false));
    }

    public static function mayBeRefused(string $module): bool
    {
        return self::row($module)['may_be_refused'];
    }

    /** "MB", or '' where it is a count. */
    public static function unit(string $limit): string
    {
        return self::row($limit)['unit'];
    }

    /** @return array<string, array{allowed: bool, limit: int|float|null}> keyed `disk_space`, `post_types.post`, … */
    public static function flatten(array $limits): array
    {
        $flat = [];
        foreach (array_keys(self::ROWS) as $module) {
            $stored = $limits[$module] ?? null;
            $row = self::row($module);
            if (!is_array($stored) || (!$row['counted'] && !class_exists('WP_Ultimo', false))) {
                continue;
            }
            foreach ($row['entries'] ? $stored : ['' => $stored] as $of => $rule) {
                $flat[$row['entries'] ? "{$module}.{$of}" : $module] = self::rule((array) $rule);
            }
        }
        return $flat;
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
     * @return list<array{name: string, before: array{allowed: bool, limit: int|float|null}|null, after: array{allowed: bool, limit: int|float|null}|null}>
     *         those that differ; null where the module limits nothing
     */
    public static function differences(array $before, array $after): array
    {
        [$old, $new] = [self::flatten($before), self::flatten($after)];
        $rows = [];
        foreach (array_keys($old + $new) as $name) {
            if (($old[$name] ?? null) != ($new[$name] ?? null)) {
                $rows[] = ['name' => (string) $name, 'before' => $old[$name] ?? null, 'after' => $new[$name] ?? null];
            }
        }
        return $rows;
    }

    /**
     * What of a membership's sites does not fit into a plan's limits; visits never count, they begin anew each month.
     *
     * @param array<string, mixed> $limits of a plan of the choices
     * @param array<int, array<string, mixed>> $usage by blog id
     * @return list<array{limit: string, used: int|float, allowed: int|float, blog_id: ?int}>
     */
    public static function exceeded(array $limits, array $usage): array
    {
        $found = [];
        foreach (self::flatten($limits) as $name => $rule) {
            $allowed = $rule['allowed'] ? $rule['limit'] : 0;
            foreach ($allowed === null || self::row($name)['spent'] ? [] : $usage as $blogId => $told) {
                $used = self::used($name, $told);
                if ($used !== null && $used > $allowed) {
                    $found[] = ['limit' => $name, 'used' => $used, 'allowed' => $allowed, 'blog_id' => $name === 'sites' ? null : $blogId];
                }
            }
        }
        return $found;
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
            'post_types' => Words::typeLabel($of),
            /* translators: %s: a role such as Editor */
            'users' => sprintf(__('Users: %s', 'plan-bridge'), Words::roleLabel($of)),
            default => $limit,
        };
    }

    /** @return array{unit: string, entries: bool, counted: bool, spent: bool, may_be_refused: bool} */
    private static function row(string $limit): array
    {
        return (self::ROWS[explode('.', $limit, 2)[0]] ?? []) + self::ORDINARY;
    }

    /** @return array{allowed: bool, limit: int|float|null} */
    private static function rule(array $rule): array
    {
        $limit = $rule['limit'] ?? null;
        return ['allowed' => ($rule['allowed'] ?? true) !== false, 'limit' => is_int($limit) || is_float($limit) ? $limit : null];
    }
}
