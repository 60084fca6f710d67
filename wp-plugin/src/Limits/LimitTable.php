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
     * In the order in which people read them. `counted`: somebody tells how much is used. `spent`: begins anew each
     * month, so that use never stands against another plan. `may_be_refused`: "none at all" can be said of it; a site
     * cannot be without any disk.
     */
    private const ROWS = [
        'disk_space' => ['unit' => 'MB', 'entries' => false, 'counted' => true, 'spent' => false, 'may_be_refused' => false],
        'visits' => ['unit' => '', 'entries' => false, 'counted' => true, 'spent' => true, 'may_be_refused' => false],
        'sites' => ['unit' => '', 'entries' => false, 'counted' => true, 'spent' => false, 'may_be_refused' => false],
        // Own domains are the work of Ultimate Multisite: without it nobody connects one, and nobody counts them.
        'domain_mapping' => ['unit' => '', 'entries' => false, 'counted' => false, 'spent' => false, 'may_be_refused' => true],
        'post_types' => ['unit' => '', 'entries' => true, 'counted' => true, 'spent' => false, 'may_be_refused' => true],
        'users' => ['unit' => '', 'entries' => true, 'counted' => true, 'spent' => false, 'may_be_refused' => true],
    ];

    /** What says something about a plan at a glance; the rest is in the comparison of the summary. */
    public const AT_A_GLANCE = ['disk_space', 'post_types.post', 'post_types.page', 'visits'];

    /** @return list<string> the limits that are one number */
    public static function numbers(): array
    {
        return array_keys(array_filter(self::ROWS, static fn (array $row): bool => !$row['entries']));
    }

    /** @return list<string> the limits with an entry for each post type or role */
    public static function entries(): array
    {
        return array_keys(array_filter(self::ROWS, static fn (array $row): bool => $row['entries']));
    }

    public static function mayBeRefused(string $module): bool
    {
        return self::ROWS[$module]['may_be_refused'];
    }

    /** "MB", or '' where it is a count. */
    public static function unit(string $limit): string
    {
        return self::ROWS[explode('.', $limit, 2)[0]]['unit'] ?? '';
    }

    /** @return array<string, array{allowed: bool, limit: int|float|null}> keyed `disk_space`, `post_types.post`, … */
    public static function flatten(array $limits): array
    {
        $flat = [];
        foreach (array_filter(self::numbers(), self::isHeld(...)) as $name) {
            if (isset($limits[$name]) && is_array($limits[$name])) {
                $flat[$name] = self::rule($limits[$name]);
            }
        }
        foreach (self::entries() as $module) {
            foreach (is_array($limits[$module] ?? null) ? $limits[$module] : [] as $of => $rule) {
                $flat["{$module}.{$of}"] = self::rule((array) $rule);
            }
        }
        return $flat;
    }

    /** @param array<string, mixed> $usage of Limits\Usage */
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
            foreach ($allowed === null || (self::ROWS[$name]['spent'] ?? false) ? [] : $usage as $blogId => $told) {
                $used = self::used($name, $told);
                if ($used !== null && $used > $allowed) {
                    $found[] = ['limit' => $name, 'used' => $used, 'allowed' => $allowed, 'blog_id' => $name === 'sites' ? null : $blogId];
                }
            }
        }
        return $found;
    }

    private static function isHeld(string $module): bool
    {
        return self::ROWS[$module]['counted'] || class_exists('WP_Ultimo', false);
    }

    /** @return array{allowed: bool, limit: int|float|null} */
    private static function rule(array $rule): array
    {
        $limit = $rule['limit'] ?? null;
        return ['allowed' => ($rule['allowed'] ?? true) !== false, 'limit' => is_int($limit) || is_float($limit) ? $limit : null];
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
            'post_types' => self::postType($of),
            'users' => self::role($of),
            default => $limit,
        };
    }

    /** The type's own plural; its key where no such type is registered on this site. */
    private static function postType(string $type): string
    {
        return get_post_type_object($type)?->labels->name ?? $type;
    }

    private static function role(string $role): string
    {
        $name = wp_roles()->role_names[$role] ?? null;
        /* translators: %s: a role such as Editor */
        return sprintf(__('Users: %s', 'plan-bridge'), $name === null ? $role : translate_user_role($name));
    }
}
