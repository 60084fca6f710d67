<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Network\FieldWords;
use PlanBridge\Network\Fields;
use PlanBridge\Network\Problem;
use PlanBridge\Network\Typed;

defined('ABSPATH') || exit;

/**
 * The Limits tab: a number and a tick box for each limit of the service, and for each post type and role.
 *
 * A plan says how much there is, and its tick is "not allowed". What adds to a plan says how much, its tick is "unlimited".
 */
final class LimitFields
{
    /** The row in which a post type or role that nobody has named yet can be typed. */
    public const BLANK_ROW = 'new';

    /** What is put away by WordPress itself and nobody writes by hand. */
    private const INTERNAL = ['wp_block', 'wp_template', 'wp_template_part', 'wp_global_styles', 'wp_navigation', 'wp_font_family', 'wp_font_face'];

    /**
     * @param array<string, mixed> $said of the service: `{number, flag, unreadable}` by limit, or by limit and key
     * @return array<string, mixed> what the fields show, arranged in the same way
     */
    public static function show(array $said): array
    {
        return array_map(static fn (array $one): array => is_bool($one['flag'] ?? null)
            ? ['number' => (string) ($one['unreadable'] ?? $one['number'] ?? ''), 'flag' => $one['flag'] ? '1' : '']
            : self::show($one), $said);
    }

    /**
     * @param array<string, mixed> $typed
     * @param list<array{name: string, of: string, may_be_refused: bool}> $limits
     * @return array{0: array<string, mixed>, 1: array<string, Problem>} for the service, and problems by path
     */
    public static function read(array $typed, array $limits, int $most, bool $adds): array
    {
        [$read, $problems] = [[], []];
        foreach (array_filter($limits, static fn (array $limit): bool => isset($typed[$limit['name']])) as $limit) {
            $name = $limit['name'];
            $rows = $limit['of'] === '' ? ['' => $typed[$name]] : (array) $typed[$name];
            foreach ($rows as $row => $fields) {
                $key = (string) $row === self::BLANK_ROW ? self::typedKey($fields) : (string) $row;
                if ($key === null) {
                    continue;
                }
                $isKey = $limit['of'] === '' || preg_match('/^[A-Za-z0-9_-]{1,60}$/D', $key) === 1;
                $one = $isKey ? self::one($fields, $most, $adds, $limit['may_be_refused']) : new Problem('not_a_key', ['typed' => $key]);
                if ($one instanceof Problem) {
                    $problems[rtrim("limits.{$name}.{$row}", '.')] = $one;
                } elseif ($limit['of'] === '') {
                    $read[$name] = $one;
                } else {
                    $read[$name][$key] = $one;
                }
            }
        }
        return [$read, $problems];
    }

    /**
     * @param array<string, mixed> $shown what the fields show
     * @param list<array{name: string, of: string, may_be_refused: bool}> $limits
     * @return list<array{caption: string, other: string, rows: list<array<string, mixed>>}> the single numbers, then a table for each limit with names
     */
    public static function tables(array $shown, array $limits, bool $adds): array
    {
        $numbers = array_filter($limits, static fn (array $limit): bool => $limit['of'] === '');
        $tables = [['caption' => FieldWords::word('limits.numbers'), 'other' => '', 'rows' => array_map(
            static fn (array $limit): array => self::row([$limit['name']], FieldWords::word("limits.{$limit['name']}"), $shown[$limit['name']] ?? [])
                + ['flaggable' => $adds || $limit['may_be_refused']],
            array_values($numbers)
        )]];
        foreach (array_diff_key($limits, $numbers) as ['name' => $name, 'of' => $of]) {
            $fields = (array) ($shown[$name] ?? []);
            $rows = [];
            foreach (self::labels($of, array_map('strval', array_keys(array_diff_key($fields, [self::BLANK_ROW => 0])))) as $key => $label) {
                $rows[] = self::row([$name, (string) $key], $label, $fields[$key] ?? []) + ['flaggable' => true, 'key' => (string) $key];
            }
            $blank = self::row([$name, self::BLANK_ROW], '', $fields[self::BLANK_ROW] ?? []);
            $rows[] = $blank + ['flaggable' => true, 'typed_key' => Typed::part($fields[self::BLANK_ROW] ?? [], 'key')];
            $tables[] = ['caption' => FieldWords::word("limits.{$name}"), 'other' => FieldWords::word("limits.{$name}.other"), 'rows' => $rows];
        }
        return $tables;
    }

    /** @return array{number: ?int, flag: bool}|Problem whoever types 0 means none, which not everything can be */
    private static function one(mixed $typed, int $most, bool $adds, bool $mayBeRefused): array|Problem
    {
        [$text, $flag] = [Typed::part($typed, 'number'), Typed::part($typed, 'flag') !== ''];
        $number = $text === '' ? null : Typed::number($text, 0, $most);
        return match (true) {
            $flag && $number !== null && ($adds || $number !== 0) => new Problem($adds ? 'number_and_unlimited' : 'number_and_not_allowed'),
            $number === 0 && !$adds && !$mayBeRefused => new Problem('zero_would_be_unlimited'),
            $number instanceof Problem => $number,
            default => ['number' => $number, 'flag' => $flag],
        };
    }

    /** The post type or role typed into the blank row; null where the row was left alone. */
    private static function typedKey(mixed $fields): ?string
    {
        $key = Typed::part($fields, 'key');
        return $key . Typed::part($fields, 'number') . Typed::part($fields, 'flag') === '' ? null : $key;
    }

    /**
     * Post types with a screen of their own, or roles, in the network's main site; and what the product names already.
     *
     * @param list<string> $named
     * @return array<string, string> label by key
     */
    private static function labels(string $of, array $named): array
    {
        $types = array_diff_key(get_post_types(['show_ui' => true], 'objects'), array_flip(self::INTERNAL));
        $labels = $of === 'post_types'
            ? array_map(static fn (\WP_Post_Type $type): string => $type->labels->name, $types)
            : array_map('translate_user_role', wp_roles()->get_names());
        return $labels + array_combine($named, $named);
    }

    /**
     * @param list<string> $path
     * @return array{path: string, id: string, input: string, label: string, number: string, flag: bool}
     */
    private static function row(array $path, string $label, mixed $typed): array
    {
        $whole = 'limits.' . implode('.', $path);
        return ['path' => $whole, 'id' => Fields::id($whole), 'input' => 'limits[' . implode('][', $path) . ']', 'label' => $label,
            'number' => Typed::part($typed, 'number'), 'flag' => Typed::part($typed, 'flag') !== ''];
    }
}
