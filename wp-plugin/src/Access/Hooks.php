<?php

declare(strict_types=1);

namespace PlanBridge\Access;

defined('ABSPATH') || exit;

/** Where a closed site is closed. */
final class Hooks
{
    /** @return list<array{string, class-string, string, int, int}> */
    public static function rows(): array
    {
        return [
            ['template_redirect', ClosedSite::class, 'onPage', 0, 0],
            ['admin_init', ClosedSite::class, 'onAdmin', 1, 0],
            ['rest_pre_dispatch', ClosedSite::class, 'onRest', 10, 1],
            ['xmlrpc_call', ClosedSite::class, 'onOther', 1, 0],
            ['pre_comment_on_post', ClosedSite::class, 'onOther', 1, 0],
        ];
    }
}
