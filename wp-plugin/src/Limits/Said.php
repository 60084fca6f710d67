<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

defined('ABSPATH') || exit;

/**
 * What a product, a membership or a site says of limits, in the form that the service writes it (bridge/limits/said.py): a number is
 * `[on, whether a switch was there, count | null for any | "unsaid"]`, on is true, false or null.
 */
final class Said
{
    public const NUMBERS = ['disk_space', 'visits', 'sites', 'domain_mapping'];
    public const COUNTED = ['post_types', 'users'];
    public const UNSAID = 'unsaid';

    private const FORMAT = 1;
    private const DEEPEST = 6;

    /** @return ?array<string, mixed> null where the text is spoilt anywhere or of a later form: that is not "says nothing" */
    public static function read(string $text): ?array
    {
        $said = json_decode($text, true, self::DEEPEST);
        if (!is_array($said) || ($said['v'] ?? null) !== self::FORMAT) {
            return null;
        }
        unset($said['v']);
        foreach ($said as $name => $module) {
            if (!self::isReadable((string) $name, $module)) {
                return null;
            }
        }
        return $said;
    }

    private static function isReadable(string $name, mixed $module): bool
    {
        return match ($name) {
            'disk_space', 'visits', 'sites', 'domain_mapping' => self::isNumber($module),
            'post_types', 'users' => self::isCounted($module),
            'plugins', 'themes' => self::isChoice($module),
            'site_templates' => is_array($module) && array_is_list($module) && count($module) === 3
                && ($module[0] === null || is_bool($module[0])) && ($module[1] === null || is_string($module[1])) && self::isChoice($module[2]),
            'customer_user_role' => is_string($module),
            'hide_credits' => $module === null || is_bool($module),
            default => true, // of a version that adds up more than this one
        };
    }

    private static function isNumber(mixed $said): bool
    {
        return self::isSwitched($said) && ($said[2] === null || $said[2] === self::UNSAID || (is_int($said[2]) && $said[2] >= 0));
    }

    private static function isCounted(mixed $said): bool
    {
        if (!self::isSwitched($said) || !is_array($said[2])) {
            return false;
        }
        foreach ($said[2] as $entry) {
            if (!self::isNumber($entry)) {
                return false;
            }
        }
        return true;
    }

    private static function isSwitched(mixed $said): bool
    {
        return is_array($said) && array_is_list($said) && count($said) === 3
            && is_bool($said[1]) && ($said[0] === null || (is_bool($said[0]) && $said[1]));
    }

    private static function isChoice(mixed $said): bool
    {
        foreach (is_array($said) ? $said : [null] as $entry) {
            if (!is_array($entry) || $entry !== array_filter($entry, 'is_string')) {
                return false;
            }
        }
        return true;
    }
}
