<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/** Receipts and credit notes: the links to them in lists of payments, and the download. The service decides who may read one. */
final class Receipt
{
    public const ACTION = 'plan_bridge_receipt';

    public function __construct(private readonly Client $client = new Client())
    {
    }

    public static function nonce(int $payment): string
    {
        return self::ACTION . "_{$payment}";
    }

    /** Where one document of a payment is downloaded, by this person and for as long as a nonce holds. */
    public static function address(int $payment, int $document): string
    {
        $query = ['action' => self::ACTION, 'payment' => $payment, 'document' => $document, '_wpnonce' => wp_create_nonce(self::nonce($payment))];
        return admin_url('admin-post.php?' . http_build_query($query));
    }

    /** What a document is called: "Receipt 2026-00007". @param array<string, mixed> $document */
    public static function name(array $document): string
    {
        return sprintf(Words::of('document', $document['series']), $document['name']);
    }

    /** Action `admin_post_plan_bridge_receipt`: sends the PDF; what keeps that from being done is said on a page of its own. */
    public function send(): never
    {
        if (!current_user_can(Plugin::CAPABILITY)) {
            self::refuse('not_allowed', 403);
        }
        $payment = SentText::id($_GET, 'payment');
        if (wp_verify_nonce(SentText::of($_GET, '_wpnonce'), self::nonce($payment)) === false) {
            self::refuse('link_expired', 403);
        }
        $document = SentText::id($_GET, 'document');
        $file = $this->client->download("/v1/payments/{$payment}/receipt.pdf", $document === 0 ? [] : ['document' => $document]);
        if (is_wp_error($file)) {
            self::refuse(Messages::code($file), Messages::status($file) ?: 503, Messages::params($file));
        }
        nocache_headers();
        header('Content-Type: application/pdf');
        header('X-Content-Type-Options: nosniff');
        header('Content-Disposition: inline; filename="' . sanitize_file_name("{$payment}-{$document}.pdf") . '"');
        header('Content-Length: ' . strlen($file));
        echo $file; // phpcs:ignore WordPress.Security.EscapeOutput -- a PDF, sent as one
        exit;
    }

    private static function refuse(string $code, int $status, array $params = []): never
    {
        wp_die(esc_html(Messages::forCode($code, $params)), '', ['response' => $status, 'back_link' => true]);
    }
}
