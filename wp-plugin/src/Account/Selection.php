<?php

declare(strict_types=1);

namespace PlanBridge\Account;

defined('ABSPATH') || exit;

/**
 * What was chosen on the change form: a plan, a period, and how many of each add-on that is offered with that plan.
 *
 * In forms and addresses: `offer=3:1-month` (or `3:none`) and `addons[3][6]=2`, where 3 is the plan and 6 the add-on; `code=SPRING`.
 */
final class Selection
{
    /** The most of one package that the service takes. */
    public const MOST = 9999;
    /** The longest discount code that the service takes. */
    public const LONGEST_CODE = 64;

    /**
     * @param array{n: int, unit: string}|null $period
     * @param array<int, int|string> $addons product id to quantity, or to what was typed: the service reads it
     */
    public function __construct(public readonly int $planId, public readonly ?array $period, public readonly array $addons, public readonly string $code = '')
    {
    }

    /** Reads a form or an address, unslashed; null where no plan is chosen or the choice cannot be read. */
    public static function fromInput(array $input): ?self
    {
        $offer = $input['offer'] ?? null;
        if (!is_string($offer) || preg_match('/^(\d{1,18}):(none|(\d{1,4})-(day|week|month|year))$/', $offer, $part) !== 1) {
            return null;
        }
        $period = $part[2] === 'none' ? null : ['n' => (int) $part[3], 'unit' => $part[4]];
        $isTyped = static fn (mixed $typed, int|string $id): bool => is_int($id) && $id > 0 && is_scalar($typed);
        $typed = array_filter((array) (((array) ($input['addons'] ?? []))[$part[1]] ?? []), $isTyped, ARRAY_FILTER_USE_BOTH);
        $code = $input['code'] ?? '';
        return new self(
            (int) $part[1],
            $period,
            array_map(static fn (mixed $typed): string => mb_substr(trim((string) $typed), 0, 40), $typed),
            is_string($code) ? mb_substr(trim($code), 0, self::LONGEST_CODE) : ''
        );
    }

    /** @param array<string, mixed> $stored as in the service's choices (`plan_id`, map) or quotes (`plan_id`, list) */
    public static function fromService(array $stored): self
    {
        $addons = $stored['addons'] ?? [];
        $quantities = array_is_list($addons) ? array_column($addons, 'quantity', 'product_id') : $addons;
        return new self((int) ($stored['plan_id'] ?? 0), $stored['period'] ?? null, $quantities, (string) ($stored['code'] ?? ''));
    }

    /**
     * A plan as it would be kept on with: the present period where the plan has a price for it, else its first, and of what is held
     * what goes with it; null where the plan is not offered.
     *
     * @param array<string, mixed> $choices the answer of GET /v1/memberships/{id}/choices
     */
    public static function keeping(array $choices, int $planId): ?self
    {
        $current = $choices['current'];
        foreach ($choices['plans'] as $plan) {
            if ((int) $plan['product_id'] === $planId) {
                $periods = array_column($plan['prices'], 'period');
                $period = in_array($current['period'], $periods, true) ? $current['period'] : $periods[0] ?? $current['period'];
                return new self($planId, $period, array_intersect_key((array) $current['addons'], array_flip(array_column($plan['addons'], 'product_id'))));
            }
        }
        return null;
    }

    /** A period as it is written in one word, `1-month`; null where it is none. @return array{n: int, unit: string}|null */
    public static function period(string $typed): ?array
    {
        return preg_match('/^([1-9]\d{0,3})-(day|week|month|year)$/', $typed, $part) === 1 ? ['n' => (int) $part[1], 'unit' => $part[2]] : null;
    }

    public static function offer(int $planId, ?array $period): string
    {
        return $planId . ':' . ($period === null ? 'none' : $period['n'] . '-' . $period['unit']);
    }

    /**
     * Which of a plan's prices is the chosen one, as in offer(); null where another plan is chosen. A membership may carry a
     * period that its plan has no price for (a free plan "per month"): then it is the plan's first.
     */
    public function chosenOffer(int $planId, array $prices): ?string
    {
        $offers = array_map(static fn (array $price): string => self::offer($planId, $price['period']), $planId === $this->planId ? $prices : []);
        return array_intersect([self::offer($planId, $this->period)], $offers)[0] ?? $offers[0] ?? null;
    }

    /** @return array<string, mixed> for an address */
    public function query(): array
    {
        $query = ['offer' => self::offer($this->planId, $this->period), 'addons' => [$this->planId => $this->addons]];
        return $this->code === '' ? $query : $query + ['code' => $this->code];
    }

    /** What stands in the field of an add-on: its quantity, or what was typed in its place. */
    public function shown(int $addon): string
    {
        return (string) ($this->addons[$addon] ?? 0);
    }

    /** @return array<string, mixed> for the service */
    public function body(): array
    {
        $body = ['plan_id' => $this->planId, 'period' => $this->period, 'addons' => (object) $this->addons];
        return $this->code === '' ? $body : $body + ['code' => $this->code];
    }

    /** The id, or null where none is named or it cannot be one. */
    public static function quoteId(array $input, string $name = 'quote_id'): ?string
    {
        $id = $input[$name] ?? null;
        return is_string($id) && preg_match('/^[0-9a-f]{32}$/', $id) === 1 ? $id : null;
    }
}
