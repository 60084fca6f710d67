<?php

declare(strict_types=1);

namespace PlanBridge;

use PlanBridge\Account\Menu;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * A message for the page after the redirect, kept with the user and shown once.
 *
 * What is kept is a code with its params, never a sentence: the words are chosen when they are shown, in the language
 * of that moment. The same message twice (a double click) is one message.
 */
final class Flash
{
    public const META = 'plan_bridge_messages';
    private const MOST = 5;

    /**
     * @param 'success'|'info'|'warning'|'error' $type
     * @param array<string, mixed> $params of the message, see Messages
     */
    public static function add(string $type, string $code, array $params = []): void
    {
        $user = get_current_user_id();
        $message = ['type' => $type, 'code' => $code, 'params' => $params];
        $kept = self::kept($user);
        if ($user > 0 && !in_array($message, $kept, true)) {
            update_user_meta($user, self::META, wp_slash(array_slice([...$kept, $message], -self::MOST)));
        }
    }

    /** Why something was refused, in the words for the act where there are such; see Messages::codeOfAct(). */
    public static function addError(WP_Error $error, string $act = ''): void
    {
        self::add('error', $act === '' ? Messages::code($error) : Messages::codeOfAct($act, $error), Messages::params($error));
    }

    /** Prints the waiting messages as notices of wp-admin and forgets them. */
    public static function render(): void
    {
        self::show(self::take());
    }

    /** @param list<array{type: string, code: string, params: array<string, mixed>}> $messages of take() */
    public static function show(array $messages): void
    {
        foreach ($messages as $message) {
            $again = $message['params']['again'] ?? null; // a choice that was cancelled and can be ordered again
            $link = is_array($again) ? ['address' => Menu::change($again), 'text' => __('Order it again', 'plan-bridge')] : null;
            View::render('parts/notice', ['type' => $message['type'], 'text' => Messages::forCode($message['code'], $message['params']), 'link' => $link]);
        }
    }

    public static function take(): array
    {
        $user = get_current_user_id();
        $kept = self::kept($user);
        return $kept !== [] && delete_user_meta($user, self::META) ? $kept : [];
    }

    private static function kept(int $user): array
    {
        $kept = $user > 0 ? get_user_meta($user, self::META, true) : [];
        return is_array($kept) ? array_values($kept) : [];
    }
}
