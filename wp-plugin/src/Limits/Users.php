<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\SentText;
use WP_Error;
use WP_REST_Request;

defined('ABSPATH') || exit;

/**
 * Whether a user may get a role on the current site: on the screens, over REST, by an invitation, and by whatever code in
 * the end. Who has it already may keep it: without his own role a user's role would be wiped by the next save of his profile.
 *
 * Who is invited and has not answered takes up a place in all of it, see Invitations: they are refused when they are sent.
 */
final class Users
{
    /** The user whom a REST request edits, 0 where it makes one. */
    private int $edited = 0;

    /** @param int $userId who would get the role; 0 for somebody who is not a user yet */
    private static function refusal(string $role, int $userId): ?Refusal
    {
        $used = static fn (): int => self::used($role, $userId);
        Invitations::ask();
        return self::mayBeRefused($role, $userId) ? Gate::enter("users.{$role}", $used, Invitations::to($role, $userId)) : null;
    }

    /** The same for an invitation, which takes up a place from now on. */
    private static function refusesInvitation(int $userId): ?Refusal
    {
        $role = sanitize_key(SentText::of($_REQUEST, 'role')) ?: (string) get_option('default_role');
        Invitations::ask();
        return self::refusesMany($role, 1, $userId);
    }

    /** Whether `$more` users, none of whom has the role, would be too many of them. */
    private static function refusesMany(string $role, int $more, int $userId = 0): ?Refusal
    {
        $used = static fn (): int => self::used($role, $userId);
        return $more > 0 && self::mayBeRefused($role, $userId) ? Gate::refusal("users.{$role}", $used, $more, Invitations::to($role)) : null;
    }

    /** Whether nobody more can get the role here, but for a user who may always. */
    public static function isFull(string $role, int $userId): bool
    {
        return self::refusesMany($role, 1, $userId) !== null;
    }

    /** Not where a super admin acts, the site is being made or has nobody yet, or it is its owner. */
    private static function mayBeRefused(string $role, int $userId): bool
    {
        global $wpdb;
        if (Gate::allowance("users.{$role}") === null || ($userId > 0 && Owner::userId(get_current_blog_id()) === $userId)) {
            return false;
        }
        $anyone = $wpdb->prepare("SELECT 1 FROM {$wpdb->usermeta} WHERE meta_key = %s LIMIT 1", self::metaKey());
        return $wpdb->get_var($anyone) !== null;
    }

    /** Members with the role; `$without` is left out, because he is the one who is about to get it. */
    public static function used(string $role, int $without = 0): int
    {
        global $wpdb;
        return (int) $wpdb->get_var($wpdb->prepare(
            "SELECT COUNT(DISTINCT user_id) FROM {$wpdb->usermeta}"
            . ' WHERE meta_key = %s AND meta_value LIKE %s AND user_id <> %d',
            self::metaKey(),
            '%' . $wpdb->esc_like('"' . $role . '"') . '%',
            $without
        ));
    }

    /** The key in usermeta that holds a user's roles on the current site. */
    private static function metaKey(): string
    {
        global $wpdb;
        return $wpdb->get_blog_prefix() . 'capabilities';
    }

    /** @return list<string> the user's roles here */
    private static function roles(int $userId): array
    {
        return (get_userdata($userId) ?: null)?->roles ?? [];
    }

    /** Action `load-user-new.php`: an existing user, by e-mail or (super admins) by name. */
    public function onInvite(): void
    {
        $nonce = SentText::of($_REQUEST, '_wpnonce_add-user');
        if (($_REQUEST['action'] ?? '') !== 'adduser' || !wp_verify_nonce($nonce, 'add-user') || !current_user_can('promote_users')) {
            return;
        }
        $user = get_user_by('email', sanitize_text_field(SentText::of($_REQUEST, 'email')));
        if ($user !== false && !is_user_member_of_blog($user->ID)) {
            self::refusesInvitation($user->ID)?->back('user-new.php');
        }
    }

    /**
     * Filter `wpmu_validate_user_signup`: somebody who is not a user yet, on the site's own screen. WordPress shows
     * the error above its form.
     */
    public function onSignup(array $result): array
    {
        $here = is_admin() && !is_network_admin() && ($_REQUEST['action'] ?? '') === 'createuser';
        $errors = $result['errors'] ?? null;
        $refusal = $here && $errors instanceof WP_Error ? self::refusesInvitation(0) : null;
        if ($refusal !== null) {
            $errors->add('plan_bridge_limit_reached', esc_html($refusal->text));
        }
        return $result;
    }

    /** Filter `editable_roles`. */
    public function onEditable(array $roles): array
    {
        $own = self::roles($this->edited > 0 ? $this->edited : SentText::id($_REQUEST, 'user_id'));
        foreach (Quota::current()?->names('users') ?? [] as $role) {
            if (isset($roles[$role]) && !in_array($role, $own, true) && self::refusesMany($role, 1) !== null) {
                unset($roles[$role]);
            }
        }
        return $roles;
    }

    /** Filter `rest_request_before_callbacks`: our sentence instead of "not allowed to give users that role". */
    public function onRequest(mixed $response, mixed $handler, mixed $request): mixed
    {
        if (!$request instanceof WP_REST_Request || preg_match('#^/wp/v2/users(?:/(\d+|me))?/?$#i', $request->get_route(), $found) !== 1) {
            return $response;
        }
        $this->edited = strtolower($found[1] ?? '') === 'me' ? get_current_user_id() : (int) ($found[1] ?? 0);
        $roles = $request['roles'];
        $may = current_user_can('promote_users') || current_user_can('create_users');
        if (is_wp_error($response) || $request->get_method() === 'GET' || !is_array($roles) || !$may) {
            return $response;
        }
        foreach (array_diff(array_map('strval', $roles), self::roles($this->edited)) as $role) {
            $refusal = self::refusal($role, $this->edited);
            if ($refusal !== null) {
                return $refusal->error();
            }
        }
        return $response;
    }

    /** Action `load-users.php`: a bulk change of roles is refused as a whole, before WordPress begins with it. */
    public function onBulk(): void
    {
        $role = sanitize_key(SentText::of($_REQUEST, 'new_role'));
        $asked = isset($_REQUEST['changeit']) || isset($_REQUEST['changeit2']) || ($_REQUEST['action'] ?? '') === 'promote';
        if (!$asked || $role === '' || !is_array($_REQUEST['users'] ?? null)) {
            return;
        }
        $hasNot = static fn (mixed $id): bool => !in_array($role, self::roles(is_scalar($id) ? (int) $id : 0), true);
        $refusal = self::refusesMany($role, count(array_filter($_REQUEST['users'], $hasNot)));
        $isMeant = SentText::of($_REQUEST, '_wpnonce') !== '' && current_user_can('promote_users'); // else WordPress itself refuses
        if ($refusal !== null && $isMeant && check_admin_referer('bulk-users')) {
            $refusal->back('users.php');
        }
    }

    /** Filter `can_add_user_to_blog`; WordPress has switched to the site. */
    public static function onAdd(mixed $can, mixed $userId, mixed $role): mixed
    {
        return $can === true ? self::refusal((string) $role, (int) $userId)?->error() ?? true : $can;
    }

    /**
     * Filters `update_user_metadata` and `add_user_metadata`, where every role is written: `WP_User::set_role()` ignores a
     * refusal and goes on as if the role were given, so the request ends here.
     */
    public function onRoles(mixed $check, mixed $userId, mixed $key, mixed $roles): mixed
    {
        if ($check !== null || $key !== self::metaKey() || !is_array($roles)) {
            return $check;
        }
        $had = get_user_meta((int) $userId, $key, true);
        $new = array_diff_key(array_filter($roles), is_array($had) ? array_filter($had) : []); // role or capability => granted
        foreach (array_filter(array_map('strval', array_keys($new)), [wp_roles(), 'is_role']) as $role) {
            self::refusal($role, (int) $userId)?->stop();
        }
        return $check;
    }

    /** Action `set_user_role`: the role is written, others may count again. */
    public static function onSet(mixed $userId, mixed $role): void
    {
        Gate::leave("users.{$role}");
    }
}
