<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Limits\Exempt;

defined('ABSPATH') || exit;

/**
 * Makes WordPress' own space check and screens use the plan's figure.
 *
 * A new network has the check switched off (`upload_space_check_disabled` is 1); `get_space_allowed` alone stops
 * nothing. Where the plan says how much, it is on; where the plan says unlimited, it is off; where the plan says
 * nothing, the network's setting stands.
 */
final class SpaceCheck
{
    /** Filter `pre_site_option_upload_space_check_disabled`. A string: false would mean "not answered". */
    public function onDisabled(mixed $answered): mixed
    {
        $allowance = DiskSpace::allowance();
        if ($allowance === null || $answered !== false || Exempt::now()) {
            return $answered;
        }
        return $allowance->most() === null ? '1' : '0';
    }

    /** Filter `get_space_allowed`, in MB. */
    public function onAllowed(mixed $megabytes): mixed
    {
        return DiskSpace::allowance()?->most() ?? $megabytes;
    }
}
