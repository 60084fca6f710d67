<?php

declare(strict_types=1);

namespace PlanBridge\Sites;

defined('ABSPATH') || exit;

/** What happens to sites, as far as their quotas follow it. */
final class Hooks
{
    /** @return list<array{string, class-string, string, int, int}> */
    public static function rows(): array
    {
        return [
            ['wp_initialize_site', BeingMade::class, 'begin', PHP_INT_MIN, 1],
            ['wp_initialize_site', BeingMade::class, 'end', PHP_INT_MAX, 1],
            ['wp_initialize_site', Materialisation::class, 'onSite', PHP_INT_MAX, 1],
            ['wp_delete_site', Materialisation::class, 'onSite', 10, 1],
            ['added_blog_meta', Materialisation::class, 'onMeta', 10, 3],
            ['updated_blog_meta', Materialisation::class, 'onMeta', 10, 3],
            ['deleted_blog_meta', Materialisation::class, 'onMeta', 10, 3],
            ['shutdown', Materialisation::class, 'onEnd', 5, 0],
        ];
    }
}
