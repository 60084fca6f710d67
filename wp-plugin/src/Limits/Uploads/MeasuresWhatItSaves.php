<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

defined('ABSPATH') || exit;

/**
 * An image editor of WordPress that writes as it does and measures what was written. What takes the site over its limit
 * is taken away again; a file that replaced another one stays: it is no new one.
 */
trait MeasuresWhatItSaves
{
    /**
     * @param string|null $filename
     * @param string|null $mime_type
     */
    // phpcs:ignore PSR2.Methods.MethodDeclaration.Underscore -- the name is of WordPress
    protected function _save($image, $filename = null, $mime_type = null)
    {
        [$target, $extension] = $this->get_output_format($filename, $mime_type);
        $isNew = !file_exists((string) ($target ?: $this->generate_filename(null, null, $extension)));
        $saved = parent::_save($image, $filename, $mime_type);
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
