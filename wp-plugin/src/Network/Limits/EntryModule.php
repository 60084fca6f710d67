<?php

declare(strict_types=1);

namespace PlanBridge\Network\Limits;

defined('ABSPATH') || exit;

/** Limits with a number for each of several things: `post_types` and `users` (by role). */
final class EntryModule
{
    public const MODULES = ['post_types', 'users'];

    /**
     * @param array<string, mixed> $limitations
     * @return list<string> post types or roles that the product says something about already
     */
    public static function keys(array $limitations, string $module): array
    {
        return array_map('strval', array_keys(self::entries($limitations, $module)));
    }

    /** @param array<string, mixed> $limitations */
    public static function meaning(array $limitations, string $module, string $key, bool $adds): Meaning
    {
        $entry = self::entries($limitations, $module)[$key] ?? null;
        if (!is_array($entry) || !NumberModule::isEnabled($limitations[$module], $adds)) {
            return new Meaning(Meaning::UNSET);
        }
        if (!NumberModule::isEnabled($entry, true)) {
            return new Meaning($adds ? Meaning::UNSET : Meaning::NONE);
        }
        return Meaning::ofNumber($entry['number'] ?? null);
    }

    /**
     * The limitations with every entry saying what is wanted; untouched where all of them did already.
     *
     * A module that was switched off begins to hold with this: then each entry must say what the form showed for it.
     *
     * @param array<string, mixed> $limitations
     * @param array<string, Meaning> $wanted by post type or role
     * @return array<string, mixed>
     */
    public static function write(array $limitations, string $module, array $wanted, bool $adds): array
    {
        $differs = static fn (Meaning $meaning, string|int $key): bool =>
            !self::meaning($limitations, $module, (string) $key, $adds)->equals($meaning, $adds);
        $changed = array_filter($wanted, $differs, ARRAY_FILTER_USE_BOTH);
        if ($changed === []) {
            return $limitations;
        }
        $stored = is_array($limitations[$module] ?? null) ? $limitations[$module] : [];
        $entries = self::entries($limitations, $module);
        foreach (NumberModule::isEnabled($stored, $adds) ? $changed : $wanted as $key => $meaning) {
            $entries[$key] = self::entry($meaning, is_array($entries[$key] ?? null) ? $entries[$key] : []);
            if ($adds && $meaning->kind === Meaning::UNSET) {
                unset($entries[$key]);
            }
        }
        $limitations[$module] = ['enabled' => true, 'limit' => $entries] + $stored;
        return $limitations;
    }

    /**
     * @param array<string, mixed> $limitations
     * @return array<string|int, mixed>
     */
    private static function entries(array $limitations, string $module): array
    {
        $stored = $limitations[$module] ?? null;
        return is_array($stored) && is_array($stored['limit'] ?? null) ? $stored['limit'] : [];
    }

    /**
     * @param array<string, mixed> $stored keys of other tools inside the entry are kept
     * @return array<string, mixed>
     */
    private static function entry(Meaning $meaning, array $stored): array
    {
        $number = $meaning->kind === Meaning::NUMBER ? (string) $meaning->number : '';
        return ['enabled' => $meaning->kind !== Meaning::NONE, 'number' => $number] + $stored;
    }
}
