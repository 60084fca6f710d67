<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Network\Input\Problem;
use PlanBridge\Network\Input\WholeNumber;

defined('ABSPATH') || exit;

/** Reads the settings form: the settings for the service, and what is wrong by field. */
final class Input
{
    /** @var array<string, Problem> */
    public array $problems = [];

    /** @param array<string, string> $values what was typed, one text each */
    public function __construct(public readonly array $values)
    {
    }

    /** @param array<string, mixed> $sent the browser's fields */
    public static function sent(array $sent): self
    {
        $sent = wp_unslash($sent);
        $values = [];
        foreach (self::names() as $name) {
            $values[$name] = is_scalar($sent[$name] ?? null) ? (string) $sent[$name] : '';
        }
        return new self($values);
    }

    /** @param array<string, mixed> $settings of the service */
    public static function stored(array $settings): self
    {
        $values = [];
        foreach (self::names() as $name) {
            $value = $settings[$name] ?? '';
            $values[$name] = is_bool($value) ? ($value ? '1' : '') : (string) $value;
        }
        return new self($values);
    }

    /** @return array<string, mixed> the body for PUT /v1/network/settings */
    public function settings(): array
    {
        $settings = [];
        foreach (Questions::NAMES as $name) {
            $settings[$name] = $this->values[$name];
        }
        foreach (Switches::NAMES as $name) {
            $settings[$name] = $this->values[$name] !== '';
        }
        foreach (Numbers::bounds() as $name => $bounds) {
            $settings[$name] = $this->number($name, $bounds);
        }
        return $settings + ['manual_instructions' => trim($this->values['manual_instructions'])];
    }

    /** @param array{least: int, most: int, optional: bool} $bounds */
    private function number(string $name, array $bounds): ?int
    {
        $typed = trim($this->values[$name]);
        if ($typed === '' && $bounds['optional']) {
            return null;
        }
        $number = WholeNumber::read($typed, $bounds['least'], $bounds['most']);
        if ($number instanceof Problem) {
            $this->problems[$name] = $typed === '' ? new Problem('required') : $number;
            return null;
        }
        return $number;
    }

    /** @return list<string> */
    private static function names(): array
    {
        return [...Questions::NAMES, ...Switches::NAMES, ...array_keys(Numbers::bounds()), 'manual_instructions'];
    }
}
