<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Network\Input\Problem;

defined('ABSPATH') || exit;

/** Reads the address of the service as it was typed. */
final class ServiceAddress
{
    /** @return string|Problem without a slash at its end */
    public static function read(string $typed): string|Problem
    {
        $address = rtrim(trim($typed), '/');
        $parts = parse_url($address);
        $isWhole = is_array($parts) && in_array($parts['scheme'] ?? '', ['http', 'https'], true) && ($parts['host'] ?? '') !== '';
        if (!$isWhole || preg_match('/\s/', $address) === 1) {
            return new Problem('address_unreadable', ['typed' => $typed]);
        }
        if (isset($parts['query']) || isset($parts['fragment']) || isset($parts['user'])) {
            return new Problem('address_with_more', ['typed' => $typed]);
        }
        return $address;
    }
}
