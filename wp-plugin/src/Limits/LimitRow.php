<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/** One limit of a site as a person reads it: its name, what is used of it, and how full that is. */
final class LimitRow
{
    /**
     * @param string $name as the service writes it: `disk_space`, `post_types.post`
     * @param bool $allowed false: none of this at all
     * @param int|float|null $limit null: unlimited
     * @param int|float|null $used null: nobody counts it
     */
    public function __construct(
        public readonly string $name,
        public readonly bool $allowed,
        public readonly int|float|null $limit,
        public readonly int|float|null $used,
    ) {
    }

    /**
     * The rows that mean something on this site, those with a number first.
     *
     * @param array<string, mixed> $limits the service's "Limits"
     * @param array<string, mixed> $usage of Limits\Usage
     * @return list<self>
     */
    public static function all(array $limits, array $usage): array
    {
        $rows = [];
        foreach (LimitTable::flatten($limits) as $name => $rule) {
            $row = new self($name, $rule['allowed'], $rule['limit'], LimitTable::used($name, $usage));
            if ($row->isOfInterest()) {
                $rows[] = $row;
            }
        }
        usort($rows, static fn (self $one, self $other): int => $one->rank() <=> $other->rank());
        return $rows;
    }

    public function title(): string
    {
        return LimitTable::name($this->name);
    }

    /** "120 MB of 500 MB", "7, unlimited", "Not included". */
    public function words(): string
    {
        if (!$this->allowed) {
            return __('Not included', 'plan-bridge');
        }
        $limit = Format::limit($this->name, $this->limit);
        if ($this->used === null) {
            return $limit;
        }
        $used = Format::limit($this->name, $this->used);
        return $this->limit === null
            /* translators: %s: how much or how many are used, without a limit */
            ? sprintf(__('%s, unlimited', 'plan-bridge'), $used)
            /* translators: 1: how much or how many are used, 2: the limit */
            : sprintf(__('%1$s of %2$s', 'plan-bridge'), $used, $limit);
    }

    /** 0 to 100; null where there is no bar to draw. */
    public function percent(): ?int
    {
        if (!$this->allowed || $this->limit === null || $this->used === null) {
            return null;
        }
        if ($this->limit <= 0) {
            return 100;
        }
        return (int) min(100, floor(100 * $this->used / $this->limit));
    }

    /** 'over' above the limit, 'full' at it, 'near' from 80 percent, else 'fine'; one site of one is no warning. */
    public function state(): string
    {
        return match (true) {
            $this->percent() === null => 'fine',
            $this->used > $this->limit => 'over',
            $this->name === 'sites' => 'fine',
            $this->used >= $this->limit => 'full',
            $this->percent() >= 80 => 'near',
            default => 'fine',
        };
    }

    /** Types and roles that this site does not have are only noise, unless something of them is there. */
    private function isOfInterest(): bool
    {
        [$module, $of] = explode('.', $this->name, 2) + [1 => ''];
        return match ($module) {
            'post_types' => $this->used > 0 || (bool) get_post_type_object($of)?->show_ui,
            'users' => $this->used > 0 || isset(wp_roles()->role_names[$of]),
            default => true,
        };
    }

    private function rank(): int
    {
        return $this->percent() === null ? 1 : 0;
    }
}
