<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/** Base address of the service, without a slash at its end. */
final class Address
{
    public const OPTION = 'plan_bridge_service_url';

    /** The constant PLAN_BRIDGE_SERVICE_URL, else the network's option; null where neither is set. */
    public static function current(): ?string
    {
        $address = self::isConstant() ? constant('PLAN_BRIDGE_SERVICE_URL') : get_site_option(self::OPTION, '');
        return is_string($address) && $address !== '' ? rtrim($address, '/') : null;
    }

    public static function isConstant(): bool
    {
        return defined('PLAN_BRIDGE_SERVICE_URL') && (string) constant('PLAN_BRIDGE_SERVICE_URL') !== '';
    }
}
