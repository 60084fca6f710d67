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

    /** The largest limit that can be typed: what a signed 32-bit number holds. */
    private const MOST = 2147483647;

    public function __construct(public readonly string $kind, public readonly int $number = 0)
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
        $number = is_numeric($stored) ? (int) $stored : 0;
        return $number > 0 ? new self(self::NUMBER, $number) : new self(self::UNLIMITED);
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
            'number' => $this->kind === self::NUMBER ? (string) $this->number : '',
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
