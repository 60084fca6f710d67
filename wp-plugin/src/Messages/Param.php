<?php

declare(strict_types=1);

namespace PlanBridge\Messages;

use PlanBridge\Format;
use PlanBridge\LimitName;

defined('ABSPATH') || exit;

/** Writes one param of a message for the reader. */
final class Param
{
    public static function words(string $name, mixed $value): string
    {
        return match (true) {
            is_array($value) && isset($value['formatted']) => (string) $value['formatted'],
            is_array($value) && isset($value['n'], $value['unit']) => Format::period($value),
            is_string($value) && $name === 'limit' => LimitName::words($value),
            is_array($value) && $name === 'limits' && is_array($value[0] ?? null) => implode('; ', array_map([Excess::class, 'words'], array_filter($value, 'is_array'))),
            is_array($value) && $name === 'limits' => implode(', ', array_map([LimitName::class, 'words'], array_filter($value, 'is_string'))),
            is_string($value) && $name === 'effective_at' => Format::date($value),
            is_string($value) && preg_match('/^\d{4}-\d\d-\d\dT/', $value) === 1 => Format::dateTime($value),
            is_array($value) => implode(', ', array_filter($value, 'is_scalar')),
            is_float($value) => number_format_i18n($value, floor($value) === $value ? 0 : 1),
            is_bool($value) => $value ? __('yes', 'plan-bridge') : __('no', 'plan-bridge'),
            $value === null => '–',
            default => (string) $value,
        };
    }
}
