<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Messages\Reason;

defined('ABSPATH') || exit;

/** Subject and body of each mail to the network's administrator. */
final class AdminLetters
{
    /** @return list<string> the templates that have words of their own */
    public static function templates(): array
    {
        return array_keys(self::words(new LetterFacts([])));
    }

    /** Where the mail leads: to the list of payments, or to the account that it is about. */
    public static function address(string $template, LetterFacts $facts): string
    {
        return str_ends_with($template, '_awaiting_payment') || $facts->problem() === 'membership_gone'
            ? $facts->paymentsAddress()
            : $facts->accountAddress();
    }

    /**
     * A template that this version does not know is named.
     *
     * @return array{string, string} subject and body
     */
    public static function write(string $template, LetterFacts $facts): array
    {
        return self::words($facts)[$template] ?? [
            __('News about a membership', 'plan-bridge'),
            /* translators: 1: membership number, 2: a word such as change_void */
            sprintf(__('Membership %1$s: %2$s.', 'plan-bridge'), $facts->membership(), $template),
        ];
    }

    /** @return array<string, array{string, string}> */
    private static function words(LetterFacts $facts): array
    {
        $number = $facts->membership();
        return [
            'change_awaiting_payment' => [
                __('An order awaits payment', 'plan-bridge'),
                /* translators: 1: membership number, 2: amount of money */
                sprintf(__('A change of membership %1$s was ordered. It takes effect when you have marked the payment of %2$s as paid.', 'plan-bridge'), $number, $facts->amount()),
            ],
            'renewal_awaiting_payment' => [
                __('A renewal awaits payment', 'plan-bridge'),
                sprintf(
                    /* translators: 1: membership number, 2: name of a plan, 3: date, 4: amount of money, 5: date and time of day */
                    __('A new term of membership %1$s on the plan %2$s begins on %3$s. The owner has been asked to pay %4$s no later than %5$s. When the money has arrived, mark the payment as paid; otherwise the membership expires.', 'plan-bridge'),
                    $number,
                    $facts->plan(),
                    $facts->date('effective_at'),
                    $facts->amount(),
                    $facts->moment('payable_until')
                ),
            ],
            'change_dropped' => [
                __('A booked change could not be made', 'plan-bridge'),
                /* translators: 1: membership number, 2: a date, 3: a sentence that says why */
                sprintf(__('The change of membership %1$s that was booked for %2$s could not be made. %3$s Nothing has been charged for it, the membership goes on as it was, and the owner has been told.', 'plan-bridge'), $number, $facts->date('effective_at'), Reason::sentence($facts->problem())),
            ],
            'money_kept_as_credit' => [
                __('A payment could not be used as ordered', 'plan-bridge'),
                /* translators: 1: amount of money, 2: membership number, 3: a sentence that says why */
                sprintf(__('A payment of %1$s for membership %2$s has arrived, but what it was meant for could not be carried out. %3$s The money is kept as the customer’s account credit, and the customer has been told. Please look at the account and decide what is to be done.', 'plan-bridge'), $facts->amount(), $number, Reason::sentence($facts->problem())),
            ],
        ];
    }
}
