<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/** One limit of a site as a person reads it: its name, what is used of it, and how full that is. */
final class LimitRow
{
    /**
     * @param int|float|null $used null: nobody counts it
     * @param list<array{who: string, name: string, quantity: int, number: ?int}> $parts of whom the number is made, as the service tells it
     */
    public function __construct(public readonly string $name, private readonly Allowance $allowance, private readonly int|float|null $used, private readonly array $parts = [])
    {
    }

    /** The rows that mean something on this site with its usage (Usage::forSite), those with a number first; `$parts` by the limit's name. */
    public static function all(array $limits, array $usage, array $parts = []): array
    {
        $rows = [];
        foreach (LimitTable::holding($limits) as $name => $allowance) {
            $rows[] = new self($name, $allowance, LimitTable::used($name, $usage), (array) ($parts[$name] ?? []));
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

    /** Where the number comes from: "from Pro", "500 MB from Pro + 2 × 250 MB from More space", "set for this site"; '' of what the plan leaves out. */
    public function origin(): string
    {
        $words = array_map(fn (array $part): string => $this->part($part, count($this->parts) === 1), $this->parts);
        return !$this->allowance->allowed && ($this->parts[0]['who'] ?? '') === 'plan' ? '' : implode(' + ', $words);
    }

    private function part(array $part, bool $isAlone): string
    {
        $number = $part['number'] === null ? __('any number', 'plan-bridge') : Format::limit($this->name, $part['number']);
        return match (true) {
            $part['who'] === 'site' => __('set for this site', 'plan-bridge'),
            $part['who'] === 'membership' => __('set for your membership', 'plan-bridge'),
            $part['name'] === '' => $number, // a product that is gone
            /* translators: %s: a plan or a package that a limit comes from */
            $isAlone && $part['quantity'] === 1 => sprintf(_x('from %s', 'a plan or a package', 'plan-bridge'), $part['name']),
            /* translators: 1: how much or how many, such as 500 MB, 2: the plan or package that it comes from */
            $part['quantity'] === 1 => sprintf(__('%1$s from %2$s', 'plan-bridge'), $number, $part['name']),
            /* translators: 1: how many of a package, 2: what each gives, such as 250 MB, 3: the package */
            default => sprintf(__('%1$s × %2$s from %3$s', 'plan-bridge'), number_format_i18n($part['quantity']), $number, $part['name']),
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
