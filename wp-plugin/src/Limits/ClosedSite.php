<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Account\Menu;
use PlanBridge\Companion\Account;
use PlanBridge\Companion\Seller;
use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\View;
use PlanBridge\Words;
use WP_Error;
use WP_REST_Request;

defined('ABSPATH') || exit;

/**
 * A site whose membership is not running: every way to look at it or to work on it answers 503 with the reason. Login
 * and the Account pages stay open, so that its owner can come back and pay; nothing is archived or deleted.
 */
final class ClosedSite
{
    /** Action `template_redirect`, before visits are looked at. */
    public function onPage(): void
    {
        self::show(self::reason());
    }

    /**
     * Action `admin_init`: screens lead to the Account, forms and scripts of others get the reason; what was typed into a
     * form is one click back.
     */
    public function onAdmin(): void
    {
        if (is_network_admin() || is_user_admin() || self::isOpen()) {
            return;
        }
        if (($_SERVER['REQUEST_METHOD'] ?? '') === 'POST' || in_array($GLOBALS['pagenow'], ['admin-ajax.php', 'admin-post.php', 'async-upload.php'], true)) {
            self::refuse();
        }
        wp_safe_redirect(self::account());
        exit;
    }

    /** Filter `rest_pre_dispatch`: the pages that stay open in wp-admin read through REST, and keep what a person has set up there. */
    public function onRest(mixed $result, mixed $server, WP_REST_Request $request): mixed
    {
        $isOfPage = current_user_can('read') && (in_array($request->get_method(), ['GET', 'HEAD', 'OPTIONS'], true) || $request->get_route() === '/wp/v2/users/me');
        return $result ?? ($isOfPage ? null : new WP_Error('plan_bridge_closed', self::text(self::reason()), ['status' => 503]));
    }

    /** Actions `xmlrpc_call` and `pre_comment_on_post`. */
    public static function refuse(): never
    {
        wp_die(esc_html(self::text(self::reason())), '', ['response' => 503, 'back_link' => true]);
        exit;
    }

    /** Why the current site is closed. Whether it is, to whoever asks, the table of hooks has asked. */
    private static function reason(): string
    {
        return (string) Quota::current()?->closedBecause();
    }

    /** Our own pages and handlers, those where Ultimate Multisite sells, the profile (for the password), and what every open page needs: staying logged in. */
    private static function isOpen(): bool
    {
        $page = SentText::of($_GET, 'page'); // WordPress takes the page from the address alone, the action from both
        $action = SentText::of($_REQUEST, 'action');
        return match ($GLOBALS['pagenow']) {
            'load-styles.php', 'load-scripts.php' => true,
            'profile.php' => $page === '',
            'admin.php', 'index.php' => str_starts_with($page, 'plan-bridge-') || (Plugin::isBeside() && Account::isWayToPay($page)),
            'admin-ajax.php', 'admin-post.php' => str_starts_with($action, 'plan_bridge_') || in_array($action, ['heartbeat', 'wp-compression-test'], true), // what the open pages send by themselves
            default => false,
        };
    }

    /** Where its owner can make it open again: on the Account of whoever sells, if this person has that one. */
    private static function account(): string
    {
        return Plugin::isBeside() && Account::isTheirs() ? Account::theirs() : Menu::account();
    }

    /** @param string $reason `visits`, `expired`, `cancelled`, `suspended` or another word of the service */
    public static function show(string $reason, int $retryAfterSeconds = DAY_IN_SECONDS): never
    {
        nocache_headers();
        status_header(503);
        header('Retry-After: ' . max(60, $retryAfterSeconds));
        header('Content-Type: text/html; charset=' . get_bloginfo('charset'));
        $account = Plugin::isBeside() && !Seller::isPlanBridge() ? admin_url() : Menu::account();
        View::render('closed', [
            'site' => get_bloginfo('name', 'display'),
            'text' => self::text($reason),
            'hint' => is_user_logged_in() ? '' : ($reason === 'visits'
                ? __('Is this your site? Log in and change to a plan with more visits.', 'plan-bridge')
                : __('Is this your site? Log in to renew your membership. Nothing has been deleted.', 'plan-bridge')),
            'login' => is_user_logged_in() ? $account : wp_login_url($account),
        ]);
        exit;
    }

    /** What visitors read, plain text; also the answer of REST, XML-RPC and comments. */
    public static function text(string $reason): string
    {
        if ($reason === 'visits') {
            $most = (int) Quota::current()?->limit('visits')?->most();
            return Messages::forCode('visits_full', ['allowed' => number_format_i18n($most)], $most);
        }
        return Words::table('names')['closed'][$reason] ?? __('This site is closed because its membership is not active.', 'plan-bridge');
    }
}
