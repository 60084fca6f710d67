<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;
use PlanBridge\SentText;

defined('ABSPATH') || exit;

/** Users whose name, login or e-mail address has in it what was typed so far, for fields that take a user. */
final class Suggestions
{
    public const ACTION = 'plan_bridge_users';

    public const FORM = 'users';

    /** Fewer signs find too many, and more rows than these help nobody. */
    private const LEAST_TYPED = 2;
    private const MOST_FOUND = 10;

    /** Action `wp_ajax_plan_bridge_users`. On a network of very many users nothing is looked for, as WordPress itself does. */
    public function send(): void
    {
        Screens::insist(Screens::FOR_SETTINGS);
        if (!Screens::isGenuine(self::FORM)) {
            wp_send_json_error(['text' => Messages::forCode('form_expired_kept')], 403);
        }
        wp_send_json_success(self::found(SentText::of($_POST, 'term')));
    }

    /** @return list<array{value: string, label: string}> a login, and what is shown of who has it */
    public static function found(string $typed): array
    {
        $term = trim(wp_check_invalid_utf8($typed), " \t\n*");
        if (mb_strlen($term) < self::LEAST_TYPED || wp_is_large_network('users')) {
            return [];
        }
        $users = get_users([
            'blog_id' => 0,
            'search' => "*{$term}*",
            'search_columns' => ['display_name', 'user_login', 'user_email'],
            'orderby' => 'display_name',
            'number' => self::MOST_FOUND,
            'count_total' => false,
            'fields' => ['user_login', 'display_name', 'user_email'],
        ]);
        return array_map(static fn (object $user): array => [
            'value' => (string) $user->user_login,
            /* translators: 1: a user's name, 2: their login, 3: their e-mail address */
            'label' => sprintf(__('%1$s (%2$s, %3$s)', 'plan-bridge'), wp_specialchars_decode($user->display_name, ENT_QUOTES), $user->user_login, $user->user_email),
        ], $users);
    }
}
