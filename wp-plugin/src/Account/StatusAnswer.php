<?php

declare(strict_types=1);

namespace PlanBridge\Account;

defined('ABSPATH') || exit;

/** For the script of the checking page: where to go on, once the order is settled. Reads only. */
final class StatusAnswer
{
    public function send(): never
    {
        $quote = QuoteId::fromInput($_GET, 'checking'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        $next = $quote === null ? Pages::account() : (new Checking())->settled($quote, Checking::since());
        wp_send_json_success(['next' => $next]);
    }
}
