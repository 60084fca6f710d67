<?php

declare(strict_types=1);

namespace PlanBridge;

defined('ABSPATH') || exit;

/** What a limit is called: "Disk space", "Posts", "Users: Editor". */
final class LimitName
{
    /** @param string $limit as the service writes it: `disk_space`, `post_types.page`, `users.editor` */
    public static function words(string $limit): string
    {
        [$module, $of] = explode('.', $limit, 2) + [1 => ''];
        return match ($module) {
            'disk_space' => __('Disk space', 'plan-bridge'),
            'visits' => __('Visits per month', 'plan-bridge'),
            'sites' => __('Sites', 'plan-bridge'),
            'domain_mapping' => __('Own domains', 'plan-bridge'),
            'post_types' => self::postType($of),
            'users' => self::role($of),
            default => $limit,
        };
    }

    /** The type's own plural; its key where no such type is registered on this site. */
    private static function postType(string $type): string
    {
        return get_post_type_object($type)?->labels->name ?? $type;
    }

    private static function role(string $role): string
    {
        $name = wp_roles()->role_names[$role] ?? null;
        /* translators: %s: a role such as Editor */
        return sprintf(__('Users: %s', 'plan-bridge'), $name === null ? $role : translate_user_role($name));
    }
}
