<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PHPMailer\PHPMailer\PHPMailer;
use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\Service\Network;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * Sends a mail in its receiver's language. User 0 is the network's administrator address.
 *
 * A mail cannot be taken back, and a process can die between sending and writing that it was sent. So that a second
 * copy is recognised as such by mail programs, a row's mail always carries the same Message-ID.
 */
final class Mail
{
    /** @return string|null why the row has to be tried again later; null where that is not so */
    public static function send(Task $task): ?string
    {
        if (self::isCopy()) {
            return 'this network is a copy: mail waits until it is adopted';
        }
        $userId = (int) ($task->payload['user_id'] ?? 0);
        $user = ($userId > 0 ? get_userdata($userId) : null) ?: null;
        $address = $userId > 0 ? (string) $user?->user_email : (string) get_site_option('admin_email');
        if (!is_email($address)) {
            return null; // the receiver is gone
        }
        $switched = switch_to_locale($user === null ? (string) get_site_option('WPLANG') ?: 'en_US' : get_user_locale($user));
        try {
            $facts = (new Client(system: true))->get("/v1/letters/{$task->id}");
            if (is_wp_error($facts)) {
                return 'the service did not say what is in the letter: ' . Messages::code($facts);
            }
            return $facts['is_sent'] ? self::sendWithReceipt($task, $address, $facts, $user?->display_name ?? '') : null;
        } finally {
            if ($switched) {
                restore_previous_locale();
            }
        }
    }

    /** Sends the letter; the receipt of what was paid, where there is one, goes along as a file that is gone afterwards. */
    private static function sendWithReceipt(Task $task, string $address, array $facts, string $name): ?string
    {
        $pdf = self::receipt($facts);
        if (is_wp_error($pdf)) {
            return 'the service did not give the receipt: ' . Messages::code($pdf);
        }
        $file = $pdf === '' ? '' : get_temp_dir() . 'receipt-' . (int) $facts['params']['payment_id'] . '-' . bin2hex(random_bytes(4)) . '.pdf';
        try {
            if ($file !== '' && file_put_contents($file, $pdf) === false) {
                return 'the receipt could not be written for the mail';
            }
            return self::post($task, $address, self::written($facts, $name), $file === '' ? [] : [$file]);
        } finally {
            if ($file !== '' && is_file($file)) {
                unlink($file);
            }
        }
    }

    /** The receipt of the payment that a letter is about; '' where it has none. An error: it may have one, ask again. */
    private static function receipt(array $facts): string|WP_Error
    {
        $id = (int) ($facts['params']['payment_id'] ?? 0);
        $client = new Client(system: true);
        if ($id === 0 || $facts['to'] !== 'owner') {
            return '';
        }
        $pdf = $client->download("/v1/letters/payments/{$id}/receipt.pdf");
        $mayComeYet = is_wp_error($pdf) && (Messages::isUnknown($pdf) || in_array(Messages::code($pdf), ['unreachable', 'store_unavailable', 'store_busy'], true));
        return is_wp_error($pdf) && !$mayComeYet ? '' : $pdf;
    }

    /** The letter, its dates as the owner's own site writes them. @return array{subject: string, html: string, text: string} */
    private static function written(array $facts, string $name): array
    {
        $site = $facts['to'] === 'owner' ? $facts['blog_ids'][0] ?? 0 : 0;
        switch_to_blog($site > 0 && get_site($site) !== null ? $site : get_main_site_id());
        try {
            return (new Letters($facts, $name))->made();
        } finally {
            restore_current_blog();
        }
    }

    /**
     * Whether this database is a copy of another network's: its mails would reach that network's customers. The
     * installation row says which of WordPress' networks is ours, and holds a digest of its main site's address, which
     * search-and-replace cannot carry along.
     */
    public static function isCopy(): bool
    {
        global $wpdb;
        $ours = $wpdb->get_row(
            'SELECT ours.site_url_sha256, ours.mode, main.domain, main.path FROM ' . Network::table('bridge_installation')
            . " ours JOIN {$wpdb->site} main ON main.id = ours.wp_network_id WHERE ours.id = 1",
            ARRAY_A,
        );
        return !is_array($ours) || $ours['mode'] !== 'live'
            || !hash_equals((string) $ours['site_url_sha256'], hash('sha256', $ours['domain'] . $ours['path']));
    }

    /** Why it was not sent, null where it was. */
    private static function post(Task $task, string $address, array $letter, array $files): ?string
    {
        $marked = null;
        $mark = static function (PHPMailer $mailer) use ($task, $letter, &$marked): void {
            $host = preg_replace('/:\d+$/', '', get_network()->domain);
            $mailer->AltBody = $letter['text'];
            $mailer->MessageID = sprintf('<plan-bridge-%s-%d@%s>', (string) Network::id(), $task->id, $host);
            $marked = $mailer;
        };
        $why = '';
        $note = static function (mixed $error) use (&$why): void {
            $why = is_wp_error($error) ? $error->get_error_message() : '';
        };
        add_action('phpmailer_init', $mark);
        add_action('wp_mail_failed', $note);
        try {
            $sent = wp_mail($address, $letter['subject'], $letter['html'], ['Content-Type: text/html; charset=UTF-8'], $files);
        } finally {
            remove_action('phpmailer_init', $mark);
            remove_action('wp_mail_failed', $note);
            if ($marked !== null) {
                $marked->MessageID = ''; // wp_mail() uses it again for whoever mails next in this process, and does not clear this
            }
        }
        return $sent ? null : ($why === '' ? 'wp_mail() did not send' : $why);
    }
}
