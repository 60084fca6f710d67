<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/**
 * Whether an answer has the shape that the pages rely on: the service's own description of it, in answers.json.
 *
 * Checked once, where an answer arrives, so that no page asks whether a key is there. More keys than those are allowed:
 * a newer service may say more.
 */
final class Shape
{
    private const FILE = __DIR__ . '/answers.json';

    /** @var array{routes: array<string, string>, shapes: array<string, array<string, mixed>>}|null */
    private static ?array $description = null;

    /**
     * Where an answer is not as described: the path of the first such place, such as `membership.plan`; null where it
     * is, or where the route is described nowhere.
     *
     * @param string $path of the request, with its query
     */
    public static function fault(string $method, string $path, mixed $answer): ?string
    {
        $name = self::nameFor($method, explode('?', $path, 2)[0]);
        return $name === null ? null : self::faultIn(['$ref' => $name], $answer, '');
    }

    /** @return array{routes: array<string, string>, shapes: array<string, array<string, mixed>>} */
    public static function description(): array
    {
        return self::$description ??= json_decode((string) file_get_contents(self::FILE), true, 512, JSON_THROW_ON_ERROR);
    }

    private static function nameFor(string $method, string $path): ?string
    {
        $routes = self::description()['routes'];
        if (isset($routes["{$method} {$path}"])) {
            return $routes["{$method} {$path}"];
        }
        foreach ($routes as $route => $name) {
            $pattern = preg_replace('/\\\\\{[a-z_]+\\\\\}/', '[^/]+', preg_quote($route, '#'));
            if (preg_match("#\\A{$pattern}\\z#", "{$method} {$path}") === 1) {
                return $name;
            }
        }
        return null;
    }

    private static function faultIn(array $shape, mixed $value, string $place): ?string
    {
        if (isset($shape['$ref'])) {
            $shape = self::description()['shapes'][$shape['$ref']];
        }
        if (isset($shape['anyOf'])) {
            return self::faultInAny($shape['anyOf'], $value, $place);
        }
        if (!self::isOfType($shape['type'] ?? '', $value) || !self::isAmong($shape, $value)) {
            return $place === '' ? '.' : $place;
        }
        if (!is_array($value)) {
            return null;
        }
        return ($shape['type'] ?? '') === 'array'
            ? self::faultInItems($shape['items'] ?? [], $value, $place)
            : self::faultInKeys($shape, $value, $place);
    }

    /** @param list<array<string, mixed>> $shapes */
    private static function faultInAny(array $shapes, mixed $value, string $place): ?string
    {
        $first = null;
        foreach ($shapes as $shape) {
            $fault = self::faultIn($shape, $value, $place);
            if ($fault === null) {
                return null;
            }
            $first = $first === null || strlen($fault) > strlen($first) ? $fault : $first;
        }
        return $first;
    }

    private static function faultInItems(array $shape, array $value, string $place): ?string
    {
        foreach ($value as $key => $item) {
            $fault = self::faultIn($shape, $item, ltrim("{$place}.{$key}", '.'));
            if ($fault !== null) {
                return $fault;
            }
        }
        return null;
    }

    private static function faultInKeys(array $shape, array $value, string $place): ?string
    {
        foreach ($shape['required'] ?? [] as $key) {
            if (!array_key_exists($key, $value)) {
                return ltrim("{$place}.{$key}", '.');
            }
        }
        foreach ($shape['properties'] ?? [] as $key => $inner) {
            $fault = array_key_exists($key, $value) ? self::faultIn($inner, $value[$key], ltrim("{$place}.{$key}", '.')) : null;
            if ($fault !== null) {
                return $fault;
            }
        }
        $others = $shape['additionalProperties'] ?? null;
        return is_array($others) ? self::faultInItems($others, array_diff_key($value, $shape['properties'] ?? []), $place) : null;
    }

    /** An empty object of JSON is an empty array here, as an empty list is. */
    private static function isOfType(string $type, mixed $value): bool
    {
        return match ($type) {
            'object' => is_array($value) && ($value === [] || !array_is_list($value)),
            'array' => is_array($value) && array_is_list($value),
            'string' => is_string($value),
            'integer' => is_int($value),
            'number' => is_int($value) || is_float($value),
            'boolean' => is_bool($value),
            'null' => $value === null,
            default => true,
        };
    }

    private static function isAmong(array $shape, mixed $value): bool
    {
        if (isset($shape['pattern']) && is_string($value) && preg_match('#' . str_replace('#', '\#', $shape['pattern']) . '#u', $value) !== 1) {
            return false;
        }
        $allowed = $shape['enum'] ?? (array_key_exists('const', $shape) ? [$shape['const']] : null);
        return $allowed === null || in_array($value, $allowed, true);
    }
}
