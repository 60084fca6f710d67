<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\SentText;
use WP_REST_Request;

defined('ABSPATH') || exit;

/**
 * Plugins that the plan locks. A locked plugin is on or off whatever the site's list says; the list itself keeps what
 * the site had chosen, so that another plan gives it back. And themes that the plan leaves out.
 */
final class Software
{
    private const OFF = 'force_inactive_locked';
    private const ON = 'force_active_locked';

    /** Filter `option_active_plugins`: the list as it works. */
    public static function onActive(mixed $active): mixed
    {
        if (!is_array($active)) {
            return $active;
        }
        $there = static fn (string $file): bool => is_file(WP_PLUGIN_DIR . '/' . $file);
        $on = array_filter(self::locked(self::ON), $there);
        return array_values(array_unique([...array_diff($active, self::locked(self::OFF)), ...$on]));
    }

    /**
     * Filter `pre_update_option_active_plugins`: what is written was made from the filtered list; locked ones are put
     * back as they were stored. A super admin may choose one; the lock holds for it all the same.
     */
    public static function onStore(mixed $active): mixed
    {
        global $wpdb;
        $locked = [...self::locked(self::ON), ...self::locked(self::OFF)];
        if (!is_array($active) || $locked === []) {
            return $active;
        }
        $value = $wpdb->get_var("SELECT option_value FROM {$wpdb->options} WHERE option_name = 'active_plugins'");
        $stored = is_string($value) ? maybe_unserialize($value) : [];
        $kept = array_intersect(is_array($stored) ? array_map('strval', $stored) : [], $locked);
        $chosen = is_super_admin() ? array_intersect($active, self::locked(self::OFF)) : [];
        return array_values(array_unique([...array_diff($active, $locked), ...$kept, ...$chosen]));
    }

    /** Filter `map_meta_cap`: the screens and REST offer neither. */
    public static function onCapability(array $needed, string $capability, mixed $userId, array $arguments): array
    {
        $locked = self::locked($capability === 'activate_plugin' ? self::OFF : self::ON);
        return !is_super_admin((int) $userId) && in_array($arguments[0] ?? null, $locked, true) ? ['do_not_allow'] : $needed;
    }

    /** Action `activate_plugin`: code that asks for no capability. */
    public static function onActivate(mixed $file, mixed $networkWide = false): void
    {
        if (!$networkWide && !is_super_admin() && in_array((string) $file, self::locked(self::OFF), true)) {
            (new Refusal('plugins', self::sentence('off')))->stop();
        }
    }

    /**
     * Action `load-plugins.php`: one plugin, or several of the list. WordPress would say that somebody is not allowed to, or of
     * several leave the locked ones out and say that all were switched.
     */
    public static function onScreen(): void
    {
        $action = SentText::of($_REQUEST, 'action');
        $action = in_array($action, ['', '-1'], true) ? SentText::of($_REQUEST, 'action2') : $action;
        $way = ['activate' => 'off', 'activate-selected' => 'off', 'deactivate' => 'on', 'deactivate-selected' => 'on'][$action] ?? '';
        $isOne = !str_ends_with($action, '-selected');
        $files = $isOne ? [SentText::of($_REQUEST, 'plugin')] : array_filter((array) ($_REQUEST['checked'] ?? []), 'is_string');
        $intent = $isOne ? "{$action}-plugin_{$files[0]}" : 'bulk-plugins';
        if (self::refuses($way, $files) && wp_verify_nonce(SentText::of($_REQUEST, '_wpnonce'), $intent) !== false) {
            (new Refusal("plugins.{$way}", self::sentence($way)))->back('plugins.php');
        }
    }

    /** Filter `rest_request_before_callbacks`: our sentence instead of "not allowed to activate this plugin". */
    public static function onRequest(mixed $response, mixed $handler, mixed $request): mixed
    {
        if (is_wp_error($response) || !$request instanceof WP_REST_Request || preg_match('#^/wp/v2/plugins/([^?]+)$#i', $request->get_route(), $found) !== 1) {
            return $response;
        }
        $way = ['active' => 'off', 'inactive' => 'on'][(string) $request['status']] ?? '';
        return $request->get_method() !== 'GET' && self::refuses($way, ["{$found[1]}.php"]) ? (new Refusal('plugins', self::sentence($way)))->error() : $response;
    }

    /** Whether one of these files is locked so that it cannot be switched that way here: 'off', 'on', or '' for neither. */
    private static function refuses(string $way, array $files): bool
    {
        return $way !== '' && !is_super_admin() && current_user_can('activate_plugins')
            && array_intersect($files, self::locked($way === 'off' ? self::OFF : self::ON)) !== [];
    }

    /** What somebody reads who wants to switch a plugin that the plan locks so; '' where it locks none. */
    public static function sentence(string $way): string
    {
        return match (true) {
            $way === 'off' && self::locked(self::OFF) !== [] => __('Your plan does not include this plugin.', 'plan-bridge'),
            $way === 'on' && self::locked(self::ON) !== [] => __('Your plan keeps this plugin switched on.', 'plan-bridge'),
            default => '',
        };
    }

    /** Filter `all_plugins`, by file: hidden ones are not listed. */
    public static function onList(array $plugins): array
    {
        $quota = is_network_admin() || Gate::isOpen() ? null : Quota::current();
        $shown = static fn (string $file): bool => $quota?->says('plugins', $file, 'visibility') !== 'hidden';
        return array_filter($plugins, $shown, ARRAY_FILTER_USE_KEY);
    }

    /** @return list<string> files of the plugins that the plan locks that way */
    private static function locked(string $behavior): array
    {
        $quota = Quota::current();
        $is = static fn (string $file): bool => $quota?->says('plugins', $file, 'behavior') === $behavior;
        return array_values(array_filter($quota?->names('plugins') ?? [], $is));
    }

    /**
     * Themes that the plan does not include cannot be chosen; the one in use stays. `switch_theme()` called by code asks
     * no filter: it is not held. Filter `allowed_themes`, the only one that also holds for themes the network enables.
     */
    public static function onThemes(array $themes): array
    {
        $quota = Gate::isOpen() ? null : Quota::current();
        $current = get_stylesheet();
        $isUnread = !Gate::isOpen() && Quota::isUnread(get_current_blog_id());
        $included = static fn (string $stylesheet): bool => $stylesheet === $current
            || !$isUnread && $quota?->says('themes', $stylesheet, 'behavior') !== 'not_available';
        return array_filter($themes, $included, ARRAY_FILTER_USE_KEY);
    }
}
