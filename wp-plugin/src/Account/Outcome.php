<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Messages;
use WP_Error;

defined('ABSPATH') || exit;

/** What came of an order, told once, on the next page. */
final class Outcome
{
    /** @param array<string, mixed> $change */
    public static function tell(array $change): void
    {
        $status = (string) $change['status'];
        $type = match ($status) {
            'applied', 'scheduled' => 'success',
            'needs_attention', 'void' => 'warning',
            default => 'info',
        };
        Flash::add($type, "change_{$status}", ['effective_at' => $change['effective_at'] ?? null]);
    }

    /**
     * Whether an error leaves open what happened: no answer, or one that came from a service that broke on the way.
     * Then nobody may say that nothing has changed.
     */
    public static function isUnknown(WP_Error $error): bool
    {
        $code = Messages::code($error);
        $undone = ['store_unavailable', 'store_busy', 'schema_out_of_date'];
        return $code === 'no_answer' || (Messages::status($error) >= 500 && !in_array($code, $undone, true));
    }
}
