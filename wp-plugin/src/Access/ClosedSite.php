<?php

declare(strict_types=1);

namespace PlanBridge\Access;

use PlanBridge\Limits\SiteQuota;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * A site whose membership is not running: every way to look at it or to work on it answers 503 with the reason. Login
 * and the Account pages stay open, so that its owner can come back and pay; nothing is archived or deleted.
 */
final class ClosedSite
{
    /** Pages of wp-admin that stay open, by the prefix of their `page`; and profile, for the password. */
    private const OPEN_PAGES = 'plan-bridge-';
    private const OPEN_ACTIONS = 'plan_bridge_';

    /** Action `template_redirect`, before visits are looked at. */
    public function onPage(): void
    {
        $reason = self::reason();
        if ($reason !== null) {
            ClosedPage::show($reason);
        }
    }

    /** Action `admin_init`: screens lead to the Account, forms and scripts of others get the reason. */
    public function onAdmin(): void
    {
        $reason = is_network_admin() || is_user_admin() ? null : self::reason();
        if ($reason === null || self::isOpen()) {
            return;
        }
        global $pagenow;
        if (in_array($pagenow, ['admin-ajax.php', 'admin-post.php', 'async-upload.php'], true)) {
            wp_die(esc_html(ClosedPage::text($reason)), '', ['response' => 503]);
        }
        wp_safe_redirect(admin_url('admin.php?page=plan-bridge-account'));
        exit;
    }

    /** Filter `rest_pre_dispatch`. */
    public function onRest(mixed $result): mixed
    {
        $reason = $result === null ? self::reason() : null;
        return $reason === null ? $result : new WP_Error('plan_bridge_closed', ClosedPage::text($reason), ['status' => 503]);
    }

    /** Actions `xmlrpc_call` and `pre_comment_on_post`. */
    public function onOther(): void
    {
        $reason = self::reason();
        if ($reason !== null) {
            wp_die(esc_html(ClosedPage::text($reason)), '', ['response' => 503]);
        }
    }

    /** Why the current site is closed to whoever asks; null where it is open. */
    private static function reason(): ?string
    {
        $quota = is_super_admin() ? null : SiteQuota::current();
        return $quota === null || $quota->accessOpen() ? null : ($quota->closedBecause() ?? 'inactive');
    }

    private static function isOpen(): bool
    {
        global $pagenow;
        $page = self::word($_GET['page'] ?? ''); // WordPress takes the page from the address alone, the action from both
        return match ($pagenow) {
            'load-styles.php', 'load-scripts.php' => true,
            'profile.php' => $page === '',
            'admin.php' => str_starts_with($page, self::OPEN_PAGES),
            'admin-ajax.php', 'admin-post.php' => self::isOurs(self::word($_REQUEST['action'] ?? '')),
            default => false,
        };
    }

    private static function word(mixed $given): string
    {
        return is_string($given) ? $given : '';
    }

    /** Our own handlers, and what every open page of wp-admin needs: staying logged in. */
    private static function isOurs(string $action): bool
    {
        return str_starts_with($action, self::OPEN_ACTIONS) || $action === 'heartbeat';
    }
}
