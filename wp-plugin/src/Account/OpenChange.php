<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Sentences;

defined('ABSPATH') || exit;

/** What the Account page says of an order or a renewal that is not done yet, or that got stuck. */
final class OpenChange
{
    public readonly bool $isRenewal;

    /** Whether there still is time to pay. */
    public readonly bool $isPayable;

    /**
     * @param array<string, mixed> $change of the account
     * @param int $now seconds since 1970, by the database's clock
     */
    public function __construct(private readonly array $change, int $now)
    {
        $until = $change['payable_until'] === null ? false : strtotime((string) $change['payable_until']);
        $this->isRenewal = $change['kind'] === 'renewal';
        $this->isPayable = $change['status'] === 'awaiting_payment' && ($until === false || $now < $until);
    }

    public function title(): string
    {
        return match (true) {
            $this->isPayable && $this->isRenewal => __('Time to pay for your membership', 'plan-bridge'),
            $this->isPayable => __('Waiting for your payment', 'plan-bridge'),
            $this->isOverdue() => __('The time to pay is over', 'plan-bridge'),
            $this->change['status'] === 'processing' => __('Your payment is being processed', 'plan-bridge'),
            $this->change['status'] === 'needs_attention' => __('Your payment could not be used', 'plan-bridge'),
            default => __('Your latest order', 'plan-bridge'),
        };
    }

    /** That the tax is another than when the price was agreed, and how much it is now; '' where it is the same. */
    public function taxChange(): string
    {
        $now = $this->change['tax_change']['now']['formatted'] ?? null;
        $agreed = $this->change['tax_change']['agreed']['formatted'] ?? null;
        if ($now === null || $agreed === null) {
            return '';
        }
        /* translators: 1: amount of tax now, 2: amount of tax before */
        return sprintf(__('The tax in it is %1$s; it was %2$s when the price was agreed. Tax is charged by the rates and the address of the day, the price itself is as agreed.', 'plan-bridge'), $now, $agreed);
    }

    /** "To pay" while it is to be paid; afterwards the amount is only named. */
    public function amountName(): string
    {
        return match (true) {
            $this->isPayable => __('To pay', 'plan-bridge'),
            $this->change['status'] === 'needs_attention' => _x('Paid', 'before an amount of money', 'plan-bridge'),
            default => __('Amount', 'plan-bridge'),
        };
    }

    /** Where things stand and what comes next. */
    public function sentence(): string
    {
        return match (true) {
            $this->isPayable && $this->isRenewal => __('The next term begins as soon as the payment has been registered. Until then your plan and your limits stay as they are. If nothing arrives in time, your membership expires and its sites are closed to visitors.', 'plan-bridge'),
            $this->isPayable => __('Your change takes effect as soon as the payment has been registered. Until then your plan and your limits stay as they are.', 'plan-bridge'),
            $this->isOverdue() => $this->overdue(),
            $this->change['status'] === 'needs_attention' => $this->stuck(),
            $this->change['status'] === 'processing' => $this->isRenewal
                ? __('The next term begins as soon as that is done. You need not do anything.', 'plan-bridge')
                : __('Your change takes effect as soon as that is done. You need not do anything.', 'plan-bridge'),
            default => Messages::forCode('change_' . $this->change['status'], ['effective_at' => $this->change['effective_at'] ?? null]),
        };
    }

    private function isOverdue(): bool
    {
        return $this->change['status'] === 'awaiting_payment' && !$this->isPayable;
    }

    private function overdue(): string
    {
        $until = Format::dateTime($this->change['payable_until']);
        return $this->isRenewal
            /* translators: %s: date and time of day */
            ? sprintf(__('The next term was to be paid no later than %s. Please do not pay this bill any more: choose a plan under Change, and pay that order instead. Money that arrives all the same is kept as your account credit.', 'plan-bridge'), $until)
            /* translators: %s: date and time of day */
            : sprintf(__('This order was to be paid no later than %s. Please do not pay it any more: it is about to end, and then you can choose again. Money that arrives all the same is kept as your account credit.', 'plan-bridge'), $until);
    }

    private function stuck(): string
    {
        /* translators: %s: a sentence that says why */
        $words = __('Your payment has arrived, but what it was meant for could not be carried out. %s The money is kept as your account credit, and the people who run the network have been told. You can choose again at any time.', 'plan-bridge');
        return sprintf($words, Sentences::reason((string) ($this->change['problem'] ?? '')));
    }
}
