<?php

declare(strict_types=1);

namespace PlanBridge\Service;

defined('ABSPATH') || exit;

/** Names of the network's shared tables: base prefix plus name. Safe to put into SQL: the names are ours. */
final class Tables
{
    /** @param literal-string $name such as `bridge_keys` or `wu_customers` */
    public static function name(string $name): string
    {
        global $wpdb;
        return $wpdb->base_prefix . $name;
    }
}
