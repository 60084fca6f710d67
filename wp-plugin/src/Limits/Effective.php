<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

defined('ABSPATH') || exit;

/**
 * What is said of limits, added up: the plan's, each package × quantity added, then the membership's own in the place of that, then the
 * site's own. The service adds up alike (bridge/limits/effective.py); both are held to tests/vectors/limits/added_up.json.
 *
 * What comes out is keyed by module, as the service's "Limits": `disk_space` → `{limit}`, `users` → `{editor: {allowed, limit}}`; a limit
 * of null is any number, a module that is absent is not limited.
 */
final class Effective
{
    /** The largest number that JSON, PHP and floats all hold exactly. */
    private const MOST = 2 ** 53 - 1;

    /** From the weakest to the strongest word. */
    private const RANKS = [
        'plugins' => ['default' => 0, 'force_inactive_locked' => 1, 'force_inactive' => 2, 'force_active_locked' => 3, 'force_active' => 4],
        'themes' => ['not_available' => 0, 'available' => 1, 'force_active' => 2],
        'site_templates' => ['not_available' => 0, 'available' => 1, 'pre_selected' => 2],
    ];

    /**
     * @param array<string, mixed> $plan as Said::read() gives it, like the others
     * @param list<array{array<string, mixed>, int}> $packages each with how many are held
     * @param list<array<string, mixed>> $overrides the membership's own, the site's own
     * @return array<string, mixed>
     */
    public static function limits(array $plan, array $packages = [], array $overrides = []): array
    {
        $limits = [];
        foreach (Said::NUMBERS as $name) {
            $limits[$name] = self::number($plan[$name] ?? null, self::held($packages, $name), array_column($overrides, $name));
        }
        foreach (Said::COUNTED as $name) {
            $limits[$name] = self::counted($plan[$name] ?? null, self::held($packages, $name), array_column($overrides, $name));
        }
        foreach (['plugins', 'themes'] as $name) {
            $given = array_column(self::held($packages, $name), 0);
            $limits[$name] = self::choices($plan[$name] ?? [], $given, array_column($overrides, $name), self::RANKS[$name]) ?: null;
        }
        $given = array_column(self::held($packages, 'site_templates'), 0);
        $limits['site_templates'] = self::templates($plan['site_templates'] ?? null, $given, array_column($overrides, 'site_templates'));
        $limits['customer_user_role'] = self::role([...array_reverse($overrides), $plan, ...array_column($packages, 0)]);
        $limits['hide_credits'] = self::hidesCredits([$plan, ...array_column($packages, 0)], $overrides);
        return array_filter($limits, static fn (mixed $limit): bool => $limit !== null);
    }

    /**
     * Limits with what held before a change in their place, where that allows more: as long as days of grace last.
     *
     * @param array<string, array<string, mixed>> $grace in the shape of limits
     */
    public static function withGrace(array $limits, array $grace): array
    {
        foreach (array_intersect_key($grace, $limits) as $module => $kept) {
            $named = array_intersect_key($kept, $limits[$module]);
            $limits[$module] = match (true) {
                in_array($module, Said::NUMBERS, true) => self::wider($limits[$module], $kept),
                in_array($module, Said::COUNTED, true) => self::eachWider($limits[$module], $named),
                default => $named + $limits[$module],
            };
        }
        return $limits;
    }

    /** Entries by name, with those that allow more in their place. */
    private static function eachWider(array $entries, array $others): array
    {
        foreach ($others as $name => $other) {
            $entries[$name] = self::wider($entries[$name], $other);
        }
        return $entries;
    }

    /** The entry that allows more. */
    private static function wider(array $one, array $other): array
    {
        $isTold = array_key_exists('limit', $other); // what is spoilt is not "any number"
        $isWider = $isTold && $one['limit'] !== null && ($other['limit'] === null || $other['limit'] > $one['limit']);
        return $isWider ? $other : $one;
    }

    private static function number(?array $plan, array $packages, array $overrides): ?array
    {
        [$on, , $number] = $plan ?? [null, false, Said::UNSAID];
        $isLimited = $on !== false && $number !== Said::UNSAID;
        foreach ($packages as [[$on, , $more], $times]) {
            if ($isLimited && $on !== false) {
                $number = self::added($number, $more, $times);
            }
        }
        foreach ($overrides as [$on, , $own]) {
            if ($on === false) {
                [$isLimited, $number] = [false, null];
            } elseif ($own !== Said::UNSAID) {
                [$isLimited, $number] = [true, $own];
            } else {
                $isLimited = $isLimited || ($on === true && $number !== Said::UNSAID);
            }
        }
        return $isLimited ? ['limit' => $number] : null;
    }

    private static function counted(?array $plan, array $packages, array $overrides): ?array
    {
        $isLimited = $plan !== null && $plan[0] !== false;
        $named = $isLimited ? array_map(self::ofPlan(...), $plan[2]) : [];
        foreach ($packages as [[$on, , $entries], $times]) {
            $named = $isLimited && $on !== false ? self::withPackage($named, $entries, $times) : $named;
        }
        foreach ($overrides as [$on, , $entries]) {
            if ($on === false) {
                [$isLimited, $named] = [false, []];
                continue;
            }
            foreach ($entries as $name => [$isOn, , $number]) {
                if ($isOn !== null || $number !== Said::UNSAID) {
                    [$before, $most] = $named[$name] ?? [true, null];
                    $named[$name] = [$isOn ?? $before, $number === Said::UNSAID ? $most : $number];
                    $isLimited = true;
                }
            }
        }
        $told = static fn (array $entry): array => ['allowed' => $entry[0], 'limit' => $entry[0] ? $entry[1] : 0];
        return $isLimited ? array_map($told, $named) : null;
    }

    /** A plan has nothing before it: a switch that is blank there allows none, one that is missing does. */
    private static function ofPlan(array $entry): array
    {
        return [!$entry[1] || $entry[0] === true, $entry[2] === Said::UNSAID ? null : $entry[2]];
    }

    /** A package adds to the names that are limited; what it says is allowed is allowed. */
    private static function withPackage(array $named, array $entries, int $times): array
    {
        foreach (array_intersect_key($entries, $named) as $name => [$on, , $more]) {
            [$isAllowed, $number] = $named[$name];
            if ($on === false || (!$isAllowed && $on === null)) {
                continue;
            }
            $named[$name] = [true, $isAllowed ? self::added($number, $more, $times) : self::added(0, $more === Said::UNSAID ? null : $more, $times)];
        }
        return $named;
    }

    /** Any number stays any number; what a package does not say adds nothing. */
    private static function added(int|null $number, int|string|null $more, int $times): ?int
    {
        if ($number === null || $more === Said::UNSAID) {
            return $number;
        }
        return $more === null ? null : min($number + $more * $times, self::MOST);
    }

    private static function choices(array $plan, array $packages, array $overrides, array $ranks): array
    {
        $merged = $plan;
        foreach ($packages as $entries) {
            foreach ($entries as $name => $entry) {
                $merged[$name] = isset($merged[$name]) ? self::stronger($merged[$name], $entry, $ranks) : $entry;
            }
        }
        foreach ($overrides as $entries) {
            foreach (array_filter($entries) as $name => $entry) {
                $merged[$name] = $entry + ($merged[$name] ?? []);
            }
        }
        return $merged;
    }

    private static function stronger(array $one, array $other, array $ranks): array
    {
        $merged = $one + $other;
        if (isset($one['behavior'], $other['behavior']) && ($ranks[$other['behavior']] ?? -1) > ($ranks[$one['behavior']] ?? -1)) {
            $merged['behavior'] = $other['behavior'];
        }
        return ($other['visibility'] ?? '') === 'hidden' ? ['visibility' => 'hidden'] + $merged : $merged;
    }

    private static function templates(?array $plan, array $packages, array $overrides): ?array
    {
        $given = $plan !== null && $plan[0] !== false ? $plan : null;
        $isLimited = $given !== null;
        foreach ($overrides as [$on, , $entries]) {
            $isLimited = $on !== false && ($isLimited || array_filter($entries) !== []);
        }
        if (!$isLimited) {
            return null;
        }
        $held = $given === null ? [] : array_column(array_filter($packages, static fn (array $said): bool => $said[0] !== false), 2);
        $modes = array_filter([$given[1] ?? null, ...array_column($overrides, 1)], 'is_string');
        $choices = self::choices($given[2] ?? [], $held, array_column($overrides, 2), self::RANKS['site_templates']);
        return ['mode' => $modes === [] ? 'default' : end($modes), 'limit' => $choices];
    }

    /** @param list<array<string, mixed>> $all whose word weighs most first */
    private static function role(array $all): ?string
    {
        return array_column($all, 'customer_user_role')[0] ?? null;
    }

    private static function hidesCredits(array $given, array $overrides): ?bool
    {
        $own = array_filter(array_column($overrides, 'hide_credits'), 'is_bool');
        if ($own !== []) {
            return end($own);
        }
        $said = array_column($given, 'hide_credits');
        return $said === [] ? null : in_array(true, $said, true);
    }

    /** @return list<array{mixed, int}> what packages say of one module, each with how many are held */
    private static function held(array $packages, string $name): array
    {
        $held = [];
        foreach ($packages as [$said, $times]) {
            if (isset($said[$name])) {
                $held[] = [$said[$name], $times];
            }
        }
        return $held;
    }
}
