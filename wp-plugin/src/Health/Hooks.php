<?php

declare(strict_types=1);

namespace PlanBridge\Health;

defined('ABSPATH') || exit;

/** Where the plugin speaks about its own state. */
final class Hooks
{
    /** @return list<array{string, class-string, string, int, int}> */
    public static function rows(): array
    {
        return [['site_status_tests', SiteHealth::class, 'onTests', 10, 1]];
    }
}
