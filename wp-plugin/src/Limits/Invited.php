<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

defined('ABSPATH') || exit;

/**
 * Which signups invite somebody to the current site. WordPress keeps the signups of all sites in one table and says in none of
 * its indexes what they are for. So each that invites is noted among the options of its site, and the table is asked for these
 * numbers, and for the signups after the last that was gone through: where a plugin was switched off meanwhile, or code wrote
 * the row by itself. A note decides nothing: the signup itself says whether it is open and for which site.
 */
final class Invited
{
    /** How far the signups were gone through, a site option. */
    public const SEEN = 'plan_bridge_signups_seen';

    /** The note of one, an option of its site that ends in its number. */
    public const NOTE = 'plan_bridge_invited_';

    private const AT_ONCE = 1000;
    private const SECONDS = 5.0;
    private const IS_ONE = '%"add_to_blog"%';

    /** @return list<object> those that are open: signup_id, user_email, meta */
    public static function open(): array
    {
        global $wpdb;
        $seen = (int) get_site_option(self::SEEN, 0); // before the notes: what is behind it was noted before it moved
        $noted = self::noted();
        $places = implode(', ', array_fill(0, count($noted), '%d'));
        $known = $noted === [] ? [] : $wpdb->get_results($wpdb->prepare(
            "SELECT signup_id, user_email, meta FROM {$wpdb->signups} WHERE signup_id IN ({$places}) AND active = 0 ORDER BY signup_id",
            ...$noted
        ));
        $newest = $wpdb->get_results($wpdb->prepare(
            "SELECT signup_id, user_email, meta FROM {$wpdb->signups} FORCE INDEX (PRIMARY) WHERE signup_id > %d AND active = 0 AND meta LIKE %s ORDER BY signup_id",
            $seen,
            self::IS_ONE
        ));
        $rows = array_column([...(array) $known, ...(array) $newest], null, 'signup_id'); // one that is noted already may be among the newest
        return array_values(array_filter($rows, static fn (object $row): bool => self::siteOf(self::read((string) $row->meta)) === get_current_blog_id()));
    }

    /** Action `after_signup_user`: notes it, and forgets those of the site that were answered. */
    public static function onSignup(mixed $login, mixed $email, mixed $key, mixed $meta): void
    {
        global $wpdb;
        $blogId = self::siteOf($meta);
        if ($blogId < 1 || get_site($blogId) === null) {
            return;
        }
        $sql = "SELECT signup_id FROM {$wpdb->signups} WHERE user_login = %s AND user_email = %s AND active = 0 ORDER BY signup_id DESC LIMIT 1";
        $id = (int) $wpdb->get_var($wpdb->prepare($sql, (string) $login, (string) $email));
        switch_to_blog($blogId);
        try {
            $open = array_map('intval', array_column(self::open(), 'signup_id'));
            array_map(self::forget(...), array_diff(self::noted(), $open));
            $id > 0 && self::note($id);
        } finally {
            restore_current_blog();
        }
    }

    /** Removes a site's note of one that is no more. */
    public static function forget(int $id): void
    {
        delete_option(self::NOTE . $id);
    }

    /**
     * Action of WP-Cron on the main site, once a minute: notes those that nobody noted, in portions and for some seconds. A
     * portion is behind only when its notes are written; whoever goes through it again finds them.
     */
    public static function goThrough(): void
    {
        global $wpdb;
        $until = microtime(true) + self::SECONDS;
        do {
            $seen = (int) get_site_option(self::SEEN, 0);
            $sql = "SELECT signup_id, active, meta FROM {$wpdb->signups} WHERE signup_id > %d ORDER BY signup_id LIMIT %d";
            $rows = (array) $wpdb->get_results($wpdb->prepare($sql, $seen, self::AT_ONCE));
            foreach ($rows as $row) {
                if (!self::isNoted($row)) {
                    return; // in a minute again
                }
            }
            if ($rows !== []) {
                update_site_option(self::SEEN, (int) end($rows)->signup_id);
            }
        } while (count($rows) === self::AT_ONCE && microtime(true) < $until);
    }

    /** Whether the site of a signup knows of it; false where its note could not be written this time. */
    private static function isNoted(object $row): bool
    {
        global $wpdb;
        $blogId = (int) $row->active === 0 ? self::siteOf(self::read((string) $row->meta)) : 0;
        if ($blogId < 1 || get_site($blogId) === null) {
            return true;
        }
        switch_to_blog($blogId);
        try {
            return self::note((int) $row->signup_id) || str_contains($wpdb->last_error, "doesn't exist"); // a site without tables
        } finally {
            restore_current_blog();
        }
    }

    private static function note(int $id): bool
    {
        return get_option(self::NOTE . $id) !== false || add_option(self::NOTE . $id, '1', '', false);
    }

    /** @return list<int> the signups that the current site has notes of */
    private static function noted(): array
    {
        global $wpdb;
        $sql = "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s";
        $names = $wpdb->get_col($wpdb->prepare($sql, $wpdb->esc_like(self::NOTE) . '%'));
        return array_map(static fn (string $name): int => (int) substr($name, strlen(self::NOTE)), $names);
    }

    /** The site that a signup's meta invites to, 0 where it invites to none. */
    private static function siteOf(mixed $meta): int
    {
        $blogId = is_array($meta) ? $meta['add_to_blog'] ?? 0 : 0;
        return is_scalar($blogId) ? (int) $blogId : 0;
    }

    /** A serialised array unserialised; no objects are made of it. */
    public static function read(string $text): array
    {
        $read = is_serialized($text) ? @unserialize(trim($text), ['allowed_classes' => false]) : [];
        return is_array($read) ? $read : [];
    }
}
