<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Checkout;
use PlanBridge\Messages;
use WP_Error;

defined('ABSPATH') || exit;

/** What marking a payment as paid came to: the kind of message, its code and its params. */
final class PaymentOutcome
{
    /**
     * @param array<string, mixed> $answer of the service: `payment`, `change` (null for a renewal)
     * @return array{0: string, 1: string, 2: array<string, mixed>}
     */
    public static function of(array $answer): array
    {
        $payment = (array) ($answer['payment'] ?? []);
        $change = is_array($answer['change'] ?? null) ? $answer['change'] : null;
        $params = [
            'payment' => (int) ($payment['id'] ?? 0),
            'amount' => (string) ($payment['amount']['formatted'] ?? ''),
            'membership' => (int) ($payment['membership_id'] ?? 0),
            'offer' => $change === null ? '' : self::offer($change),
            'effective_at' => (string) ($change['effective_at'] ?? ''),
        ];
        return match ($change['status'] ?? 'renewal') {
            'applied' => ['success', 'paid_change_applied', $params],
            'scheduled' => ['success', 'paid_change_scheduled', $params],
            'renewal' => ['success', 'paid_renewal', $params],
            'needs_attention', 'void', 'cancelled', 'replaced' => ['warning', 'paid_change_needs_attention', $params],
            default => ['info', 'paid_change_processing', $params],
        };
    }

    /** @return array{0: string, 1: array<string, mixed>} code and params */
    public static function ofError(WP_Error $error, int $id): array
    {
        return [Checkout::isUnknown($error) ? 'paid_no_answer' : Messages::code($error), Messages::params($error) + ['payment' => $id]];
    }

    /** @param array<string, mixed> $change */
    private static function offer(array $change): string
    {
        $names = [(string) ($change['plan']['name'] ?? '')];
        foreach ((array) ($change['addons'] ?? []) as $addon) {
            $quantity = (int) ($addon['quantity'] ?? 1);
            $names[] = ($addon['name'] ?? '') . ($quantity > 1 ? " × {$quantity}" : '');
        }
        return implode(', ', array_filter($names));
    }
}
