<?php

declare(strict_types=1);

namespace PlanBridge\Tests;

use PlanBridge\Service\Answer;

/** Answers of the service as they are described: a test says what it is about, the rest is filled in. */
final class WholeAnswer
{
    private const TEXTS = ['x', '1', 'SEK', '0.00', '2025-02-01T00:00:00Z', '00000000000000000000000000000000'];

    /**
     * @param array<string, mixed> $said
     * @return array<string, mixed> the same with every key that the route's answer has to have
     */
    public static function of(string $method, string $path, array $said = []): array
    {
        $route = self::route("{$method} " . explode('?', $path, 2)[0]);
        return $route === null ? $said : self::filled(['$ref' => Answer::description()['routes'][$route]], $said);
    }

    private static function route(string $asked): ?string
    {
        foreach (array_keys(Answer::description()['routes']) as $route) {
            $pattern = preg_replace('/\\\\\{[a-z_]+\\\\\}/', '[^/]+', preg_quote($route, '#'));
            if ($route === $asked || (!isset(Answer::description()['routes'][$asked]) && preg_match("#\\A{$pattern}\\z#", $asked) === 1)) {
                return $route;
            }
        }
        return null;
    }

    /** @param array<string, mixed> $shape */
    private static function filled(array $shape, mixed $said): mixed
    {
        $shape = isset($shape['$ref']) ? Answer::description()['shapes'][$shape['$ref']] : $shape;
        foreach ($shape['anyOf'] ?? [] as $one) {
            $one = isset($one['$ref']) ? Answer::description()['shapes'][$one['$ref']] : $one;
            if (is_array($said) && in_array($one['type'] ?? '', ['object', 'array'], true)) {
                return self::filled($one, $said);
            }
        }
        if (!is_array($said) || isset($shape['anyOf'])) {
            return $said;
        }
        if (isset($shape['items'])) {
            return array_map(static fn (mixed $item): mixed => self::filled($shape['items'], $item), $said);
        }
        foreach ($shape['required'] ?? [] as $key) {
            $inner = $shape['properties'][$key];
            $said[$key] = array_key_exists($key, $said) ? self::filled($inner, $said[$key]) : self::least($inner);
        }
        return $said;
    }

    /** @param array<string, mixed> $shape @return mixed the least that a shape allows */
    public static function least(array $shape, bool $full = false): mixed
    {
        $shape = isset($shape['$ref']) ? Answer::description()['shapes'][$shape['$ref']] : $shape;
        if (isset($shape['anyOf'])) {
            $types = array_column($shape['anyOf'], 'type');
            return in_array('null', $types, true) && !$full ? null : self::least($shape['anyOf'][0], $full);
        }
        return match ($shape['type'] ?? '') {
            'object' => array_map(static fn (array $inner): mixed => self::least($inner, $full), $shape['properties'] ?? []),
            'array' => $full ? [self::least($shape['items'] ?? [], $full)] : [],
            'integer', 'number' => $shape['enum'][0] ?? $shape['const'] ?? 0,
            'boolean' => $shape['enum'][0] ?? $shape['const'] ?? false,
            'null' => null,
            default => self::text($shape),
        };
    }

    /** @param array<string, mixed> $shape */
    private static function text(array $shape): string
    {
        $fits = static fn (string $text): bool => preg_match('#' . ($shape['pattern'] ?? '') . '#', $text) === 1;
        return $shape['enum'][0] ?? $shape['const'] ?? array_values(array_filter(self::TEXTS, $fits))[0];
    }
}
