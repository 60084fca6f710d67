<?php

declare(strict_types=1);

namespace PlanBridge\Network\Limits;

use PlanBridge\Network\Input\Problem;
use PlanBridge\Network\Input\WholeNumber;

defined('ABSPATH') || exit;

/**
 * What one limit says, in the words of the Limits tab: nothing, unlimited, a number, or none allowed.
 *
 * A plan says how much there is; a package or service says how much it adds (`$adds`) and never takes anything away.
 * The form has a number and one tick box for each: on a plan "not allowed", on what adds "unlimited".
 */
final class Meaning
{
    public const UNSET = 'unset';
    public const UNLIMITED = 'unlimited';
    public const NUMBER = 'number';
    public const NONE = 'none';
    public const UNREADABLE = 'unreadable';

    /** What JSON, PHP and the service hold exactly. */
    private const LARGEST_STORED = 9007199254740991;

    /** The largest limit that can be typed: what a signed 32-bit number holds. */
    private const MOST = 2147483647;

    /** @param string $stored what is stored and cannot be read, for whoever has to mend it */
    public function __construct(public readonly string $kind, public readonly int $number = 0, public readonly string $stored = '')
    {
    }

    /** From a stored number: null says nothing, false allows none, 0 and '' mean unlimited, as these tables have it. */
    public static function ofNumber(mixed $stored): self
    {
        if ($stored === null) {
            return new self(self::UNSET);
        }
        if ($stored === false) {
            return new self(self::NONE);
        }
        if ($stored === true || $stored === '' || (is_string($stored) && trim($stored) === '')) {
            return new self(self::UNLIMITED);
        }
        $number = self::whole($stored);
        return match (true) {
            $number === null => new self(self::UNREADABLE, 0, is_scalar($stored) ? (string) $stored : '?'),
            $number > 0 => new self(self::NUMBER, $number),
            default => new self(self::UNLIMITED),
        };
    }

    /** A stored whole number, as the service reads it: -1 and 0 are unlimited; null where it is none. */
    private static function whole(mixed $stored): ?int
    {
        if (is_string($stored) && preg_match('/^[+-]?\d+(?:\.0*)?$|^\d(?:\.\d+)?e\+?\d{1,2}$/i', trim($stored)) === 1 && !self::isGrouped($stored)) {
            $stored = (float) $stored;
        }
        if (is_int($stored) || is_float($stored)) {
            $fits = is_finite((float) $stored) && floor((float) $stored) === (float) $stored && $stored >= -1 && $stored <= self::LARGEST_STORED;
            return $fits ? (int) $stored : null;
        }
        $read = is_string($stored) ? WholeNumber::read($stored, -1, self::LARGEST_STORED) : null;
        return is_int($read) ? $read : null;
    }

    private static function isGrouped(string $stored): bool
    {
        return preg_match('/^[1-9]\d{0,2}(?:\.000)+$/', trim($stored)) === 1;
    }

    /** From what was typed into `number` and ticked in `flag`. */
    public static function read(mixed $typed, bool $adds, bool $canBeRefused): self|Problem
    {
        $text = is_array($typed) ? trim((string) ($typed['number'] ?? '')) : '';
        $ticked = is_array($typed) && (string) ($typed['flag'] ?? '') !== '';
        if ($text === '') {
            return new self($ticked ? self::flagged($adds) : ($adds ? self::UNSET : self::UNLIMITED));
        }
        $number = WholeNumber::read($text, 0, self::MOST);
        if ($ticked && ($adds || $number !== 0)) {
            return new Problem($adds ? 'number_and_unlimited' : 'number_and_not_allowed');
        }
        if ($number === 0) {
            return self::ofZero($adds, $canBeRefused);
        }
        return is_int($number) ? new self(self::NUMBER, $number) : $number;
    }

    /** @return array{number: string, flag: string} what the two fields show */
    public function show(bool $adds): array
    {
        return [
            'number' => $this->kind === self::NUMBER ? (string) $this->number : $this->stored,
            'flag' => $this->kind === self::flagged($adds) ? '1' : '',
        ];
    }

    /** A plan that says nothing limits nothing, so there the two are the same. */
    public function equals(self $other, bool $adds): bool
    {
        $same = static fn (string $kind): string => !$adds && $kind === self::UNSET ? self::UNLIMITED : $kind;
        return $same($this->kind) === $same($other->kind) && $this->number === $other->number;
    }

    private static function flagged(bool $adds): string
    {
        return $adds ? self::UNLIMITED : self::NONE;
    }

    /** Whoever types 0 means none; stored, 0 would mean unlimited. */
    private static function ofZero(bool $adds, bool $canBeRefused): self|Problem
    {
        if ($adds) {
            return new self(self::UNSET);
        }
        return $canBeRefused ? new self(self::NONE) : new Problem('zero_would_be_unlimited');
    }
}
