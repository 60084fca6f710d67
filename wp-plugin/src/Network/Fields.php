<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The form of these screens, for whatever fields the service names. It tells what each shows, reads what was typed and
 * says what is wrong with it; here that is drawn, in words.
 *
 * A field's name is its path in the service's value. What a browser sends is shown again as it was typed.
 */
final class Fields
{
    /** Where the tables are kept that the service told last: when it cannot be asked, nothing that was typed is lost. */
    public const OPTION = 'plan_bridge_fields';

    /** The row in which a post type or role that nobody has named yet can be typed. */
    private const BLANK_ROW = 'new';

    /** What is put away by WordPress itself and nobody writes by hand. */
    private const INTERNAL = ['wp_block', 'wp_template', 'wp_template_part', 'wp_global_styles', 'wp_navigation', 'wp_font_family', 'wp_font_face'];

    private const ARRAYS = ['period', 'prices', 'products', 'limits', 'texts'];

    /** @var array<string, array<string, mixed>> `{path, code, least, most}` by the path of its field */
    public array $problems = [];

    /** @var list<string> fields whose stored value cannot be, so that they show the default */
    public array $unreadable = [];

    /**
     * @param array<string, mixed> $values what the fields show, by name
     * @param array<string, mixed> $value what to save; where there is a problem, what is stored
     * @param list<string> $differences names of the fields in which what was typed is not what is stored
     * @param WP_Error|null $error why the service did not read the form
     */
    private function __construct(
        public readonly array $table,
        public readonly array $values,
        public readonly array $value,
        public readonly array $differences,
        public readonly ?WP_Error $error
    ) {
    }

    /** The tables of fields, limits and types that came with an answer, or the last that did. */
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
     * A form with the service's value, in which what is left out is the field's default; or with what a browser sent, with the
     * slashes that WordPress adds (null where nothing was typed yet).
     */
    public static function of(string $form, array $table, array $stored, ?array $sent = null): self
    {
        $typed = $sent === null ? null : self::arranged($table, wp_unslash($sent));
        $answer = (new Client())->post("/v1/network/{$form}/form", ['value' => $stored, 'typed' => $typed]);
        if (is_wp_error($answer)) {
            return new self($table, $typed ?? self::arranged($table, []), [], [], $answer);
        }
        $fields = new self($table, $typed ?? $answer['shown'], $answer['value'], $answer['differences'], null);
        $fields->note($answer['problems']);
        return $fields;
    }

    /** Puts the service's objections beside their fields; none where the error is about no field. */
    public function object(WP_Error $error): void
    {
        $code = Messages::code($error);
        $this->problems = [];
        $this->note(match ($code) {
            'slug_taken' => [['path' => 'slug', 'code' => $code]],
            'invalid_request' => array_filter((array) (Messages::params($error)['errors'] ?? []), 'is_array'),
            default => [],
        });
    }

    /** Rows for the view `network/fields`: the fields with their words, what they show, and what is wrong by path. */
    public function rows(?string $tab = null, bool $adds = false): array
    {
        $problems = $this->sentences() + array_fill_keys($this->unreadable, Messages::forCode('stored_unreadable'));
        $shown = array_filter($this->table, static fn (array $field): bool => ($tab === null || $field['tab'] === $tab) && (!$adds || $field['adds']));
        return array_values(array_map(fn (array $field): array => $field + self::words($field, $adds) + [
            'id' => self::id($field['name']),
            'input' => preg_replace('/\.([^.]+)/', '[$1]', $field['name']),
            'value' => $this->values[$field['name']],
            'problem' => $problems[$field['name']] ?? '',
            'problems' => $problems,
        ], $shown));
    }

    /** @return array{label: string, help: string, text: string, words: array<string, array{0: string, 1: string}>} words: label and sentence by choice */
    public static function words(array $field, bool $adds): array
    {
        ['name' => $name, 'kind' => $kind] = $field;
        [$fields, $choices, $words] = [Words::table('fields'), Words::table('choices'), []];
        [$label, $help, $text] = (($adds ? $fields["{$name}.adds"] ?? null : null) ?? $fields[$name] ?? [Words::plain($name)]) + ['', '', ''];
        foreach ($field['choices'] as $choice) {
            $words[$choice] = ($choices["{$name}.{$choice}"] ?? [Words::plain($choice)]) + ['', ''];
        }
        $beside = ['number' => Words::of('unit', $field['unit']), 'switch' => $label][$kind] ?? '';
        return ['label' => $label, 'help' => $help, 'text' => $text === '' ? $beside : $text, 'words' => $words];
    }

    /**
     * Rows for the view `network/product-limits`, a number and a tick box each: the single numbers, then a table for each limit with
     * names, with the post types or roles there are.
     *
     * A plan says how much there is, and its tick is "not allowed". What adds to a plan says how much, its tick is "unlimited".
     */
    public function limits(array $limits, bool $adds): array
    {
        $shown = $this->values['limits'] ?? [];
        $numbers = ['caption' => Words::label('limits.numbers'), 'other' => '', 'rows' => []];
        $tables = [];
        foreach ($limits as ['name' => $name, 'of' => $of, 'may_be_refused' => $mayBeRefused]) {
            $fields = (array) ($shown[$name] ?? []);
            if ($of === '') {
                $numbers['rows'][] = self::limit([$name], Words::label("limits.{$name}"), $fields) + ['flaggable' => $adds || $mayBeRefused];
                continue;
            }
            $rows = [];
            foreach (self::labels($of, array_map('strval', array_keys(array_diff_key($fields, [self::BLANK_ROW => 0])))) as $key => $label) {
                $rows[] = self::limit([$name, (string) $key], $label, $fields[$key] ?? []) + ['flaggable' => true, 'key' => (string) $key];
            }
            $blank = $fields[self::BLANK_ROW] ?? [];
            $rows[] = self::limit([$name, self::BLANK_ROW], '', $blank) + ['flaggable' => true, 'typed_key' => self::part($blank, 'key')];
            $tables[] = ['caption' => Words::label("limits.{$name}"), 'other' => Words::label("limits.{$name}.other"), 'rows' => $rows];
        }
        return [$numbers, ...$tables];
    }

    /** Post types with a screen of their own, or roles, in the network's main site, by key; and what the product names already. */
    private static function labels(string $of, array $named): array
    {
        $types = array_diff_key(get_post_types(['show_ui' => true], 'objects'), array_flip(self::INTERNAL));
        $labels = $of === 'post_types'
            ? array_map(static fn (\WP_Post_Type $type): string => $type->labels->name, $types)
            : array_map('translate_user_role', wp_roles()->get_names());
        return $labels + array_combine($named, $named);
    }

    private static function limit(array $path, string $label, mixed $typed): array
    {
        $whole = 'limits.' . implode('.', $path);
        return ['path' => $whole, 'id' => self::id($whole), 'input' => 'limits[' . implode('][', $path) . ']', 'label' => $label,
            'number' => self::part($typed, 'number'), 'flag' => self::part($typed, 'flag') !== ''];
    }

    /** @return array<string, string> what is wrong, by path */
    public function sentences(): array
    {
        return array_map(Messages::problem(...), $this->problems);
    }

    /** Texts by language: of each that the network has, and of others that have one. @return array<string, array{0: string, 1: string}> name and text */
    public static function texts(mixed $texts): array
    {
        $texts = array_map('strval', array_filter((array) $texts, 'is_scalar'));
        $names = (array) get_site_transient('available_translations'); // what WordPress was told last; nobody is asked here
        $found = [];
        foreach (array_unique(['en_US', ...get_available_languages(), ...array_filter(array_keys($texts), 'is_string')]) as $language) {
            $found[$language] = [$language === 'en_US' ? 'English' : self::language($language, $names), $texts[$language] ?? ''];
        }
        return $found;
    }

    /** What a language calls itself: as WordPress was told, or PHP knows; else WordPress' short name of it. */
    private static function language(string $language, array $names): string
    {
        $known = function_exists('locale_get_display_name') ? (string) locale_get_display_name($language, $language) : $language;
        return (string) ($names[$language]['native_name'] ?? mb_convert_case(mb_substr($known, 0, 1), MB_CASE_UPPER) . mb_substr($known, 1));
    }

    public static function id(string $path): string
    {
        return 'pb-' . str_replace(['.', '_'], '-', $path);
    }

    /** One text of several fields that are sent together; '' where there is none. */
    public static function part(mixed $value, string $name): string
    {
        $part = is_array($value) ? $value[$name] ?? '' : '';
        return is_scalar($part) ? trim((string) $part) : '';
    }

    /** What was sent by field, arranged as the value is; whatever is missing or of another shape is empty. */
    private static function arranged(array $table, array $sent): array
    {
        $values = [];
        foreach ($table as $field) {
            $value = array_reduce(explode('.', $field['name']), static fn (mixed $in, string $name): mixed => is_array($in) ? $in[$name] ?? null : null, $sent);
            $isArray = in_array($field['kind'], self::ARRAYS, true);
            $values[$field['name']] = $isArray ? (is_array($value) ? $value : []) : (is_scalar($value) ? (string) $value : '');
        }
        return $values;
    }

    private function note(array $problems): void
    {
        foreach ($problems as $problem) {
            $this->problems[self::place((string) ($problem['path'] ?? ''))] = $problem;
        }
    }

    /** `limits.disk_space.number` is the field `limits.disk_space`, `period.n` is `period`, `features.3` is `features`. */
    private static function place(string $path): string
    {
        $path = (string) preg_replace('/^(limits\..+)\.(?:number|flag)$|\b(period|trial|minimum_term)\.(?:n|unit)$/', '$1$2', $path);
        return (string) preg_replace('/^([^.]+)\.\d+$/', '$1', $path);
    }
}
