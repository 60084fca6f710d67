<?php

declare(strict_types=1);

namespace PlanBridge\Service;

use WP_Error;

defined('ABSPATH') || exit;

/**
 * Makes of what WordPress' HTTP functions return either the decoded answer or an error with a stable code.
 *
 * An answer has the shape that the pages rely on: the service's own description of it, in answers.json. That is checked
 * once, here, so that no page asks whether a key is there. More keys are allowed: a newer service may say more.
 */
final class Answer
{
    private const DESCRIPTION = __DIR__ . '/answers.json';

    private static ?array $description = null;

    /** Reads what wp_remote_request answered; what is right for the path (with its query) is described for each route. */
    public static function read(string $method, array|WP_Error $response, string $path = ''): array|WP_Error
    {
        if (is_wp_error($response)) {
            return self::missing($method, $response->get_error_message());
        }
        $status = (int) wp_remote_retrieve_response_code($response);
        $body = json_decode((string) wp_remote_retrieve_body($response), true);
        if ($status >= 200 && $status < 300 && is_array($body)) {
            Client::answered();
            return self::understood($method, $path, $body, wp_remote_retrieve_header($response, strtolower(Client::INTERFACE_HEADER)));
        }
        if (is_array($body) && is_string($body['code'] ?? null) && $body['code'] !== '') { // problem+json, RFC 9457
            Client::answered();
            $params = is_array($body['params'] ?? null) ? $body['params'] : [];
            return self::error($body['code'], $status, $params, is_string($body['title'] ?? null) ? $body['title'] : '');
        }
        return self::missing($method, "HTTP {$status}");
    }

    /** Reads an answer that is a PDF; any other is the error that it says. */
    public static function file(string $method, array|WP_Error $response, string $path = ''): string|WP_Error
    {
        $body = is_wp_error($response) ? '' : (string) wp_remote_retrieve_body($response);
        if (!is_wp_error($response) && (int) wp_remote_retrieve_response_code($response) === 200 && str_starts_with($body, '%PDF-')) {
            Client::answered();
            return $body;
        }
        $answer = self::read($method, $response, $path);
        return is_wp_error($answer) ? $answer : self::error('answer_unreadable', 0, ['cause' => 'answer: no PDF']);
    }

    public static function error(string $code, int $status = 0, array $params = [], string $title = ''): WP_Error
    {
        $data = ['status' => $status, 'params' => $params, 'title' => $title];
        return new WP_Error("plan_bridge_{$code}", $title !== '' ? $title : $code, $data);
    }

    /**
     * The answer where it is one that the pages can rely on. Where it is not, a write may have been carried out: then
     * nobody knows, and nobody may claim that nothing changed.
     */
    private static function understood(string $method, string $path, array $body, mixed $spoken): array|WP_Error
    {
        $isOfOther = is_string($spoken) && $spoken !== '' && $spoken !== (string) Client::INTERFACE;
        $fault = $isOfOther ? 'interface' : self::fault($method, $path, $body);
        return match (true) {
            $fault === null => $body,
            $method !== 'GET' => self::error('no_answer', 0, ['cause' => "answer: {$fault}"]),
            $isOfOther => self::error('version_mismatch', 0, ['plugin' => (string) Client::INTERFACE, 'service' => $spoken]),
            default => self::error('answer_unreadable', 0, ['cause' => "answer: {$fault}"]),
        };
    }

    /** A read that got no answer changed nothing; a write changed nothing only where it certainly did not leave. */
    private static function missing(string $method, string $cause): WP_Error
    {
        if (preg_match('/cURL error 28:|timed? ?out/i', $cause) === 1) { // a refused connection is told at once
            Client::timedOut();
        }
        $left = $method !== 'GET' && !self::neverLeft($cause);
        return self::error($left ? 'no_answer' : 'unreachable', 0, ['cause' => $cause]);
    }

    /**
     * Whether the connection itself failed: cURL's codes for name, connect, TLS and certificate errors, the words of
     * its connect time-out, and the words of PHP's stream transport.
     */
    private static function neverLeft(string $cause): bool
    {
        return preg_match(
            '/cURL error (5|6|7|35|58|60|77):|cURL error 28: (Failed to connect|Connection timed? ?out|Connection timeout'
            . '|Resolving timed out|SSL connection timeout)|stream_socket_client\(\)|User has blocked requests/i',
            $cause
        ) === 1;
    }

    public static function description(): array
    {
        return self::$description ??= json_decode((string) file_get_contents(self::DESCRIPTION), true, 512, JSON_THROW_ON_ERROR);
    }

    /**
     * Where an answer is not as described: the path of the first such place, such as `membership.plan`; null where it
     * is, or where the route is described nowhere.
     */
    public static function fault(string $method, string $path, mixed $answer): ?string
    {
        $asked = $method . ' ' . explode('?', $path, 2)[0];
        foreach ([$asked => self::description()['routes'][$asked] ?? null] + self::description()['routes'] as $route => $name) {
            $pattern = preg_replace('/\\\\\{[a-z_]+\\\\\}/', '[^/]+', preg_quote($route, '#'));
            if ($name !== null && preg_match("#\\A{$pattern}\\z#", $asked) === 1) {
                return self::faultIn(['$ref' => $name], $answer, '');
            }
        }
        return null;
    }

    private static function faultIn(array $shape, mixed $value, string $place): ?string
    {
        $shape = isset($shape['$ref']) ? self::description()['shapes'][$shape['$ref']] : $shape;
        if (isset($shape['anyOf'])) {
            $faults = array_map(static fn (array $one): ?string => self::faultIn($one, $value, $place), $shape['anyOf']);
            usort($faults, static fn (?string $one, ?string $other): int => strlen((string) $other) <=> strlen((string) $one));
            return in_array(null, $faults, true) ? null : $faults[0]; // the deepest is that of the shape that was meant
        }
        if (!self::isOfType($shape['type'] ?? '', $value) || !self::isAmong($shape, $value)) {
            return $place === '' ? '.' : $place;
        }
        foreach (is_array($value) ? self::parts($shape, $value) : [] as $key => $part) {
            $at = ltrim("{$place}.{$key}", '.');
            $fault = array_key_exists($key, $value) ? self::faultIn($part, $value[$key], $at) : $at;
            if ($fault !== null) {
                return $fault;
            }
        }
        return null;
    }

    /** @return array<array-key, array<string, mixed>> the shape of each part that is there or has to be */
    private static function parts(array $shape, array $value): array
    {
        if (($shape['type'] ?? '') === 'array') {
            return array_fill_keys(array_keys($value), $shape['items'] ?? []);
        }
        $known = $shape['properties'] ?? [];
        $required = array_fill_keys($shape['required'] ?? [], []);
        $others = $shape['additionalProperties'] ?? [];
        return array_replace($required, array_intersect_key($known, $value + $required))
            + array_fill_keys(array_keys(array_diff_key($value, $known)), is_array($others) ? $others : []);
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
        $isWritten = !isset($shape['pattern']) || !is_string($value) || preg_match("#{$shape['pattern']}#u", $value) === 1;
        return $isWritten && (!isset($shape['enum']) || in_array($value, $shape['enum'], true));
    }
}
