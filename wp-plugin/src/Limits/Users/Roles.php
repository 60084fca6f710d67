<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Users;

use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\SiteQuota;
use PlanBridge\SentText;
use WP_REST_Request;

defined('ABSPATH') || exit;

/**
 * Which roles can be given on the screens and over REST.
 *
 * The user who is being edited keeps his own: without it his role would be wiped by the next save of his profile.
 */
final class Roles
{
    /** The user whom a REST request edits, 0 where it makes one. */
    private int $edited = 0;

    /**
     * Filter `editable_roles`.
     *
     * @param array<string, mixed> $roles
     * @return array<string, mixed>
     */
    public function onEditable(array $roles): array
    {
        $user = $this->edited > 0 ? $this->edited : SentText::id($_REQUEST, 'user_id');
        $own = $user > 0 ? (get_userdata($user) ?: null)?->roles ?? [] : [];
        foreach (SiteQuota::current()?->names('users') ?? [] as $role) {
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
        $refusal = RoleGate::refusesMany($role, count(array_filter($_REQUEST['users'], $hasNot)));
        $isMeant = SentText::of($_REQUEST, '_wpnonce') !== '' && current_user_can('promote_users'); // else WordPress itself refuses
        if ($refusal !== null && $isMeant && check_admin_referer('bulk-users')) {
            Invitations::back('users.php', $refusal);
        }
    }

    private function isFull(string $role): bool
    {
        return RoleGate::refusesMany($role, 1) !== null;
    }

    /** @param array<mixed> $roles */
    private function refusal(array $roles): ?Refusal
    {
        $own = $this->edited > 0 ? (get_userdata($this->edited) ?: null)?->roles ?? [] : [];
        foreach (array_diff(array_map('strval', $roles), $own) as $role) {
            $refusal = RoleGate::refusal($role, $this->edited);
            if ($refusal !== null) {
                return $refusal;
            }
        }
        return null;
    }
}
