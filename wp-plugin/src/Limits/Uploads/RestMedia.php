<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Words;
use WP_Error;
use WP_REST_Request;

defined('ABSPATH') || exit;

/**
 * Media over REST: a file, its bytes as the body, the edit of an image (a new file, which WordPress never checks), and
 * since WordPress 7.1 a sub-size made by the browser (`sideload`) and an address to fetch (`url`).
 */
final class RestMedia
{
    private const CREATE = '#^/wp/v2/media/?$#';
    private const ADD_TO = '#^/wp/v2/media/(\d+)/(edit|sideload)/?$#';

    /** WordPress' own words for a full site, found only after an address was fetched. */
    private const CORE_CODES = ['rest_upload_limited_space', 'rest_upload_user_quota_exceeded'];

    /** Filter `rest_request_before_callbacks`. Who may not upload gets WordPress' own answer and learns no figures. */
    public function onRequest(mixed $response, mixed $handler, mixed $request): mixed
    {
        $ours = $request instanceof WP_REST_Request && $request->get_method() === 'POST' && self::isUpload($request);
        if (!$ours || is_wp_error($response) || !current_user_can('upload_files')) {
            return $response;
        }
        UploadGate::$makesItem = !str_contains($request->get_route(), '/sideload');
        $refusal = self::refusal($request);
        return $refusal === null ? $response : $refusal->error();
    }

    /** Filter `rest_request_after_callbacks`: our sentence where WordPress found the fetched file too large. */
    public function onResponse(mixed $response): mixed
    {
        if (!is_wp_error($response) || !in_array($response->get_error_code(), self::CORE_CODES, true)) {
            return $response;
        }
        $allowed = DiskSpace::allowedBytes();
        return $allowed === null ? $response : self::tooLarge($allowed);
    }

    private static function isUpload(WP_REST_Request $request): bool
    {
        $route = $request->get_route();
        return preg_match(self::CREATE, $route) === 1 || preg_match(self::ADD_TO, $route) === 1;
    }

    private static function refusal(WP_REST_Request $request): ?Refusal
    {
        $isFetched = is_string($request['url']) && $request['url'] !== '' && $request->get_file_params() === [];
        return UploadGate::refusal($isFetched ? null : self::bytes($request));
    }

    /** Bytes that will be stored. An edited image is measured by the one it is made of. */
    private static function bytes(WP_REST_Request $request): int
    {
        if (preg_match(self::ADD_TO, $request->get_route(), $found) === 1 && $found[2] === 'edit') {
            $path = (string) get_attached_file((int) $found[1]);
            return is_file($path) ? (int) filesize($path) : 0;
        }
        $files = $request->get_file_params();
        return $files === [] ? strlen((string) $request->get_body()) : (int) ($files['file']['size'] ?? 0);
    }

    private static function tooLarge(float $allowed): WP_Error
    {
        $text = Words::disk($allowed, DiskSpace::usedBytes(), null);
        return (new Refusal('disk_space', $text))->error();
    }
}
