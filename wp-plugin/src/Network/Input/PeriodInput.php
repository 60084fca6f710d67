<?php

declare(strict_types=1);

namespace PlanBridge\Network\Input;

defined('ABSPATH') || exit;

/** The two fields of a period (`n`, `unit`), and the value that the service knows. */
final class PeriodInput
{
    public const UNITS = ['day', 'week', 'month', 'year'];

    /** What the duration columns hold: smallint. */
    private const MOST = 32767;

    /**
     * @param mixed $typed the fields as they were sent
     * @return array{n: int, unit: string}|Problem|null null where the number is empty or 0: no period
     */
    public static function read(mixed $typed): array|Problem|null
    {
        $n = is_array($typed) ? trim((string) ($typed['n'] ?? '')) : '';
        if ($n === '' || $n === '0') {
            return null;
        }
        $unit = (string) ($typed['unit'] ?? '');
        if (!in_array($unit, self::UNITS, true)) {
            return new Problem('period_unit_unknown');
        }
        $number = WholeNumber::read($n, 1, self::MOST);
        return is_int($number) ? ['n' => $number, 'unit' => $unit] : $number;
    }

    /**
     * @param mixed $period `{n, unit}` or null
     * @return array{n: string, unit: string} what the two fields show
     */
    public static function show(mixed $period, string $defaultUnit = 'month'): array
    {
        if (!is_array($period) || empty($period['n'])) {
            return ['n' => '', 'unit' => $defaultUnit];
        }
        return ['n' => (string) $period['n'], 'unit' => (string) ($period['unit'] ?? $defaultUnit)];
    }
}
