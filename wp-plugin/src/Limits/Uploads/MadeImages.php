<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use WP_Error;
use WP_Image_Editor;
use WP_Image_Editor_GD;
use WP_Image_Editor_Imagick;

defined('ABSPATH') || exit;

/**
 * Every picture that WordPress draws into a site's uploads: smaller sizes, scaled and edited copies, crops, previews.
 *
 * It has no filter that could refuse one, so its two image editors are replaced by ours, which write as they do and
 * measure what was written. What takes the site over its limit is taken away again. Editors of other plugins are used
 * as they are.
 */
final class MadeImages
{
    private const OURS = [WP_Image_Editor_GD::class => MeasuredGd::class, WP_Image_Editor_Imagick::class => MeasuredImagick::class];

    /**
     * Filter `wp_image_editors`.
     *
     * @param list<string> $classes
     * @return list<string>
     */
    public function onEditors(array $classes): array
    {
        if (UploadLimit::allowedBytes() === null) {
            return $classes;
        }
        return array_map(static fn (mixed $class): mixed => is_string($class) ? self::OURS[$class] ?? $class : $class, $classes);
    }

    /** Filter `wp_save_image_editor_file`: WordPress takes an error for a file, and forgets the picture it was made of. */
    public function onSave(mixed $saved, mixed $file, mixed $image, mixed $mime): mixed
    {
        if ($saved !== null || !$image instanceof WP_Image_Editor || UploadLimit::allowedBytes() === null) {
            return $saved;
        }
        $made = $image->save((string) $file, (string) $mime);
        return is_wp_error($made) ? false : $made;
    }

    /**
     * What was saved, or the refusal; then the file is gone. A file that replaced another one stays: it is no new one.
     */
    public static function kept(array|WP_Error $saved, bool $isNew): array|WP_Error
    {
        $path = is_array($saved) ? (string) ($saved['path'] ?? '') : '';
        if ($path === '' || !str_starts_with(wp_normalize_path($path), wp_normalize_path(wp_upload_dir(null, false)['basedir']) . '/')) {
            return $saved;
        }
        clean_dirsize_cache($path);
        $refusal = $isNew ? UploadLimit::refusesWhatIsThere($path) : null;
        if ($refusal === null) {
            return $saved;
        }
        wp_delete_file($path);
        clean_dirsize_cache($path);
        return $refusal->error();
    }
}
