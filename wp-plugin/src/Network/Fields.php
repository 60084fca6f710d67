<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The form of these screens, for whatever fields the service names: what they show, what was typed, what is wrong with it.
 *
 * A field is `{name, kind, default, least, most, unit, required, choices, adds, pattern, fault, needed_with}`; its name is its path
 * in the service's value. What a browser sends is arranged as the value is, so typed text is shown again as it was typed.
 */
final class Fields
{
    /** Where the tables are kept that the service told last: when it cannot be asked, nothing that was typed is lost. */
    public const OPTION = 'plan_bridge_fields';

    private const ARRAYS = ['period', 'prices', 'products', 'limits'];

    /** @var array<string, Problem> by path */
    public array $problems = [];

    /**
     * @param list<array<string, mixed>> $table
     * @param array<string, mixed> $values what the fields show, by name
     */
    private function __construct(public readonly array $table, public readonly array $values, private readonly Notation $notation)
    {
    }

    /**
     * The tables that came with an answer, or the last that did.
     *
     * @param array<string, mixed>|WP_Error $answer
     * @return array{fields: list<array<string, mixed>>, limits: list<array<string, mixed>>, types: list<string>}
     */
    public static function tables(string $form, array|WP_Error $answer): array
    {
        $kept = (array) get_site_option(self::OPTION, []);
        $told = is_wp_error($answer) ? null : array_intersect_key($answer, ['fields' => 0, 'limits' => 0, 'types' => 0]);
        if ($told !== null && $told !== ($kept[$form] ?? null)) {
            update_site_option(self::OPTION, [$form => $told] + $kept);
        }
        return ($told ?? (array) ($kept[$form] ?? [])) + ['fields' => [], 'limits' => [], 'types' => []];
    }

    /**
     * @param list<array<string, mixed>> $table
     * @param array<string, mixed> $stored the service's value; what it leaves out is the field's default
     */
    public static function stored(array $table, array $stored, ?Notation $notation = null): self
    {
        $notation ??= Notation::ofReader();
        $values = [];
        foreach ($table as $field) {
            $values[$field['name']] = self::show($field, self::at($stored, $field['name'], $field['default']), $notation, (string) ($stored['currency'] ?? ''));
        }
        return new self($table, $values, $notation);
    }

    /**
     * What a browser sent, without the slashes that WordPress adds; whatever is missing or of another shape is empty.
     *
     * @param list<array<string, mixed>> $table
     * @param array<string, mixed> $sent
     */
    public static function sent(array $table, array $sent, ?Notation $notation = null): self
    {
        $sent = wp_unslash($sent);
        $values = [];
        foreach ($table as $field) {
            $value = self::at($sent, $field['name']);
            $values[$field['name']] = in_array($field['kind'], self::ARRAYS, true) ? (is_array($value) ? $value : []) : (is_scalar($value) ? (string) $value : '');
        }
        return new self($table, $values, $notation ?? Notation::ofReader());
    }

    /**
     * The value for the service, after which `problems` tells what could not be read; there the stored value is kept.
     *
     * @param array<string, mixed> $stored
     * @param list<array<string, mixed>> $limits of the service
     * @return array<string, mixed>
     */
    public function read(array $stored, bool $adds = false, array $limits = []): array
    {
        [$this->problems, $value] = [[], []];
        foreach ($this->table as $field) {
            $kept = self::at($stored, $field['name'], $field['kind'] === 'amount' ? $field['default'] : null);
            $read = $adds && !$field['adds'] ? $kept : $this->one($field, $kept, $adds, $limits);
            $value = $adds && !$field['adds'] && $kept === null ? $value : self::put($value, explode('.', $field['name']), $read);
        }
        return $value;
    }

    /** @return list<string> the names of the fields that are shown in which what was typed differs from what is stored now */
    public function differences(array $stored, bool $adds = false): array
    {
        $now = self::stored($this->table, $stored, $this->notation)->values;
        $names = array_column(array_filter($this->table, static fn (array $field): bool => !$adds || $field['adds']), 'name');
        return array_values(array_filter($names, fn (string $name): bool => self::essence($now[$name]) !== self::essence($this->values[$name])));
    }

    /** Puts the service's objections beside their fields; none where the error is about no field. */
    public function object(WP_Error $error): void
    {
        $code = Messages::code($error);
        $this->problems = $code === 'slug_taken' ? ['slug' => new Problem($code)] : [];
        foreach ($code === 'invalid_request' ? (array) (Messages::params($error)['errors'] ?? []) : [] as $wrong) {
            if (is_array($wrong)) {
                $this->problems[self::place((string) ($wrong['path'] ?? ''))] = new Problem((string) ($wrong['code'] ?? ''), $wrong);
            }
        }
    }

    /**
     * Rows for the view `network/fields`.
     *
     * @return list<array<string, mixed>> the fields with their words, what they show, and what is wrong by path
     */
    public function rows(?string $tab = null, bool $adds = false): array
    {
        $problems = array_map(Words::problem(...), $this->problems);
        $shown = array_filter($this->table, static fn (array $field): bool => ($tab === null || $field['tab'] === $tab) && (!$adds || $field['adds']));
        return array_values(array_map(fn (array $field): array => $field + FieldWords::of($field, $adds) + [
            'id' => self::id($field['name']),
            'input' => preg_replace('/\.([^.]+)/', '[$1]', $field['name']),
            'value' => $this->values[$field['name']],
            'problem' => $problems[$field['name']] ?? '',
            'problems' => $problems,
        ], $shown));
    }

    public static function id(string $path): string
    {
        return 'pb-' . str_replace(['.', '_'], '-', $path);
    }

    /** `limits.disk_space.number` is the field `limits.disk_space`, `period.n` is `period`, `features.3` is `features`. */
    private static function place(string $path): string
    {
        $path = (string) preg_replace('/^(limits\..+)\.(?:number|flag)$|\b(period|trial|minimum_term)\.(?:n|unit)$/', '$1$2', $path);
        return (string) preg_replace('/^([^.]+)\.\d+$/', '$1', $path);
    }

    private static function show(array $field, mixed $value, Notation $notation, string $currency): array|string
    {
        return match ($field['kind']) {
            'switch' => $value ? '1' : '',
            'lines' => implode("\n", (array) $value),
            'amount' => Typed::showAmount((string) $value, $notation, $currency),
            'period' => Typed::showPeriod($value, $field['unit']),
            'prices' => array_map(static fn (array $row): array => Typed::showPeriod($row['period'] ?? null, $field['unit'])
                + ['amount' => Typed::showAmount((string) ($row['amount'] ?? ''), $notation, $currency)], (array) $value),
            'products' => array_map('strval', (array) $value),
            'limits' => Products\LimitFields::show((array) $value),
            default => is_scalar($value) ? (string) $value : '',
        };
    }

    /** @param list<array<string, mixed>> $limits */
    private function one(array $field, mixed $kept, bool $adds, array $limits): mixed
    {
        [$name, $typed] = [$field['name'], $this->values[$field['name']]];
        return match ($field['kind']) {
            'switch' => $typed !== '',
            'choice' => $typed,
            'lines' => array_values(array_filter(array_map('trim', preg_split('/\R/u', $typed) ?: []), static fn (string $line): bool => $line !== '')),
            'number' => $this->number($field, trim($typed), $kept),
            'amount' => $this->amount($name, trim($typed), $kept),
            'period' => $this->period($field, $typed),
            'prices' => $this->prices($field, $typed),
            'products' => array_values(array_unique(array_map('intval', array_filter($typed, 'is_scalar')))),
            'limits' => $this->kept(Products\LimitFields::read($typed, $limits, $field['most'], $adds)),
            default => $this->text($field, trim($typed)),
        };
    }

    private function text(array $field, string $typed): string
    {
        $typed = $field['kind'] === 'currency' ? strtoupper($typed) : ($typed === '' ? (string) $field['default'] : $typed);
        $problem = match (true) {
            $typed === '' && $field['required'] => new Problem('required'),
            $field['pattern'] !== '' && preg_match("/^(?:{$field['pattern']})$/D", $typed) !== 1 => new Problem($field['fault']),
            $field['most'] !== null && mb_strlen($typed) > $field['most'] => new Problem('too_long', ['most' => $field['most']]),
            default => null,
        };
        return $this->unless($problem, $field['name'], $typed, $typed);
    }

    /** An empty field that has a default keeps what is stored. */
    private function number(array $field, string $typed, mixed $kept): ?int
    {
        if ($typed === '') {
            return $this->unless($field['required'] ? new Problem('required') : null, $field['name'], $field['default'] === null ? null : ($kept ?? $field['default']));
        }
        $number = Typed::number($typed, $field['least'], $field['most']);
        return $this->unless($number, $field['name'], $number, $kept);
    }

    /** An empty amount is 0: a set-up fee that is not asked for is left empty. Not where the stored one cannot be read (null). */
    private function amount(string $path, string $typed, ?string $kept): ?string
    {
        $currency = strtoupper(trim($this->values['currency'] ?? ''));
        $amount = $typed === '' && $kept !== null ? '0.00' : Typed::amount($typed, $this->notation, $currency);
        return $this->unless($amount, $path, $amount, $kept);
    }

    /** @return array{n: int, unit: string}|null */
    private function period(array $field, mixed $typed): ?array
    {
        $period = Typed::period($typed, $field['most']);
        $isNeeded = $field['needed_with'] !== '' && $this->values[$field['needed_with']] !== '';
        return $this->unless($period ?? ($isNeeded ? new Problem('period_required') : null), $field['name'], $period);
    }

    /** @return list<array{period: array{n: int, unit: string}, amount: string}> an empty row is none; half a row is a problem */
    private function prices(array $field, array $typed): array
    {
        $read = [];
        foreach (array_values($typed) as $at => $row) {
            $amount = Typed::part($row, 'amount');
            $period = Typed::period($row, $field['most']);
            if ($period === null && $amount === '') {
                continue;
            }
            $path = "{$field['name']}.{$at}";
            if (!is_array($period)) {
                $this->problems["{$path}.period"] = $period ?? new Problem('period_required');
                continue;
            }
            $this->problems += $amount === '' ? ["{$path}.amount" => new Problem('required')] : [];
            $read[] = ['period' => $period, 'amount' => $this->amount("{$path}.amount", $amount, '0')];
        }
        return $read;
    }

    /** @param array{0: array<string, mixed>, 1: array<string, Problem>} $read */
    private function kept(array $read): array
    {
        $this->problems += $read[1];
        return $read[0];
    }

    /** The value, unless there is a problem: that is noted, and what is stored is kept. */
    private function unless(mixed $problem, string $path, mixed $value, mixed $kept = null): mixed
    {
        if (!$problem instanceof Problem) {
            return $value;
        }
        $this->problems += [$path => $problem];
        return $kept;
    }

    /** What stands at a path; null is what cannot be read, or nothing, and not the same as left out. */
    private static function at(mixed $from, string $path, mixed $default = null): mixed
    {
        foreach (explode('.', $path) as $name) {
            if (!is_array($from) || !array_key_exists($name, $from)) {
                return $default;
            }
            $from = $from[$name];
        }
        return $from;
    }

    /** @param list<string> $path */
    private static function put(array $into, array $path, mixed $value): array
    {
        $name = array_shift($path);
        $into[$name] = $path === [] ? $value : self::put($into[$name] ?? [], $path, $value);
        return $into;
    }

    /** What a value comes to: empty fields and rows count for nothing, and neither does white space. */
    private static function essence(mixed $value): array|string
    {
        if (!is_array($value)) {
            return trim(str_replace("\r\n", "\n", (string) $value));
        }
        $kept = array_filter(array_map(self::essence(...), $value), static fn (mixed $part): bool => $part !== '' && $part !== []);
        ksort($kept);
        return array_keys($kept) === ['unit'] ? [] : $kept;
    }
}
