<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Posts;

use PlanBridge\Limits\SiteQuota;
use stdClass;

defined('ABSPATH') || exit;

/** The block editor and every other client of REST: one too many is refused with 403 and the sentence. */
final class RestPosts
{
    /** Action `rest_api_init`: a filter for each post type that the plan names. */
    public function onInit(): void
    {
        foreach (SiteQuota::current()?->names('post_types') ?? [] as $type) {
            add_filter("rest_pre_insert_{$type}", [$this, 'onPrepared'], PHP_INT_MAX);
        }
    }

    /** Filter `rest_pre_insert_{type}`. */
    public function onPrepared(mixed $prepared): mixed
    {
        if (!$prepared instanceof stdClass) {
            return $prepared;
        }
        $before = empty($prepared->ID) ? null : get_post((int) $prepared->ID);
        $type = (string) ($prepared->post_type ?? $before?->post_type ?? '');
        $status = (string) ($prepared->post_status ?? $before?->post_status ?? 'draft');
        return PostGate::refusal($type, $status, $before)?->error() ?? $prepared;
    }
}
