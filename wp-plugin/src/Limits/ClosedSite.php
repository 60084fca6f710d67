<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\View;
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
    private const DAY = 86400;

    /** Action `template_redirect`, before visits are looked at. */
    public function onPage(): void
    {
        $reason = self::reason();
        if ($reason !== null) {
            self::show($reason);
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
            wp_die(esc_html(self::text($reason)), '', ['response' => 503]);
        }
        wp_safe_redirect(admin_url('admin.php?page=plan-bridge-account'));
        exit;
    }

    /** Filter `rest_pre_dispatch`. */
    public function onRest(mixed $result): mixed
    {
        $reason = $result === null ? self::reason() : null;
        return $reason === null ? $result : new WP_Error('plan_bridge_closed', self::text($reason), ['status' => 503]);
    }

    /** Actions `xmlrpc_call` and `pre_comment_on_post`. */
    public function onOther(): void
    {
        $reason = self::reason();
        if ($reason !== null) {
            wp_die(esc_html(self::text($reason)), '', ['response' => 503]);
        }
    }

    /** Why the current site is closed to whoever asks; null where it is open. */
    private static function reason(): ?string
    {
        $quota = is_super_admin() ? null : Quota::current();
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

    /** @param string $reason `visits`, `expired`, `cancelled`, `suspended` or another word of the service */
    public static function show(string $reason, int $retryAfterSeconds = self::DAY): never
    {
        nocache_headers();
        status_header(503);
        header('Retry-After: ' . max(60, $retryAfterSeconds));
        header('Content-Type: text/html; charset=' . get_bloginfo('charset'));
        View::render('closed', [
            'site' => get_bloginfo('name', 'display'),
            'text' => self::text($reason),
            'hint' => self::hint($reason),
            'login' => wp_login_url(admin_url('admin.php?page=plan-bridge-account')),
        ]);
        exit;
    }

    /** What visitors read, plain text; also the answer of REST, XML-RPC and comments. */
    public static function text(string $reason): string
    {
        return match ($reason) {
            'visits' => self::visits(),
            'expired' => __('This site is closed because its membership has expired.', 'plan-bridge'),
            'cancelled' => __('This site is closed because its membership has been cancelled.', 'plan-bridge'),
            'suspended' => __('This site is closed because its membership has been suspended.', 'plan-bridge'),
            default => __('This site is closed because its membership is not active.', 'plan-bridge'),
        };
    }

    private static function visits(): string
    {
        $most = (int) Quota::current()?->limit('visits')?->most();
        /* translators: %s: a number of visits */
        $words = _n('This site has reached the visits limit of its plan: %s visit a month. It opens again on the first day of next month.', 'This site has reached the visits limit of its plan: %s visits a month. It opens again on the first day of next month.', $most, 'plan-bridge');
        return sprintf($words, number_format_i18n($most));
    }

    private static function hint(string $reason): string
    {
        return $reason === 'visits'
            ? __('Is this your site? Log in and change to a plan with more visits.', 'plan-bridge')
            : __('Is this your site? Log in to renew your membership. Nothing has been deleted.', 'plan-bridge');
    }
}
