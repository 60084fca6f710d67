<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PHPMailer\PHPMailer\PHPMailer;
use WP_User;

defined('ABSPATH') || exit;

/**
 * Sends a mail in its receiver's language. User 0 is the network's administrator address.
 *
 * A mail cannot be taken back, and a process can die between sending and writing that it was sent. So that a second
 * copy is recognised as such by mail programs, a row's mail always carries the same Message-ID.
 */
final class Mail implements Handler
{
    public function do(Row $row): void
    {
        if (Copies::isCopy()) {
            throw new Failed('this network is a copy: mail waits until it is adopted');
        }
        $userId = (int) ($row->payload['user_id'] ?? 0);
        $user = $userId > 0 ? get_userdata($userId) : null;
        $address = $userId > 0 ? ($user instanceof WP_User ? $user->user_email : '') : (string) get_site_option('admin_email');
        if (!is_email($address)) {
            return; // the receiver is gone
        }
        $switched = switch_to_locale($user instanceof WP_User ? get_user_locale($user) : self::networkLocale());
        try {
            self::send($row, $address, self::letter($row, $user instanceof WP_User ? $user : null));
        } finally {
            if ($switched) {
                restore_previous_locale();
            }
        }
    }

    private static function letter(Row $row, ?WP_User $user): Letter
    {
        $template = (string) ($row->payload['template'] ?? '');
        $params = (array) ($row->payload['params'] ?? []);
        return $user === null
            ? Letter::toNetworkAdmin($template, $params)
            : Letter::toCustomer($template, $params, $user->display_name);
    }

    private static function send(Row $row, string $address, Letter $letter): void
    {
        $mark = static function (PHPMailer $mailer) use ($row): void {
            $mailer->MessageID = sprintf('<plan-bridge-%s-%d@%s>', Copies::networkId(), $row->id, self::host());
        };
        $why = '';
        $note = static function (mixed $error) use (&$why): void {
            $why = is_wp_error($error) ? $error->get_error_message() : '';
        };
        add_action('phpmailer_init', $mark);
        add_action('wp_mail_failed', $note);
        $sent = wp_mail($address, $letter->subject, $letter->text);
        remove_action('phpmailer_init', $mark);
        remove_action('wp_mail_failed', $note);
        if (!$sent) {
            throw new Failed($why === '' ? 'wp_mail() did not send' : $why);
        }
    }

    private static function networkLocale(): string
    {
        $locale = (string) get_site_option('WPLANG');
        return $locale === '' ? 'en_US' : $locale;
    }

    private static function host(): string
    {
        return (string) preg_replace('/:\d+$/', '', get_network()->domain);
    }
}
