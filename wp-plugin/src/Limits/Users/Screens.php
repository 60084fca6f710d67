<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Users;

use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Refusal;
use PlanBridge\SentText;
use WP_Error;
use WP_REST_Request;

defined('ABSPATH') || exit;

/**
 * Which roles can be given, on the screens, over REST, by an invitation, and by whatever code in the end.
 *
 * Invitations to a site are refused when they are sent. Refused at acceptance, WordPress answers with an error of its
 * own and the invitation is gone; a refusal at activation is swallowed. The user who is being edited keeps his own role:
 * without it his role would be wiped by the next save of his profile.
 */
final class Screens
{
    /** The user whom a REST request edits, 0 where it makes one. */
    private int $edited = 0;

    /** Action `load-user-new.php`: an existing user, by e-mail or (super admins) by name. */
    public function onInvite(): void
    {
        $nonce = SentText::of($_REQUEST, '_wpnonce_add-user');
        if (($_REQUEST['action'] ?? '') !== 'adduser' || !wp_verify_nonce($nonce, 'add-user') || !current_user_can('promote_users')) {
            return;
        }
        $user = get_user_by('email', sanitize_text_field(SentText::of($_REQUEST, 'email')));
        if ($user === false || is_user_member_of_blog($user->ID)) {
            return;
        }
        $refusal = RoleLimit::refusesInvitation(self::role(), $user->ID);
        if ($refusal !== null) {
            self::back('user-new.php', $refusal);
        }
    }

    /**
     * Filter `wpmu_validate_user_signup`: somebody who is not a user yet, on the site's own screen. WordPress shows
     * the error above its form.
     */
    public function onSignup(array $result): array
    {
        $here = is_admin() && !is_network_admin() && ($_REQUEST['action'] ?? '') === 'createuser';
        if (!$here || !($result['errors'] ?? null) instanceof WP_Error) {
            return $result;
        }
        $refusal = RoleLimit::refusesInvitation(self::role(), 0);
        if ($refusal !== null) {
            $result['errors']->add('plan_bridge_limit_reached', esc_html($refusal->text));
        }
        return $result;
    }

    /** Back to the screen, which shows the sentence. */
    public static function back(string $screen, Refusal $refusal): never
    {
        Refusal::note($refusal);
        wp_safe_redirect(Refusal::onto(admin_url($screen), [$refusal->limit]));
        exit;
    }

    private static function role(): string
    {
        $role = sanitize_key(SentText::of($_REQUEST, 'role'));
        return $role === '' ? (string) get_option('default_role') : $role;
    }

    /** Filter `editable_roles`. */
    public function onEditable(array $roles): array
    {
        $user = $this->edited > 0 ? $this->edited : SentText::id($_REQUEST, 'user_id');
        $own = $user > 0 ? (get_userdata($user) ?: null)?->roles ?? [] : [];
        foreach (Quota::current()?->names('users') ?? [] as $role) {
            if (isset($roles[$role]) && !in_array($role, $own, true) && $this->isFull($role)) {
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
        return $this->refusal($roles)?->error() ?? $response;
    }

    /** Action `load-users.php`: a bulk change of roles is refused as a whole, before WordPress begins with it. */
    public function onBulk(): void
    {
        $role = sanitize_key(SentText::of($_REQUEST, 'new_role'));
        $asked = isset($_REQUEST['changeit']) || isset($_REQUEST['changeit2']) || ($_REQUEST['action'] ?? '') === 'promote';
        if (!$asked || $role === '' || !is_array($_REQUEST['users'] ?? null)) {
            return;
        }
        $hasNot = static fn (mixed $id): bool => !in_array($role, (get_userdata(is_scalar($id) ? (int) $id : 0) ?: null)?->roles ?? [], true);
        $refusal = RoleLimit::refusesMany($role, count(array_filter($_REQUEST['users'], $hasNot)));
        $isMeant = SentText::of($_REQUEST, '_wpnonce') !== '' && current_user_can('promote_users'); // else WordPress itself refuses
        if ($refusal !== null && $isMeant && check_admin_referer('bulk-users')) {
            self::back('users.php', $refusal);
        }
    }

    private function isFull(string $role): bool
    {
        return RoleLimit::refusesMany($role, 1) !== null;
    }

    private function refusal(array $roles): ?Refusal
    {
        $own = $this->edited > 0 ? (get_userdata($this->edited) ?: null)?->roles ?? [] : [];
        foreach (array_diff(array_map('strval', $roles), $own) as $role) {
            $refusal = RoleLimit::refusal($role, $this->edited);
            if ($refusal !== null) {
                return $refusal;
            }
        }
        return null;
    }

    /** Filter `can_add_user_to_blog`; WordPress has switched to the site. */
    public static function onAdd(mixed $can, mixed $userId, mixed $role): mixed
    {
        if ($can !== true) {
            return $can;
        }
        return RoleLimit::refusal((string) $role, (int) $userId)?->error() ?? true;
    }

    /**
     * Filter `update_user_metadata`: `WP_User::set_role()` ignores a refusal and goes on as if the role were given,
     * so the request ends here.
     */
    public function onRoles(mixed $check, mixed $userId, mixed $key, mixed $roles): mixed
    {
        if ($check !== null || $key !== RoleLimit::metaKey() || !is_array($roles)) {
            return $check;
        }
        foreach ($this->gained((int) $userId, $roles) as $role) {
            RoleLimit::refusal($role, (int) $userId)?->stop();
        }
        return $check;
    }

    /** Action `set_user_role`: the role is written, others may count again. */
    public static function onSet(mixed $userId, mixed $role): void
    {
        RoleLimit::done((string) $role);
    }

    /**
     * @param array<string, mixed> $roles capability or role => granted
     * @return list<string> the roles that the user does not have yet
     */
    private function gained(int $userId, array $roles): array
    {
        $had = get_user_meta($userId, RoleLimit::metaKey(), true);
        $new = array_diff_key(array_filter($roles), is_array($had) ? array_filter($had) : []);
        return array_values(array_filter(array_map('strval', array_keys($new)), [wp_roles(), 'is_role']));
    }
}
