<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/** When a change takes effect, in a sentence. */
final class QuoteText
{
    /** @param array<string, mixed> $quote */
    public static function effective(array $quote): string
    {
        if ($quote['effective'] !== null) {
            /* translators: %s: date */
            return sprintf(__('Takes effect on %s, when what you have paid for ends. Until then everything stays as it is.', 'plan-bridge'), Format::date($quote['effective']));
        }
        return $quote['due_now']['amount_minor'] > 0
            ? __('Takes effect at once when the payment has been registered.', 'plan-bridge')
            : __('Takes effect at once.', 'plan-bridge');
    }
}
