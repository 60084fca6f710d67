<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Limits\Words;
use PlanBridge\View;

defined('ABSPATH') || exit;

/**
 * Tells where media are uploaded how large a file may be, and why: PHP's settings, the network's largest file
 * (`fileupload_maxk`, 1,500 KB on a new network) and the space that is left stop a file, whichever comes first.
 */
final class LargestFile
{
    /** Bytes that a single file may have now: the least of PHP's, the network's and what is left of the plan's. */
    public static function bytes(): int
    {
        return (int) min(self::serverBytes(), UploadLimit::leftBytes() ?? INF);
    }

    /** What PHP and the network allow, whatever space is left. */
    public static function serverBytes(): int
    {
        $php = min(wp_convert_hr_to_bytes((string) ini_get('upload_max_filesize')), wp_convert_hr_to_bytes((string) ini_get('post_max_size')));
        return (int) min($php, KB_IN_BYTES * (int) get_site_option('fileupload_maxk', 1500));
    }

    /** Action `post-upload-ui`, under the upload form. */
    public function show(): void
    {
        $allowed = UploadLimit::allowedBytes();
        if ($allowed === null) {
            return;
        }
        View::render('limits-largest-file', [
            'largest' => Words::size(self::bytes()),
            'allowed' => Words::size($allowed),
            'used' => Words::size(UploadLimit::usedBytes()),
        ]);
    }

    /**
     * Action `admin_enqueue_scripts`, late: the uploader refuses a large file itself, with WordPress' words; where
     * the plan's space is what stops it, with ours.
     */
    public function onEnqueue(): void
    {
        $allowed = UploadLimit::allowedBytes();
        if ($allowed === null || UploadLimit::leftBytes() >= self::serverBytes()) {
            return;
        }
        /* translators: 1: stays as it is: the name of a file, 2: disk space such as "5 MB", 3: disk space that is used */
        $words = __('%1$s does not fit. Your plan allows %2$s of disk space; %3$s are used.', 'plan-bridge');
        $text = sprintf($words, '%s', Words::size($allowed), Words::size(UploadLimit::usedBytes()));
        $script = sprintf('window.pluploadL10n && ( pluploadL10n.file_exceeds_size_limit = %s );', wp_json_encode($text));
        wp_add_inline_script('wp-plupload', $script, 'before');
        wp_add_inline_script('plupload-handlers', $script, 'before');
    }

    /**
     * Filter `block_editor_settings_all`: the block editor sends what the server could take, so that the answer is
     * ours and names the plan's limit.
     */
    public function onEditor(array $settings): array
    {
        if (UploadLimit::allowedBytes() !== null) {
            $settings['maxUploadFileSize'] = self::serverBytes();
        }
        return $settings;
    }
}
