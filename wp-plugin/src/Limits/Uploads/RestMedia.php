<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Words;
use WP_Error;
use WP_REST_Attachments_Controller;
use WP_REST_Request;

defined('ABSPATH') || exit;

/**
 * Media over REST: a file, its bytes as the body, the edit of an image (a new file, which WordPress never checks), and
 * since WordPress 7.1 a sub-size made by the browser (`sideload`) and an address to fetch (`url`).
 */
final class RestMedia
{
    /** The methods of WordPress' controller that store a file. */
    private const STORING = ['create_item', 'edit_media_item', 'sideload_item'];

    /** WordPress' own words for a full site, found only after an address was fetched. */
    private const CORE_CODES = ['rest_upload_limited_space', 'rest_upload_user_quota_exceeded'];

    /** Filter `rest_request_before_callbacks`. Who may not upload gets WordPress' own answer and learns no figures. */
    public function onRequest(mixed $response, mixed $handler, mixed $request): mixed
    {
        $method = self::storing($handler);
        if ($method === null || !$request instanceof WP_REST_Request || is_wp_error($response) || !current_user_can('upload_files')) {
            return $response;
        }
        UploadLimit::$makesItem = $method !== 'sideload_item';
        $refusal = self::refusal($method, $request);
        return $refusal === null ? $response : $refusal->error();
    }

    /** WordPress' codes, with HTTP 500, for whatever refused a file that it was about to store. */
    private const CORE_STOPPED = ['rest_upload_unknown_error', 'rest_upload_sideload_error'];

    /** Filter `rest_request_after_callbacks`: our answer where the file itself, or one that was fetched, is too large. */
    public function onResponse(mixed $response): mixed
    {
        $stopped = is_wp_error($response) && in_array($response->get_error_code(), self::CORE_STOPPED, true);
        if ($stopped && UploadLimit::$refused !== null) {
            return UploadLimit::$refused->error();
        }
        if (!is_wp_error($response) || !in_array($response->get_error_code(), self::CORE_CODES, true)) {
            return $response;
        }
        $allowed = UploadLimit::allowedBytes();
        return $allowed === null ? $response : self::tooLarge($allowed);
    }

    /** Told by who answers, not by the address: WordPress matches addresses without regard to letter case. */
    private static function storing(mixed $handler): ?string
    {
        $callback = is_array($handler) ? $handler['callback'] ?? null : null;
        $isMedia = is_array($callback) && ($callback[0] ?? null) instanceof WP_REST_Attachments_Controller;
        return $isMedia && in_array($callback[1] ?? '', self::STORING, true) ? (string) $callback[1] : null;
    }

    private static function refusal(string $method, WP_REST_Request $request): ?Refusal
    {
        if ($method === 'edit_media_item') {
            $path = (string) get_attached_file((int) $request['id']);
            $bytes = is_file($path) ? (int) filesize($path) : 0;
            $more = static fn (float $room): int => max(0, Picture::copyOf($path, $room + $bytes) - $bytes);
            return UploadLimit::refusal($bytes, $more);
        }
        $files = $request->get_file_params();
        if ($files !== []) {
            $path = (string) ($files['file']['tmp_name'] ?? '');
            return UploadLimit::refusal((int) ($files['file']['size'] ?? 0), self::made($method, $path));
        }
        $isFetched = is_string($request['url']) && $request['url'] !== '';
        return UploadLimit::refusal($isFetched ? null : strlen((string) $request->get_body()));
    }

    /** What is sent as the body is measured with its smaller sizes when it lies in a file, see UploadLimit. */
    private static function made(string $method, string $path): ?callable
    {
        return $method === 'create_item' ? static fn (float $room): int => Picture::sizesOf($path, $room) : null;
    }

    private static function tooLarge(float $allowed): WP_Error
    {
        $text = Words::disk($allowed, UploadLimit::usedBytes(), null);
        return (new Refusal('disk_space', $text))->error();
    }
}
