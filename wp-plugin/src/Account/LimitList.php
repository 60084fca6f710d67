<?php

declare(strict_types=1);

namespace PlanBridge\Account;

defined('ABSPATH') || exit;

/** The countable limits among the service's "Limits" that somebody holds, as one flat list. */
final class LimitList
{
    /** In the order in which people read them. */
    private const SINGLE = ['disk_space', 'visits', 'sites'];

    /** Own domains are the work of Ultimate Multisite: without it nobody connects one, and nobody counts them. */
    private const SINGLE_BESIDE_ULTIMATE_MULTISITE = [...self::SINGLE, 'domain_mapping'];
    private const NESTED = ['post_types', 'users'];

    /**
     * @param array<string, mixed> $limits
     * @return array<string, array{allowed: bool, limit: int|float|null}> keyed `disk_space`, `post_types.post`, …
     */
    public static function flatten(array $limits): array
    {
        $flat = [];
        foreach (self::single() as $name) {
            if (isset($limits[$name]) && is_array($limits[$name])) {
                $flat[$name] = self::rule($limits[$name]);
            }
        }
        foreach (self::NESTED as $module) {
            foreach (is_array($limits[$module] ?? null) ? $limits[$module] : [] as $of => $rule) {
                $flat["{$module}.{$of}"] = self::rule((array) $rule);
            }
        }
        return $flat;
    }

    /**
     * @param array<string, mixed> $usage of Limits\Usage
     */
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
     * @param array<string, mixed> $before
     * @param array<string, mixed> $after
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
            foreach ($name === 'visits' || $allowed === null ? [] : $usage as $blogId => $told) {
                $used = self::used($name, $told);
                if ($used !== null && $used > $allowed) {
                    $found[] = ['limit' => $name, 'used' => $used, 'allowed' => $allowed, 'blog_id' => $name === 'sites' ? null : $blogId];
                }
            }
        }
        return $found;
    }

    /** @return list<string> */
    private static function single(): array
    {
        return class_exists('WP_Ultimo', false) ? self::SINGLE_BESIDE_ULTIMATE_MULTISITE : self::SINGLE;
    }

    /**
     * @param array<string, mixed> $rule
     * @return array{allowed: bool, limit: int|float|null}
     */
    private static function rule(array $rule): array
    {
        $limit = $rule['limit'] ?? null;
        return ['allowed' => ($rule['allowed'] ?? true) !== false, 'limit' => is_int($limit) || is_float($limit) ? $limit : null];
    }
}
