<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Network\Input\Problem;
use PlanBridge\Network\Limits\EntryModule;
use PlanBridge\Network\Limits\Meaning;
use PlanBridge\Network\Limits\NumberModule;

defined('ABSPATH') || exit;

/** Between a product's stored limitations and the fields of the Limits tab. */
final class LimitFields
{
    /** Rows in which a post type or role that nobody has named yet can be typed. */
    public const BLANK_ROW = 'new';

    /**
     * @param array<string, mixed> $limitations
     * @return array<string, array<string, mixed>> fields by module, and for post types and roles by key
     */
    public static function of(array $limitations, bool $adds): array
    {
        $fields = [];
        foreach (NumberModule::MODULES as $module) {
            $fields[$module] = NumberModule::meaning($limitations, $module, $adds)->show($adds);
        }
        foreach (EntryModule::MODULES as $module) {
            $fields[$module] = [];
            foreach (EntryModule::keys($limitations, $module) as $key) {
                $fields[$module][$key] = EntryModule::meaning($limitations, $module, $key, $adds)->show($adds);
            }
        }
        return $fields;
    }

    /**
     * The stored limitations with what was typed written into them; modules without fields stay as they are.
     *
     * @param array<string, mixed> $fields
     * @param array<string, mixed> $limitations
     * @return array{0: array<string, mixed>, 1: array<string, Problem>} limitations, problems by path
     */
    public static function write(array $fields, array $limitations, bool $adds): array
    {
        $problems = [];
        foreach (NumberModule::MODULES as $module) {
            if (!isset($fields[$module])) {
                continue;
            }
            $meaning = Meaning::read($fields[$module], $adds, NumberModule::canBeRefused($module));
            if ($meaning instanceof Problem) {
                $problems["limits.{$module}"] = $meaning;
                continue;
            }
            $limitations = NumberModule::write($limitations, $module, $meaning, $adds);
        }
        foreach (EntryModule::MODULES as $module) {
            [$wanted, $wrong] = self::entries((array) ($fields[$module] ?? []), $module, $adds);
            $problems += $wrong;
            $limitations = EntryModule::write($limitations, $module, $wanted, $adds);
        }
        return [$limitations, $problems];
    }

    /**
     * @param array<string, mixed> $typed
     * @return array{0: array<string, Meaning>, 1: array<string, Problem>}
     */
    private static function entries(array $typed, string $module, bool $adds): array
    {
        $wanted = [];
        $problems = [];
        foreach ($typed as $row => $fields) {
            $key = (string) $row === self::BLANK_ROW ? self::typedKey($fields) : (string) $row;
            if ($key === null) {
                continue;
            }
            $meaning = preg_match('/^[A-Za-z0-9_-]{1,60}$/', $key) === 1
                ? Meaning::read($fields, $adds, true)
                : new Problem('not_a_key', ['typed' => $key]);
            if ($meaning instanceof Problem) {
                $problems["limits.{$module}.{$row}"] = $meaning;
            } else {
                $wanted[$key] = $meaning;
            }
        }
        return [$wanted, $problems];
    }

    /** The post type or role typed into the blank row; null where the row was left alone. */
    private static function typedKey(mixed $fields): ?string
    {
        $key = is_array($fields) ? trim((string) ($fields['key'] ?? '')) : '';
        $said = is_array($fields) && (($fields['number'] ?? '') !== '' || ($fields['flag'] ?? '') !== '');
        return $key === '' && !$said ? null : $key;
    }
}
