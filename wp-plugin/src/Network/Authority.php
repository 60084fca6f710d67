<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;

defined('ABSPATH') || exit;

/** Who may use these screens: super admins, and only those whose capabilities have not been narrowed. */
final class Authority
{
    public const PRODUCTS = 'manage_network';
    public const SETTINGS = 'manage_network_options';

    public static function has(string $capability): bool
    {
        return is_super_admin() && current_user_can($capability);
    }

    /** Ends the request with 403 for everybody else. */
    public static function insist(string $capability): void
    {
        if (!self::has($capability)) {
            wp_die(esc_html(Messages::forCode('network_admins_only')), '', ['response' => 403]);
        }
    }
}
