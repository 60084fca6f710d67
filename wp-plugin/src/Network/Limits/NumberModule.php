<?php

declare(strict_types=1);

namespace PlanBridge\Network\Limits;

use PlanBridge\Limits\LimitTable;

defined('ABSPATH') || exit;

/** Limits that are one number: `disk_space`, `visits`, `sites`, `domain_mapping` of a product's limitations. */
final class NumberModule
{
    public const MODULES = ['disk_space', 'visits', 'sites', 'domain_mapping'];

    /** Only domains know "none": a site cannot be without any disk. */
    public static function canBeRefused(string $module): bool
    {
        return LimitTable::mayBeRefused($module);
    }

    /** @param array<string, mixed> $limitations */
    public static function meaning(array $limitations, string $module, bool $adds): Meaning
    {
        $stored = $limitations[$module] ?? null;
        if (!is_array($stored) || !self::isEnabled($stored, $adds)) {
            return new Meaning(Meaning::UNSET);
        }
        $meaning = Meaning::ofNumber($stored['limit'] ?? null);
        return $adds && $meaning->kind === Meaning::NONE ? new Meaning(Meaning::UNSET) : $meaning;
    }

    /**
     * The limitations with this module saying what is wanted; untouched where it said so already.
     *
     * @param array<string, mixed> $limitations
     * @return array<string, mixed>
     */
    public static function write(array $limitations, string $module, Meaning $wanted, bool $adds): array
    {
        if (self::meaning($limitations, $module, $adds)->equals($wanted, $adds)) {
            return $limitations;
        }
        if ($adds && $wanted->kind === Meaning::UNSET) {
            unset($limitations[$module]);
            return $limitations;
        }
        $stored = is_array($limitations[$module] ?? null) ? $limitations[$module] : [];
        $limitations[$module] = ['enabled' => true, 'limit' => self::storedNumber($wanted)] + $stored;
        return $limitations;
    }

    /** @param array<string, mixed> $stored a plan must say so; what adds stores only differences, so silence is yes */
    public static function isEnabled(array $stored, bool $adds): bool
    {
        return in_array($stored['enabled'] ?? $adds, [true, 1, '1', 'on'], true);
    }

    /** A string, as these tables hold it; false where none is allowed. */
    private static function storedNumber(Meaning $meaning): string|bool
    {
        return match ($meaning->kind) {
            Meaning::NUMBER => (string) $meaning->number,
            Meaning::NONE => false,
            default => '',
        };
    }
}
