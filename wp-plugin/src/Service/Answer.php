<?php

declare(strict_types=1);

namespace PlanBridge\Service;

use WP_Error;

defined('ABSPATH') || exit;

/** Makes of what WordPress' HTTP functions return either the decoded answer or an error with a stable code. */
final class Answer
{
    /**
     * @param array<string, mixed>|WP_Error $response of wp_remote_request
     * @param string $path of the request, with its query: what it is answered with is described for each route
     */
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
        if (is_array($body) && is_string($body['code'] ?? null) && $body['code'] !== '') {
            Client::answered();
            return self::problem($status, $body);
        }
        return self::missing($method, "HTTP {$status}");
    }

    /**
     * The answer where it is one that the pages can rely on. Where it is not, a write may have been carried out: then
     * nobody knows, and nobody may claim that nothing changed.
     */
    private static function understood(string $method, string $path, array $body, mixed $spoken): array|WP_Error
    {
        $isOfOther = is_string($spoken) && $spoken !== '' && $spoken !== (string) Client::INTERFACE;
        $fault = $isOfOther ? 'interface' : Shape::fault($method, $path, $body);
        if ($fault === null) {
            return $body;
        }
        if ($method !== 'GET') {
            return self::error('no_answer', 0, ['cause' => "answer: {$fault}"]);
        }
        return $isOfOther
            ? self::error('version_mismatch', 0, ['plugin' => (string) Client::INTERFACE, 'service' => $spoken])
            : self::error('answer_unreadable', 0, ['cause' => "answer: {$fault}"]);
    }

    public static function error(string $code, int $status = 0, array $params = [], string $title = ''): WP_Error
    {
        $data = ['status' => $status, 'params' => $params, 'title' => $title];
        return new WP_Error("plan_bridge_{$code}", $title !== '' ? $title : $code, $data);
    }

    /** @param array<string, mixed> $body problem+json, RFC 9457 */
    private static function problem(int $status, array $body): WP_Error
    {
        $params = is_array($body['params'] ?? null) ? $body['params'] : [];
        return self::error($body['code'], $status, $params, is_string($body['title'] ?? null) ? $body['title'] : '');
    }

    /** A read that got no answer changed nothing; a write changed nothing only where it certainly did not leave. */
    private static function missing(string $method, string $cause): WP_Error
    {
        if (self::tookItsTime($cause)) {
            Client::timedOut();
        }
        $left = $method !== 'GET' && !self::neverLeft($cause);
        return self::error($left ? 'no_answer' : 'unreachable', 0, ['cause' => $cause]);
    }

    /** Whether somebody waited: a refused connection is told at once, and the next page may ask again. */
    private static function tookItsTime(string $cause): bool
    {
        return preg_match('/cURL error 28:|timed? ?out/i', $cause) === 1;
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
}
