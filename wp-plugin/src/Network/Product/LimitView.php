<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Network\Limits\EntryModule;
use PlanBridge\Network\Limits\NumberModule;

defined('ABSPATH') || exit;

/** Gathers the rows of the Limits tab with what their fields show. */
final class LimitView
{
    /** @return array{readable: bool, numbers: list<array>, post_types: list<array>, users: list<array>, kept: array<string, string>} */
    public static function of(Form $form, bool $adds): array
    {
        $stored = (array) ($form->stored['limitations'] ?? []);
        $fields = (array) $form->values['limits'];
        $named = static fn (string $module): array => array_values(array_unique([
            ...EntryModule::keys($stored, $module),
            ...self::typedKeys((array) ($fields[$module] ?? [])),
        ]));
        return [
            'readable' => !array_key_exists('limitations', $form->stored) || $form->stored['limitations'] !== null,
            'numbers' => self::numbers($fields, $adds),
            'post_types' => self::entries(LimitRows::postTypes($named('post_types')), 'post_types', $fields),
            'users' => self::entries(LimitRows::roles($named('users')), 'users', $fields),
            'kept' => LimitRows::kept($stored),
        ];
    }

    /**
     * @param array<string, mixed> $limits what `of()` gathered
     * @return array<string, string> labels by path, for messages that name a row
     */
    public static function labels(array $limits): array
    {
        return array_column([...$limits['numbers'], ...$limits['post_types'], ...$limits['users']], 'label', 'path');
    }

    /**
     * @param array<string, mixed> $typed
     * @return list<string> rows of the form that are no blank row
     */
    private static function typedKeys(array $typed): array
    {
        $keys = array_map('strval', array_keys($typed));
        return array_values(array_filter($keys, static fn (string $key): bool => $key !== LimitFields::BLANK_ROW));
    }

    /**
     * @param array<string, mixed> $fields
     * @return list<array<string, mixed>>
     */
    private static function numbers(array $fields, bool $adds): array
    {
        $rows = [];
        foreach (LimitRows::numbers() as $module => $label) {
            $rows[] = self::row("limits.{$module}", "limits[{$module}]", $label, $fields[$module] ?? []) + [
                'flaggable' => $adds || NumberModule::canBeRefused($module),
            ];
        }
        return $rows;
    }

    /**
     * @param array<string, string> $labels
     * @param array<string, mixed> $fields
     * @return list<array<string, mixed>>
     */
    private static function entries(array $labels, string $module, array $fields): array
    {
        $rows = [];
        foreach ($labels as $key => $label) {
            $rows[] = self::row("limits.{$module}.{$key}", "limits[{$module}][{$key}]", $label, $fields[$module][$key] ?? []) + [
                'flaggable' => true,
                'key' => (string) $key,
            ];
        }
        $blank = LimitFields::BLANK_ROW;
        $typed = (array) ($fields[$module][$blank] ?? []);
        $rows[] = self::row("limits.{$module}.{$blank}", "limits[{$module}][{$blank}]", '', $typed) + [
            'flaggable' => true,
            'typed_key' => (string) ($typed['key'] ?? ''),
        ];
        return $rows;
    }

    /** @return array{path: string, name: string, label: string, number: string, flag: bool} */
    private static function row(string $path, string $name, string $label, mixed $typed): array
    {
        return [
            'path' => $path,
            'name' => $name,
            'label' => $label,
            'number' => is_array($typed) ? (string) ($typed['number'] ?? '') : '',
            'flag' => is_array($typed) && !empty($typed['flag']),
        ];
    }
}
