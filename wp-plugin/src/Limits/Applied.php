<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Network;
use Throwable;

defined('ABSPATH') || exit;

/**
 * What a plan switches on a site when it begins to hold, and switches back when it ends: plugins that it forces active or inactive,
 * a theme, the customer's role. The site may choose otherwise afterwards; what is locked is Software's work, and never written.
 *
 * A site does this itself, in its next request to wp-admin or by WP-Cron after its limits have changed: plugins and themes stand in
 * the site's own tables and run their own code. Only what we switched is switched back, and only where it still is as we left
 * it: what somebody switched meanwhile is his choice.
 */
final class Applied
{
    /** Read with all other options of the site, so that looking costs nothing. */
    public const OPTION = 'plan_bridge_applied';

    private const LOCK = 'applied';
    private const FORCED = ['force_active', 'force_active_locked', 'force_inactive', 'force_inactive_locked'];
    private const LOCKED = ['force_active_locked', 'force_inactive_locked'];

    /**
     * What was carried out last: the plan's words about plugins by file, the theme that it forces, the role; and what of it we did:
     * by file whether it `is_on` by us, the theme that was there before, and what CustomerRole keeps. `missing` names plugins and a
     * theme that are to be switched on and are not installed; null: a version noted it that did not look. Such a theme is not `theme`.
     */
    private const NOTHING = ['plugins' => [], 'theme' => '', 'role' => '', 'switched' => [], 'theme_before' => '', 'role_of' => 0, 'roles_before' => null, 'missing' => []];

    /** Whether plugins are switched by us just now, so that it is nobody's choice. */
    private static bool $isSwitching = false;

    /** Actions `admin_init`, and `init` of WP-Cron, of sites that something limits. */
    public static function keep(): void
    {
        $quota = Quota::current();
        $said = $quota === null ? null : self::said($quota);
        if ($said === null) {
            return;
        }
        if (!self::isDone($said)) {
            self::keepLocked($said);
        }
        if (!self::waits($said) && $quota->hasToNote(self::digest($said))) {
            self::note(self::digest($said));
        }
    }

    private static function keepLocked(array $said): void
    {
        Gate::lock(self::LOCK);
        wp_cache_delete('alloptions', 'options'); // another request may have done it since this one began
        try {
            if (!self::isDone($said)) {
                self::carryOut(self::before(), $said);
            }
        } finally {
            Gate::leave(self::LOCK);
        }
    }

    /**
     * What was carried out, for whoever looks for sites that have not (bridge/limits/forced.py, tests/vectors/limits/forced.json): SHA-256
     * of the parts as JSON, keys in the order of their bytes, the role only where one is said; null where nothing is forced.
     */
    public static function digest(array $said): ?string
    {
        ksort($said['plugins'], SORT_STRING);
        $role = $said['role'] === '' ? [] : ['role' => $said['role']];
        $parts = ['plugins' => (object) $said['plugins']] + $role + ['theme' => $said['theme']];
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS;
        return $said['plugins'] === [] && $role === [] && $said['theme'] === '' ? null : hash('sha256', (string) json_encode($parts, $flags));
    }

    private static function note(?string $digest): void
    {
        global $wpdb;
        $wpdb->update(Network::table('bridge_site_limits'), ['applied' => $digest], ['blog_id' => get_current_blog_id()]);
        Quota::forget();
    }

    /** @return array{plugins: array<string, string>, theme: string, role: string} what the limits force now */
    public static function said(Quota $quota): array
    {
        $plugins = [];
        foreach ($quota->names('plugins') as $file) {
            $plugins[$file] = (string) $quota->says('plugins', $file, 'behavior');
        }
        $themes = array_filter($quota->names('themes'), static fn (string $name): bool => $quota->says('themes', $name, 'behavior') === 'force_active');
        ksort($plugins, SORT_STRING);
        sort($themes, SORT_STRING);
        return [
            'plugins' => array_filter($plugins, static fn (string $behavior): bool => in_array($behavior, self::FORCED, true)),
            'theme' => $themes[0] ?? '',
            'role' => $quota->customerRole(),
        ];
    }

    private static function isDone(array $said): bool
    {
        $kept = self::before();
        if ($kept['missing'] === null || array_filter($kept['missing'], self::isInstalled(...)) !== []) {
            return false;
        }
        $theme = in_array($said['theme'], $kept['missing'], true) ? $kept['theme'] : $said['theme'];
        return array_intersect_key($kept, $said) === array_merge($said, ['theme' => $theme]) && ($said['role'] === '' || CustomerRole::isDone($kept, $said['role']));
    }

    /** Whether anything that is forced on waits until it is installed: then the service is not told that it was carried out. */
    private static function waits(array $said): bool
    {
        return array_intersect(self::before()['missing'] ?? [], [...array_keys($said['plugins']), $said['theme']]) !== [];
    }

    /** @return list<string> plugin files and a stylesheet that are to be switched on and are not there */
    private static function missing(array $said): array
    {
        $wanted = array_keys($said['plugins'], 'force_active', true);
        $named = $said['theme'] === '' ? $wanted : [...$wanted, $said['theme']];
        return array_values(array_filter($named, static fn (string $name): bool => !self::isInstalled($name)));
    }

    /** @param string $name a plugin's file, or a theme's stylesheet */
    private static function isInstalled(string $name): bool
    {
        return str_ends_with($name, '.php') ? is_file(WP_PLUGIN_DIR . '/' . $name) : wp_get_theme($name)->exists();
    }

    private static function before(): array
    {
        $stored = maybe_unserialize(wp_load_alloptions()[self::OPTION] ?? '');
        return array_merge(self::NOTHING, is_array($stored) ? $stored + ['missing' => null] : []);
    }

    /**
     * From what was carried out last to what the limits say now. It is noted before anything is switched: a plugin that ends the
     * request is tried once, not at every page. What is not installed is tried when it is.
     */
    private static function carryOut(array $before, array $said): void
    {
        require_once ABSPATH . 'wp-admin/includes/plugin.php';
        $missing = self::missing($said);
        $before['plugins'] = array_diff_key($before['plugins'], array_flip($before['missing'] ?? []));
        [$switch, $switched] = self::plugins($before, $said['plugins']);
        [$theme, $themeBefore] = self::theme($before, $said['theme']);
        [$ofRole, $roles] = CustomerRole::next($before, $said['role']);
        $done = in_array($said['theme'], $missing, true) ? ['theme' => $themeBefore === '' ? '' : $before['theme']] : [];
        update_option(self::OPTION, ['switched' => $switched, 'theme_before' => $themeBefore, 'missing' => $missing] + $done + $ofRole + $said, true);
        self::$isSwitching = true;
        try {
            self::switch($switch, $theme);
            $roles === null || CustomerRole::give($roles);
        } finally {
            self::$isSwitching = false;
        }
    }

    /** @return array{array<string, bool>, array<string, bool>} by file: what is to be switched on or off now; what is then switched by us */
    private static function plugins(array $before, array $said): array
    {
        $switch = $switched = [];
        foreach ($before['switched'] as $file => $isOn) {
            $behavior = $said[$file] ?? '';
            if (in_array($behavior, self::LOCKED, true) || $behavior === ($isOn ? 'force_active' : 'force_inactive')) {
                $switched[$file] = $isOn; // still held, or not to be seen behind a lock
            } elseif (self::isActive($file) === $isOn) {
                $switch[$file] = !$isOn;
            }
        }
        foreach (array_diff($said, self::LOCKED) as $file => $behavior) {
            $isOn = $behavior === 'force_active';
            if (($before['plugins'][$file] ?? '') !== $behavior && !isset($switch[$file]) && self::isActive($file) === !$isOn) {
                $switch[$file] = $switched[$file] = $isOn;
            }
        }
        return [$switch, $switched];
    }

    /** Null where the plugin is not there, or runs on every site of the network. */
    private static function isActive(string $file): ?bool
    {
        return is_file(WP_PLUGIN_DIR . '/' . $file) && !is_plugin_active_for_network($file) ? is_plugin_active($file) : null;
    }

    /** @return array{string, string} the theme to switch to, '' for none; and the one that was there before ours, '' where the site chose */
    private static function theme(array $before, string $said): array
    {
        $now = get_stylesheet();
        $isOurs = $before['theme_before'] !== '' && $now === $before['theme'];
        if ($said === $before['theme'] || $said === $now) {
            return ['', $isOurs ? $before['theme_before'] : ''];
        }
        $wanted = $said !== '' ? $said : ($isOurs ? $before['theme_before'] : '');
        $isThere = $wanted !== '' && wp_get_theme($wanted)->exists();
        return [$isThere ? $wanted : '', $said === '' ? '' : ($isOurs ? $before['theme_before'] : ($isThere ? $now : ''))];
    }

    /** @param array<string, bool> $plugins by file: on or off */
    private static function switch(array $plugins, string $theme): void
    {
        foreach ($plugins as $file => $isOn) {
            try {
                $done = $isOn ? activate_plugin($file) : deactivate_plugins($file);
                $why = is_wp_error($done) ? $done->get_error_message() : null;
            } catch (Throwable $problem) {
                $why = $problem->getMessage();
            }
            if ($why !== null) {
                error_log("plan-bridge: {$file} could not be switched " . ($isOn ? 'on' : 'off') . " as the plan says. {$why}"); // nobody asked for it
            }
        }
        if ($theme !== '') {
            switch_theme($theme);
        }
    }

    /** Actions `activated_plugin` and `deactivated_plugin`: who switches what we had switched has chosen. */
    public static function onSwitched(mixed $file): void
    {
        $stored = self::before();
        if (!self::$isSwitching && isset($stored['switched'][(string) $file])) {
            unset($stored['switched'][(string) $file]);
            update_option(self::OPTION, $stored, true);
        }
    }

    /** Action `set_user_role`: who changes the role that we gave has chosen. */
    public static function onRole(mixed $userId): void
    {
        $stored = self::before();
        if (!self::$isSwitching && $stored['roles_before'] !== null && (int) $userId === $stored['role_of']) {
            update_option(self::OPTION, ['roles_before' => null] + $stored, true);
        }
    }
}
