<?php

declare(strict_types=1);

namespace PlanBridge\Account;

defined('ABSPATH') || exit;

/** What somebody gets whose login ended while the page was open: nothing was sent, first the login, then the page. */
final class LoginFirst
{
    public function redirect(): never
    {
        Pages::go(wp_login_url(Pages::change(['membership' => MembershipId::asked()])));
    }

    public function sendMessage(): never
    {
        $text = __('You have been logged out, so nothing was sent. Please log in again.', 'plan-bridge');
        wp_send_json_error(['html' => '<p class="pb-problem">' . esc_html($text) . '</p>'], 401);
    }
}
