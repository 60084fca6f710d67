<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Users;

use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Refusals;
use PlanBridge\SentText;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * Invitations to a site are refused when they are sent. Refused at acceptance, WordPress answers with an error of its
 * own and the invitation is gone; a refusal at activation is swallowed.
 */
final class Invitations
{
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
        $refusal = RoleGate::refusesInvitation(self::role(), $user->ID);
        if ($refusal !== null) {
            self::back('user-new.php', $refusal);
        }
    }

    /**
     * Filter `wpmu_validate_user_signup`: somebody who is not a user yet, on the site's own screen. WordPress shows
     * the error above its form.
     *
     * @param array<string, mixed> $result
     * @return array<string, mixed>
     */
    public function onSignup(array $result): array
    {
        $here = is_admin() && !is_network_admin() && ($_REQUEST['action'] ?? '') === 'createuser';
        if (!$here || !($result['errors'] ?? null) instanceof WP_Error) {
            return $result;
        }
        $refusal = RoleGate::refusesInvitation(self::role(), 0);
        if ($refusal !== null) {
            $result['errors']->add('plan_bridge_limit_reached', esc_html($refusal->text));
        }
        return $result;
    }

    /** Back to the screen, which shows the sentence. */
    public static function back(string $screen, Refusal $refusal): never
    {
        Refusals::note($refusal);
        wp_safe_redirect(Refusals::onto(admin_url($screen), [$refusal->limit]));
        exit;
    }

    private static function role(): string
    {
        $role = sanitize_key(SentText::of($_REQUEST, 'role'));
        return $role === '' ? (string) get_option('default_role') : $role;
    }
}
