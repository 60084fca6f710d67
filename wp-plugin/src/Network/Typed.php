<?php

declare(strict_types=1);

namespace PlanBridge\Network;

defined('ABSPATH') || exit;

/**
 * Numbers as people type them. Amounts of money: "1 990,50", "1,990.50" and "1990.5" all become the decimal string
 * "1990.50". What could mean two amounts is refused, never guessed: "1.990" is one thousand nine hundred and ninety
 * where the locale groups with full stops, and nobody knows what it is elsewhere.
 */
final class Typed
{
    public const UNITS = ['day', 'week', 'month', 'year'];

    /** Whole digits that the amount columns hold: decimal(13,4). */
    private const WHOLE_DIGITS = 9;

    private const THREE_DECIMALS = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'];

    /** @return string|Problem major units with a full stop, such as "1990.50" */
    public static function amount(string $typed, Notation $notation, string $currency): string|Problem
    {
        $text = self::plain($typed);
        if (preg_match('/^[-\x{2212}]/u', $text) === 1) {
            return new Problem('amount_negative');
        }
        if (self::isAmbiguous($text, $notation, $currency)) {
            return new Problem('amount_ambiguous', ['typed' => $typed]);
        }
        $parts = self::split($text, self::decimalPoint($text, $notation));
        if ($parts === null) {
            return new Problem('amount_unreadable', ['typed' => $typed]);
        }
        return self::joined($parts[0], rtrim($parts[1], '0'), self::digits($currency));
    }

    /** The decimal string as the reader would type it: "1990.5000" in SEK is "1990,50" in Swedish. */
    public static function showAmount(string $decimal, Notation $notation, string $currency): string
    {
        if (preg_match('/^(\d+)(?:\.(\d*))?$/', $decimal, $found) !== 1) {
            return $decimal;
        }
        $fraction = rtrim($found[2] ?? '', '0');
        if ($fraction === '') {
            return $found[1];
        }
        return $found[1] . $notation->decimal . str_pad($fraction, self::digits($currency), '0');
    }

    private static function digits(string $currency): int
    {
        return in_array($currency, self::THREE_DECIMALS, true) ? 3 : 2;
    }

    /** @return string|Problem the two halves put together, when the currency and the column can hold them */
    private static function joined(string $whole, string $fraction, int $digits): string|Problem
    {
        $whole = ltrim($whole, '0');
        if (strlen($whole) > self::WHOLE_DIGITS) {
            return new Problem('amount_too_large');
        }
        if (strlen($fraction) > $digits) {
            return new Problem('too_many_decimals', ['digits' => $digits]);
        }
        return ($whole === '' ? '0' : $whole) . '.' . str_pad($fraction, $digits, '0');
    }

    /** One separator before three digits, and the locale does not say which of the two it is. */
    private static function isAmbiguous(string $text, Notation $notation, string $currency): bool
    {
        if (preg_match('/^[1-9]\d{0,2}([.,])\d{3}$/', $text, $found) !== 1 || $found[1] === $notation->thousands) {
            return false;
        }
        return $found[1] !== $notation->decimal || self::digits($currency) !== 3;
    }

    /** The character that is the decimal point in this text; '' where it has none. */
    private static function decimalPoint(string $text, Notation $notation): string
    {
        $points = (string) preg_replace('/[^.,]/', '', $text);
        if (strlen($points) > 1) {
            return count(array_unique(str_split($points))) === 1 ? '' : substr($points, -1);
        }
        $isGroup = $points === $notation->thousands && preg_match('/^[1-9]\d{0,2}[.,]\d{3}$/', $text) === 1;
        return $isGroup ? '' : $points;
    }

    /** @return array{0: string, 1: string}|null whole digits and decimals; null where the text is no amount */
    private static function split(string $text, string $point): ?array
    {
        $at = $point === '' ? false : strrpos($text, $point);
        $whole = $at === false ? $text : substr($text, 0, $at);
        $fraction = $at === false ? '' : substr($text, $at + 1);
        if ($at !== false && preg_match('/^\d+$/', $fraction) !== 1) {
            return null;
        }
        $grouped = '/^(?:\d+|\d{1,3}([ .,])\d{3}(?:\1\d{3})*)$/';
        if (preg_match($grouped, $whole) !== 1 && !($whole === '' && $fraction !== '')) {
            return null;
        }
        return [(string) preg_replace('/\D/', '', $whole), $fraction];
    }

    /** @return int|Problem a count from `$least` to `$most`; it has no decimals, so "10 000", "10,000" and "10.000" are the same */
    public static function number(string $typed, int $least, int $most): int|Problem
    {
        $text = str_replace("\u{2212}", '-', self::plain($typed));
        if (preg_match('/^-?(?:\d{1,16}|[1-9]\d{0,2}([ .,])\d{3}(?:\1\d{3}){0,4})$/', $text) !== 1) {
            return new Problem('not_a_whole_number', ['typed' => $typed]);
        }
        $number = (int) preg_replace('/[ .,]/', '', $text);
        return $number < $least || $number > $most ? new Problem('out_of_range', ['least' => $least, 'most' => $most]) : $number;
    }

    /**
     * @param mixed $typed the two fields of a period (`n`, `unit`) as they were sent
     * @return array{n: int, unit: string}|Problem|null null where the number is empty or 0: no period
     */
    public static function period(mixed $typed, int $most = 32767): array|Problem|null
    {
        $n = self::part($typed, 'n');
        if ($n === '' || $n === '0') {
            return null;
        }
        $unit = self::part($typed, 'unit');
        $number = in_array($unit, self::UNITS, true) ? self::number($n, 1, $most) : new Problem('period_unit_unknown');
        return is_int($number) ? ['n' => $number, 'unit' => $unit] : $number;
    }

    /** @return array{n: string, unit: string} what the two fields show of `{n, unit}` or null */
    public static function showPeriod(mixed $period, string $unit): array
    {
        $is = is_array($period) && !empty($period['n']);
        return ['n' => $is ? (string) $period['n'] : '', 'unit' => $is ? (string) ($period['unit'] ?? $unit) : $unit];
    }

    /** One text of several fields that were sent together; '' where there is none. */
    public static function part(mixed $typed, string $name): string
    {
        $part = is_array($typed) ? $typed[$name] ?? '' : '';
        return is_scalar($part) ? trim((string) $part) : '';
    }

    /** The many characters that people and locales put between groups of digits, each an ordinary space. */
    private static function plain(string $typed): string
    {
        return trim(str_replace(["\u{00A0}", "\u{202F}", "\u{2009}", "'", "\u{2019}"], ' ', $typed));
    }
}
