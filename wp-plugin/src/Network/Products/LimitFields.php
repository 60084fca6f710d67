<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Network\Fields;
use PlanBridge\Network\FieldWords;

defined('ABSPATH') || exit;

/**
 * The Limits tab: a number and a tick box for each limit of the service, and for each post type and role.
 *
 * A plan says how much there is, and its tick is "not allowed". What adds to a plan says how much, its tick is "unlimited".
 */
final class LimitFields
{
    /** The row in which a post type or role that nobody has named yet can be typed. */
    private const BLANK_ROW = 'new';

    /** What is put away by WordPress itself and nobody writes by hand. */
    private const INTERNAL = ['wp_block', 'wp_template', 'wp_template_part', 'wp_global_styles', 'wp_navigation', 'wp_font_family', 'wp_font_face'];

    /**
     * @param array<string, mixed> $shown what the fields show
     * @param list<array{name: string, of: string, may_be_refused: bool}> $limits
     * @return list<array{caption: string, other: string, rows: list<array<string, mixed>>}> the single numbers, then a table for each limit with names
     */
    public static function tables(array $shown, array $limits, bool $adds): array
    {
        $numbers = ['caption' => FieldWords::word('limits.numbers'), 'other' => '', 'rows' => []];
        $tables = [];
        foreach ($limits as ['name' => $name, 'of' => $of, 'may_be_refused' => $mayBeRefused]) {
            $fields = (array) ($shown[$name] ?? []);
            if ($of === '') {
                $numbers['rows'][] = self::row([$name], FieldWords::word("limits.{$name}"), $fields) + ['flaggable' => $adds || $mayBeRefused];
                continue;
            }
            $rows = [];
            foreach (self::labels($of, array_map('strval', array_keys(array_diff_key($fields, [self::BLANK_ROW => 0])))) as $key => $label) {
                $rows[] = self::row([$name, (string) $key], $label, $fields[$key] ?? []) + ['flaggable' => true, 'key' => (string) $key];
            }
            $blank = $fields[self::BLANK_ROW] ?? [];
            $rows[] = self::row([$name, self::BLANK_ROW], '', $blank) + ['flaggable' => true, 'typed_key' => Fields::part($blank, 'key')];
            $tables[] = ['caption' => FieldWords::word("limits.{$name}"), 'other' => FieldWords::word("limits.{$name}.other"), 'rows' => $rows];
        }
        return [$numbers, ...$tables];
    }

    /**
     * Post types with a screen of their own, or roles, in the network's main site; and what the product names already.
     *
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

    /** @return array{path: string, id: string, input: string, label: string, number: string, flag: bool} */
    private static function row(array $path, string $label, mixed $typed): array
    {
        $whole = 'limits.' . implode('.', $path);
        return ['path' => $whole, 'id' => Fields::id($whole), 'input' => 'limits[' . implode('][', $path) . ']', 'label' => $label,
            'number' => Fields::part($typed, 'number'), 'flag' => Fields::part($typed, 'flag') !== ''];
    }
}
