<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/** One limit of a site as a person reads it: its name, what is used of it, and how full that is. */
final class LimitRow
{
    /** @param int|float|null $used null: nobody counts it */
    public function __construct(public readonly string $name, private readonly Allowance $allowance, private readonly int|float|null $used)
    {
    }

    /** The rows that mean something on this site with its usage (Usage::forSite), those with a number first. */
    public static function all(array $limits, array $usage): array
    {
        $rows = [];
        foreach (LimitTable::holding($limits) as $name => $allowance) {
            $rows[] = new self($name, $allowance, LimitTable::used($name, $usage));
        }
        $rows = array_values(array_filter($rows, static fn (self $row): bool => $row->isOfInterest()));
        usort($rows, static fn (self $one, self $other): int => ($one->percent() === null) <=> ($other->percent() === null));
        return $rows;
    }

    /** "120 MB of 500 MB", "7, unlimited", "Not included". */
    public function words(): string
    {
        $limit = Format::allowance($this->name, $this->allowance);
        return match (true) {
            !$this->allowance->allowed, $this->used === null => $limit,
            /* translators: %s: how much or how many are used, without a limit */
            $this->allowance->limit === null => sprintf(__('%s, unlimited', 'plan-bridge'), Format::limit($this->name, $this->used)),
            /* translators: 1: how much or how many are used, 2: the limit */
            default => sprintf(__('%1$s of %2$s', 'plan-bridge'), Format::limit($this->name, $this->used), $limit),
        };
    }

    /** For a machine: what is used, null where nobody counts it; what is allowed, null where any number is, 0 where none of it. @return array{used: int|float|null, allowed: int|float|null} */
    public function figures(): array
    {
        return ['used' => $this->used, 'allowed' => $this->allowance->most()];
    }

    /** 0 to 100; null where there is no bar to draw. */
    public function percent(): ?int
    {
        $limit = $this->allowance->allowed ? $this->allowance->limit : null;
        if ($limit === null || $this->used === null) {
            return null;
        }
        return $limit <= 0 ? 100 : (int) min(100, floor(100 * $this->used / $limit));
    }

    /** 'over' above the limit, 'full' at it, 'near' from 80 percent, else 'fine'; one site of one is no warning. */
    public function state(): string
    {
        return match (true) {
            $this->percent() === null => 'fine',
            $this->used > $this->allowance->limit => 'over',
            $this->name === 'sites' => 'fine',
            $this->used >= $this->allowance->limit => 'full',
            $this->percent() >= 80 => 'near',
            default => 'fine',
        };
    }

    /** Types and roles that this site does not have are only noise, unless something of them is there. */
    private function isOfInterest(): bool
    {
        [$module, $of] = explode('.', $this->name, 2) + [1 => ''];
        return $this->used > 0 || match ($module) {
            'post_types' => (bool) get_post_type_object($of)?->show_ui,
            'users' => isset(wp_roles()->role_names[$of]),
            default => true,
        };
    }
}
