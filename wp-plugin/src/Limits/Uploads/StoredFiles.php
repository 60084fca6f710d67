<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

defined('ABSPATH') || exit;

/**
 * Every file that WordPress stores among a site's uploads: forms of wp-admin and of the front end, async-upload,
 * sideloads by code, XML-RPC and `wp_upload_bits()`.
 *
 * WordPress' own check sits in wp-admin only, and asks the others "already over?" at most. Ours comes first, so that
 * the sentence that names the limit is the one that is read.
 */
final class StoredFiles
{
    /**
     * Filters `wp_handle_upload_prefilter` and `wp_handle_sideload_prefilter`.
     *
     * @param mixed $file an entry of $_FILES; a text in `error` refuses it
     */
    public function onFile(mixed $file): mixed
    {
        if (!is_array($file) || !empty($file['error'])) {
            return $file;
        }
        $path = (string) ($file['tmp_name'] ?? '');
        $bytes = is_file($path) ? (int) filesize($path) : (int) ($file['size'] ?? 0);
        $refusal = UploadGate::refusal($bytes, static fn (float $room): int => Picture::sizesOf($path, $room));
        if ($refusal !== null) {
            $file['error'] = $refusal->text;
        }
        return $file;
    }

    /** Filter `wp_upload_bits`: a text instead of the bits refuses them. */
    public function onBits(mixed $bits): mixed
    {
        if (!is_array($bits)) {
            return $bits;
        }
        $file = (string) ($bits['bits'] ?? '');
        $more = static fn (float $room): int => Picture::sizesOfBits($file, $room);
        return UploadGate::refusal(strlen($file), $more)?->text ?? $bits;
    }

    /** Filter `wp_handle_upload`: the file lies in its place, the next one may be measured. */
    public function onStored(mixed $stored): mixed
    {
        UploadGate::done();
        return $stored;
    }
}
