<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** Notes users and sites that are called otherwise by now, so that the service's worker finds memberships by the new name. */
final class Renamed
{
    /** Action `profile_update`. */
    public static function onUser(mixed $user, mixed $before = null): void
    {
        $now = get_userdata((int) $user);
        $names = static fn (object $one): array => [$one->user_login ?? '', $one->user_email ?? '', $one->display_name ?? ''];
        if ($now !== false && (!is_object($before) || $names($now) !== $names($before))) {
            self::note('user', (int) $user);
        }
    }

    /** Action `wp_update_site`, with the site as it is and as it was. */
    public static function onSite(mixed $now, mixed $before = null): void
    {
        if ([$now->domain ?? '', $now->path ?? ''] !== [$before->domain ?? '', $before->path ?? '']) {
            self::note('site', (int) ($now->blog_id ?? 0));
        }
    }

    private static function note(string $kind, int $id): void
    {
        $sql = 'INSERT IGNORE INTO ' . Network::table('bridge_search_due') . ' (kind, id) VALUES (%s, %d)';
        Network::quietly(static fn (\wpdb $db): int|bool => $db->query($db->prepare($sql, $kind, $id)));
    }
}
