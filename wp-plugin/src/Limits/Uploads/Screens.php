<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Format;
use PlanBridge\Limits\Refusal;
use PlanBridge\Plugin;
use PlanBridge\View;

defined('ABSPATH') || exit;

/**
 * What the screens say of the disk space. Where media are uploaded: how large a file may be and why; PHP's settings, the
 * network's largest file (`fileupload_maxk`, 1,500 KB on a new network) and the space that is left stop a file, whichever
 * comes first. Where pictures are edited and cropped (the Media screen's editor, logo, icon, header): UploadLimit holds
 * the limit there; here it is said first, in the words that the screen can show.
 */
final class Screens
{
    /** Sizes that WordPress makes of a site icon instead of the registered ones. */
    private const ICON = [[270, 270], [192, 192], [180, 180], [32, 32]];

    /** Action `wp_ajax_image-editor` before WordPress: `save` and `scale` write a copy, `restore` writes nothing. */
    public function onEdit(): void
    {
        $id = self::number($_POST['postid'] ?? 0);
        $do = $_POST['do'] ?? '';
        if (!in_array($do, ['save', 'scale'], true) || !self::may($id, "image_editor-{$id}", '_ajax_nonce')) {
            return;
        }
        $refusal = self::refusal($id);
        if ($refusal === null) {
            return;
        }
        $message = (object) ['error' => esc_html($refusal->text)];
        if ($do === 'save') {
            wp_send_json_error($message);
        }
        require_once ABSPATH . 'wp-admin/includes/image-edit.php';
        ob_start();
        wp_image_editor($id, $message);
        wp_send_json_error(['message' => $message, 'html' => ob_get_clean()]);
    }

    /** Actions `wp_ajax_crop-image` and `wp_ajax_custom-header-crop` before WordPress. */
    public function onCrop(): void
    {
        $id = self::number($_POST['id'] ?? 0);
        if (!self::may($id, "image_editor-{$id}", 'nonce')) {
            return;
        }
        $crop = is_array($_POST['cropDetails'] ?? null) ? $_POST['cropDetails'] : [];
        $side = static fn (string $name): int => self::number($crop["dst_{$name}"] ?? 0) ?: self::number($crop[$name] ?? 0);
        $context = $_POST['context'] ?? '';
        $isIcon = is_string($context) && str_replace('_', '-', $context) === 'site-icon';
        $refusal = self::refusal($id, $side('width'), $side('height'), $isIcon ? self::ICON : null);
        if ($refusal !== null) {
            wp_send_json_error(['message' => $refusal->text, 'code' => 'plan_bridge_limit_reached']);
        }
    }

    /** Action `wp_enqueue_media`. */
    public function onMedia(): void
    {
        if (UploadLimit::allowedBytes() !== null) {
            wp_enqueue_script('plan-bridge-crop', Plugin::asset('crop.js'), ['jquery', 'media-views'], Plugin::VERSION, true);
            self::tellUploader('wp-plupload');
        }
    }

    private static function refusal(int $id, int $width = 0, int $height = 0, ?array $sizes = null): ?Refusal
    {
        $path = (string) get_attached_file($id);
        UploadLimit::$makesItem = $width > 0; // a crop becomes an item of its own
        return UploadLimit::refusal(0, static fn (float $room): int => Picture::copyOf($path, $room, $width, $height, $sizes));
    }

    /** Whoever may not gets WordPress' own answer and learns no figures. */
    private static function may(int $id, string $action, string $field): bool
    {
        return $id > 0 && current_user_can('edit_post', $id) && check_ajax_referer($action, $field, false) !== false;
    }

    private static function number(mixed $given): int
    {
        return is_scalar($given) ? absint($given) : 0;
    }

    /** Bytes of a file that PHP and the network allow, whatever space is left. */
    private static function serverBytes(): int
    {
        $php = min(wp_convert_hr_to_bytes((string) ini_get('upload_max_filesize')), wp_convert_hr_to_bytes((string) ini_get('post_max_size')));
        return (int) min($php, KB_IN_BYTES * (int) get_site_option('fileupload_maxk', 1500));
    }

    /** Action `post-upload-ui`, under the upload form. */
    public function onForm(): void
    {
        $allowed = UploadLimit::allowedBytes();
        if ($allowed !== null) {
            View::render('limits-largest-file', [
                'largest' => Format::bytes(min(self::serverBytes(), (float) UploadLimit::leftBytes())),
                'allowed' => Format::bytes($allowed),
                'used' => Format::bytes(UploadLimit::usedBytes()),
                'link' => Refusal::link(),
            ]);
        }
    }

    /** Action `upload_ui_over_quota`, below WordPress' words for a full site, which name no way out but to delete. */
    public function onFull(): void
    {
        $allowed = UploadLimit::allowedBytes();
        if ($allowed !== null) {
            $full = Refusal::ofSpace('disk_full_for_unknown', $allowed, UploadLimit::usedBytes());
            View::render('limits-full-disk', ['text' => $full->text . ' ' . Refusal::way(), 'link' => Refusal::link()]);
        }
    }

    /** Action `admin_enqueue_scripts`, late, where the screen to add media has its uploader. */
    public function onEnqueue(): void
    {
        self::tellUploader('plupload-handlers');
    }

    /**
     * An uploader refuses a large file itself, with WordPress' words; where the plan's space is what stops it, with ours. What is
     * used is measured for this, so it is asked on no page without an uploader.
     */
    private static function tellUploader(string $script): void
    {
        $allowed = UploadLimit::allowedBytes();
        if ($allowed === null || UploadLimit::leftBytes() >= self::serverBytes()) {
            return;
        }
        /* translators: 1: stays as it is: the name of a file, 2: disk space such as "5 MB", 3: disk space that is used */
        $words = __('%1$s does not fit. Your plan allows %2$s of disk space; %3$s are used.', 'plan-bridge');
        $text = sprintf($words, '%s', Format::bytes($allowed), Format::bytes(UploadLimit::usedBytes()));
        wp_add_inline_script($script, sprintf('window.pluploadL10n && ( pluploadL10n.file_exceeds_size_limit = %s );', wp_json_encode($text)), 'before');
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
