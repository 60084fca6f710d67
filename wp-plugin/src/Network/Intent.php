<?php

declare(strict_types=1);

namespace PlanBridge\Network;

defined('ABSPATH') || exit;

/** What a form of these screens asks for: the name of an act, and the nonce that shows that the form was ours. */
final class Intent
{
    public const FIELD = 'pb_act';

    /** The act asked for, or null where the page is only looked at. */
    public static function asked(): ?string
    {
        if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST' || !is_string($_POST[self::FIELD] ?? null)) {
            return null;
        }
        return sanitize_key(wp_unslash($_POST[self::FIELD]));
    }

    /** Whether the nonce that came along was made for this form and this person, less than a day ago. */
    public static function isGenuine(string $form): bool
    {
        $nonce = $_POST['_wpnonce'] ?? '';
        return is_string($nonce) && wp_verify_nonce(wp_unslash($nonce), self::action($form)) !== false;
    }

    /** @param string $form the form's name, with the id of what it changes */
    public static function action(string $form): string
    {
        return 'plan_bridge_network_' . $form;
    }

    /** Leads away after an act, so that reloading does not repeat it. */
    public static function leave(string $address): never
    {
        wp_safe_redirect($address);
        exit;
    }
}
