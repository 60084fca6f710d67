<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\View;

defined('ABSPATH') || exit;

/**
 * Invitations to the current site that wait for an answer: of people who are users of the network (an option each), and of
 * others (a signup each). They take up places of their role until they are answered or withdrawn. Who accepts takes a place
 * that is free, whatever else is invited; where none is, he reads so and the invitation stays: WordPress by itself would answer
 * with an error, or with nothing, and the invitation would be gone.
 */
final class Invitations
{
    public const WITHDRAW = 'plan_bridge_withdraw';

    private const KNOWN = 'new_user_';

    /** Whether this request answers one: then the others take up no place. */
    private static bool $isAnswered = false;

    /** @var array<int, array<string, array{role: string, user: int, email: string}>> what waits, by site */
    private static array $read = [];

    /** How many to the role are open, without those of a user who is about to get it anyway. */
    public static function to(string $role, int $without = 0): int
    {
        $counts = static fn (array $one): bool => $one['role'] === $role && ($without === 0 || $one['user'] !== $without);
        return self::$isAnswered ? 0 : count(array_filter(self::open(), $counts));
    }

    /** What is about to be written is held against what waits now, not against what a screen of this request was told. */
    public static function ask(): void
    {
        unset(self::$read[get_current_blog_id()]);
    }

    /** @return array<string, array{role: string, user: int, email: string}> by the key that withdraws it; read once a request */
    private static function open(): array
    {
        return self::$read[get_current_blog_id()] ??= self::all();
    }

    private static function all(): array
    {
        global $wpdb;
        $open = [];
        $known = $wpdb->get_results($wpdb->prepare(
            "SELECT option_name AS name, option_value AS told FROM {$wpdb->options} WHERE option_name LIKE %s ORDER BY option_id",
            $wpdb->esc_like(self::KNOWN) . '%'
        ));
        foreach ($known as $row) {
            $told = Invited::read($row->told);
            $open["known {$row->name}"] = ['role' => (string) ($told['role'] ?? ''), 'user' => (int) ($told['user_id'] ?? 0), 'email' => (string) ($told['email'] ?? '')];
        }
        foreach (Invited::open() as $row) {
            $told = Invited::read((string) $row->meta);
            $open["new {$row->signup_id}"] = ['role' => (string) ($told['new_role'] ?? ''), 'user' => 0, 'email' => (string) $row->user_email];
        }
        return array_filter($open, static fn (array $one): bool => $one['role'] !== '');
    }

    /** Action `init` before WordPress answers the address that was sent to a user of the network. */
    public static function onAccept(): void
    {
        $path = rtrim((string) wp_parse_url(esc_url_raw(wp_unslash($_SERVER['REQUEST_URI'] ?? '')), PHP_URL_PATH), '/');
        $told = get_option(self::KNOWN . basename($path));
        if (is_array($told) && isset($told['user_id'], $told['role'])) {
            self::answer((string) $told['role'], (int) $told['user_id']);
        }
    }

    /** Action `init` of wp-activate.php, where somebody becomes a user and gets his role. */
    public static function onActivate(): void
    {
        $told = self::signup();
        $blogId = (int) ($told['add_to_blog'] ?? 0);
        if ($blogId < 1 || get_site($blogId) === null) {
            return;
        }
        switch_to_blog($blogId);
        try {
            self::answer((string) ($told['new_role'] ?? ''), 0);
        } finally {
            restore_current_blog();
        }
    }

    /**
     * The meta of the signup that is to be activated. WordPress keeps the key as it was sent; that of Debian keeps a digest behind
     * a time, and sends the signup's number along.
     */
    private static function signup(): array
    {
        global $wpdb;
        $cookie = $_COOKIE['wp-activate-' . COOKIEHASH] ?? '';
        $key = SentText::of($_REQUEST, 'key') ?: (is_string($cookie) ? wp_unslash($cookie) : '');
        $sql = "SELECT activation_key, meta FROM {$wpdb->signups} WHERE active = 0 AND (activation_key = %s OR signup_id = %d)";
        foreach ($key === '' ? [] : $wpdb->get_results($wpdb->prepare($sql, $key, SentText::id($_REQUEST, 'signup_id'))) as $row) {
            $digest = explode(':', (string) $row->activation_key, 2)[1] ?? '';
            if (hash_equals((string) $row->activation_key, $key) || ($digest !== '' && wp_check_password($key, $digest))) {
                return Invited::read((string) $row->meta);
            }
        }
        return [];
    }

    private static function answer(string $role, int $userId): void
    {
        self::$isAnswered = true;
        if (Users::isFull($role, $userId)) {
            $text = Messages::forCode('invitation_full', ['what' => LimitTable::label('users', $role), 'site' => wp_specialchars_decode((string) get_option('blogname'), ENT_QUOTES)]);
            wp_die(esc_html($text), '', ['response' => 403]);
        }
    }

    /** Action `admin_notices` of the list of users, where a plan limits roles. */
    public static function show(): void
    {
        $limited = array_flip(Quota::current()?->names('users') ?? []);
        $open = array_filter(self::open(), static fn (array $one): bool => isset($limited[$one['role']]));
        if ($open !== [] && current_user_can('promote_users')) {
            View::render('limits-invitations', ['open' => array_map(static fn (array $one): array => ['email' => $one['email'], 'role' => LimitTable::label('users', $one['role'])], $open)]);
        }
    }

    /** Action `admin_post_plan_bridge_withdraw`. */
    public static function withdraw(): void
    {
        global $wpdb;
        if (!current_user_can('promote_users')) {
            wp_die(esc_html(Messages::forCode('may_not_withdraw')), '', ['response' => 403]);
        }
        check_admin_referer(self::WITHDRAW);
        $key = SentText::of($_POST, 'invitation');
        if (isset(self::open()[$key])) { // one of this site
            [$kind, $name] = explode(' ', $key, 2);
            if ($kind === 'known') {
                delete_option($name);
            } else {
                $wpdb->delete($wpdb->signups, ['signup_id' => (int) $name, 'active' => 0], ['%d', '%d']);
                Invited::forget((int) $name);
            }
        }
        wp_safe_redirect(admin_url('users.php'));
        exit;
    }
}
