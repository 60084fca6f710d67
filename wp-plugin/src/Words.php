<?php

declare(strict_types=1);

namespace PlanBridge;

defined('ABSPATH') || exit;

/**
 * Reads the tables of words/: what codes and names are called, in the reader's language.
 *
 * A table is a function that is called at each use, never its result kept: what WordPress was switched to a moment ago holds.
 */
final class Words
{
    /** @var array<string, callable(): array<string, mixed>> by name of the file */
    private static array $tables = [];

    /** @return array<string, mixed> words/<name>.php */
    public static function table(string $name): array
    {
        return (self::$tables[$name] ??= require dirname(__DIR__) . "/words/{$name}.php")();
    }

    /** The words for one of the service's short names, by what it names; the name itself where it has none. */
    public static function of(string $what, string $name): string
    {
        return self::table('names')[$what][$name] ?? $name;
    }

    /** The label of a field, a screen, a tab, a limit or its table, where a message or heading names it. */
    public static function label(string $name): string
    {
        return self::table('headings')[$name] ?? self::table('fields')[$name][0] ?? self::plain((string) preg_replace('/^(?:limits|tab|add)\./', '', $name));
    }

    /** What stands in for the words of a field or choice that has none: its name. */
    public static function plain(string $name): string
    {
        return ucfirst(str_replace(['_', '.'], ' ', $name));
    }
}
