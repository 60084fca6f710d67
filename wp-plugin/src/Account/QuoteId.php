<?php

declare(strict_types=1);

namespace PlanBridge\Account;

defined('ABSPATH') || exit;

/** The id of a quote in a form or an address. */
final class QuoteId
{
    /**
     * The id, or null where none is named or it cannot be one.
     *
     * @param array<string, mixed> $input
     */
    public static function fromInput(array $input, string $name = 'quote_id'): ?string
    {
        $id = $input[$name] ?? null;
        return is_string($id) && preg_match('/^[0-9a-f]{32}$/', $id) === 1 ? $id : null;
    }
}
