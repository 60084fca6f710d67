<?php

declare(strict_types=1);

namespace PlanBridge\Privacy;

use PlanBridge\View;

defined('ABSPATH') || exit;

/** What WordPress suggests for the network's privacy policy about memberships. */
final class Policy
{
    public static function tell(): void
    {
        wp_add_privacy_policy_content('Plan Bridge', wp_kses_post(View::text('privacy-policy', [])));
    }
}
