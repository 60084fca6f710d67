<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use WP_Image_Editor_Imagick;

defined('ABSPATH') || exit;

/** Loaded only where WordPress has loaded the class below it. */
final class MeasuredImagick extends WP_Image_Editor_Imagick
{
    use MeasuresWhatItSaves;
}
