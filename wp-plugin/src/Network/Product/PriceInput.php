<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Network\Input\Amount;
use PlanBridge\Network\Input\Notation;
use PlanBridge\Network\Input\PeriodInput;
use PlanBridge\Network\Input\Problem;

defined('ABSPATH') || exit;

/** Reads the Pricing tab: amounts in the reader's notation, periods, price variations, tax. */
final class PriceInput
{
    public const PRICING_TYPES = ['paid', 'free', 'contact_us', 'pay_what_you_want'];

    /** @var array<string, Problem> */
    private array $problems = [];

    private readonly string $currency;

    /** @param array<string, mixed> $values as Values::sent() arranges them */
    public function __construct(private readonly array $values, private readonly Notation $notation)
    {
        $this->currency = strtoupper(trim($values['currency']));
    }

    /** @return array<string, Problem> */
    public function problems(): array
    {
        return $this->problems;
    }

    /**
     * @param array<string, mixed> $stored
     * @return array<string, mixed>
     */
    public function product(array $stored): array
    {
        $recurring = $this->values['recurring'] !== '';
        $period = $this->period('period');
        if ($recurring && $period === null && $this->values['pricing_type'] !== 'free') {
            $this->problems += ['period' => new Problem('period_required')];
        }
        return [
            'currency' => $this->currency(),
            'pricing_type' => $this->values['pricing_type'],
            'amount' => $this->amount('amount', $this->values['amount'], array_key_exists('amount', $stored) ? $stored['amount'] : '0'),
            'setup_fee' => $this->amount('setup_fee', $this->values['setup_fee'], array_key_exists('setup_fee', $stored) ? $stored['setup_fee'] : '0'),
            'period' => $period,
            'recurring' => $recurring,
            'trial' => $this->period('trial'),
            'price_variations' => $this->variations(),
            'taxable' => $this->values['taxable'] !== '',
            'tax_category' => trim($this->values['tax_category']) === '' ? 'default' : trim($this->values['tax_category']),
        ];
    }

    private function currency(): string
    {
        if (preg_match('/^[A-Z]{3}$/', $this->currency) !== 1) {
            $this->problems['currency'] = new Problem('currency_unreadable');
        }
        return $this->currency;
    }

    /** An empty amount is 0: a set-up fee that is not asked for is left empty. Not where the stored one cannot be read. */
    private function amount(string $path, string $typed, mixed $kept): string
    {
        $amount = trim($typed) === '' && $kept !== null ? '0.00' : Amount::read($typed, $this->notation, $this->currency);
        if ($amount instanceof Problem) {
            $this->problems[$path] = $amount;
            return (string) $kept;
        }
        return $amount;
    }

    /** @return array{n: int, unit: string}|null */
    private function period(string $field): ?array
    {
        $period = PeriodInput::read($this->values[$field]);
        if ($period instanceof Problem) {
            $this->problems[$field] = $period;
            return null;
        }
        return $period;
    }

    /**
     * A row that is empty is no variation; one with only an amount or only a period is a problem.
     *
     * @return list<array{period: array{n: int, unit: string}, amount: string}>
     */
    private function variations(): array
    {
        $read = [];
        foreach (array_values($this->values['price_variations']) as $at => $row) {
            $row = is_array($row) ? $row : [];
            $typed = trim((string) ($row['amount'] ?? ''));
            $period = PeriodInput::read($row);
            if ($period === null && $typed === '') {
                continue;
            }
            if ($period === null || $period instanceof Problem) {
                $this->problems["price_variations.{$at}.period"] = $period ?? new Problem('period_required');
                continue;
            }
            $missing = $typed === '' ? new Problem('required') : null;
            $this->problems += $missing === null ? [] : ["price_variations.{$at}.amount" => $missing];
            $read[] = ['period' => $period, 'amount' => $this->amount("price_variations.{$at}.amount", $typed, '0')];
        }
        return $read;
    }
}
