<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

defined('ABSPATH') || exit;

/**
 * What a plan allows of one thing: none at all, up to a number, or any number.
 */
final class Allowance
{
    /** @param int|float|null $limit null is unlimited; megabytes for disk space, else a count */
    public function __construct(public readonly bool $allowed, public readonly int|float|null $limit, public readonly bool $isKnown = true)
    {
    }

    /** Where nobody can tell at the moment: nothing more, until it can be read again. */
    public static function unread(): self
    {
        return new self(false, 0, false);
    }

    /**
     * An entry of the stored quota, `{"allowed": bool, "limit": number|null}`; `allowed` absent means allowed. Numbers may come as
     * numeric strings; null where nobody can read it.
     */
    public static function fromEntry(mixed $entry): ?self
    {
        if (!is_array($entry)) {
            return null;
        }
        $limit = $entry['limit'] ?? null;
        if ($limit !== null && (!is_numeric($limit) || !is_finite((float) $limit))) {
            return null;
        }
        return new self(($entry['allowed'] ?? true) !== false, $limit === null ? null : $limit + 0);
    }

    /** Whether there is anything that this could refuse. */
    public function restricts(): bool
    {
        return !$this->allowed || $this->limit !== null;
    }

    /** Whether `$more` can be added to what is used. Exactly reaching the limit is allowed. */
    public function fits(int|float $used, int|float $more = 1): bool
    {
        if (!$this->allowed) {
            return false;
        }
        return $this->limit === null || $used + $more <= $this->limit;
    }

    /** The number that may be there at most, null where any number may; nothing is allowed is 0. */
    public function most(): int|float|null
    {
        return $this->allowed ? $this->limit : 0;
    }
}
