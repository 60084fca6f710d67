<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use WP_Image_Editor_GD;

defined('ABSPATH') || exit;

/** Loaded only where WordPress has loaded the class below it. */
final class MeasuredGd extends WP_Image_Editor_GD
{
    use MeasuresWhatItSaves;
}
