<?php

declare(strict_types=1);

namespace PlanBridge\Service;

use WP_REST_Request;
use WP_REST_Response;

defined('ABSPATH') || exit;

/**
 * Where a payment provider calls a network whose service has no public address: what it sent goes on to the service as it
 * came, byte for byte, with its signature and the time of its arrival (a signature is good for minutes). Nothing here reads
 * it, and nothing here believes it: the service verifies it.
 *
 * The provider gets the service's own status, so that it repeats what the service has not taken; 503 where nobody answered.
 */
final class Webhooks
{
    private const SPACE = 'plan-bridge/v1';

    private const ROUTE = '/webhooks/(?P<gateway>[a-z][a-z0-9_-]{0,31})';

    /** An event of a provider has a few kilobytes; what is longer is none. */
    public const LONGEST_BODY_BYTES = 262144;

    public static function register(): void
    {
        if (is_main_site()) {
            register_rest_route(self::SPACE, self::ROUTE, [
                'methods' => 'POST',
                'permission_callback' => '__return_true', // a provider has no account here; its signature is the service's to check
                'callback' => static fn (WP_REST_Request $request): WP_REST_Response => self::forward($request),
            ]);
        }
    }

    /** Filter `rest_pre_dispatch`: WordPress would read the body as JSON and refuse what it cannot; here it is bytes. */
    public static function onRest(mixed $result, mixed $server, WP_REST_Request $request): mixed
    {
        if (str_starts_with($request->get_route(), '/' . self::SPACE . '/webhooks/')) {
            $request->set_header('Content-Type', 'application/octet-stream');
        }
        return $result;
    }

    public static function forward(WP_REST_Request $request): WP_REST_Response
    {
        $arrived = Token::now();
        $body = (string) $request->get_body();
        $signatures = self::signatures($request);
        $status = match (true) {
            strlen($body) > self::LONGEST_BODY_BYTES => 413,
            $body === '' || $signatures === [] => 400,
            default => (new Client(system: true))->forward("/v1/webhooks/{$request['gateway']}?arrived={$arrived}", $body, $signatures),
        };
        return new WP_REST_Response(null, $status, ['Cache-Control' => 'no-store']);
    }

    /** @return array<string, string> the headers that carry a signature, such as Stripe-Signature */
    private static function signatures(WP_REST_Request $request): array
    {
        $found = [];
        foreach ($request->get_headers() as $name => $values) { // WordPress writes their names with underscores
            if (str_ends_with($name, 'signature')) {
                $found[str_replace('_', '-', $name)] = (string) ($values[0] ?? '');
            }
        }
        return $found;
    }
}
