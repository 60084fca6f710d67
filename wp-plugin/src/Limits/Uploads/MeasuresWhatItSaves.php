<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use WP_Error;

defined('ABSPATH') || exit;

/** An image editor of WordPress whose files are held to the site's disk space, see MadeImages. */
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
        return MadeImages::kept(parent::_save($image, $filename, $mime_type), $isNew);
    }
}
