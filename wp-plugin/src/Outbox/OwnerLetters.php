<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Messages\Reason;

defined('ABSPATH') || exit;

/** Subject and body of each mail to the owner of a membership. */
final class OwnerLetters
{
    /** @return list<string> the templates that have words of their own */
    public static function templates(): array
    {
        return array_keys(self::words(new LetterFacts([])));
    }

    /**
     * A template that this version does not know says only where to look.
     *
     * @return array{string, string} subject and body
     */
    public static function write(string $template, LetterFacts $facts): array
    {
        return self::words($facts)[$template] ?? [
            __('News about your membership', 'plan-bridge'),
            /* translators: %s: membership number */
            sprintf(__('Something has changed in membership %s. You find the details in your account.', 'plan-bridge'), $facts->membership()),
        ];
    }

    /** @return array<string, array{string, string}> */
    private static function words(LetterFacts $facts): array
    {
        return self::changes($facts) + self::terms($facts);
    }

    /** @return array<string, array{string, string}> */
    private static function changes(LetterFacts $facts): array
    {
        $number = $facts->membership();
        return [
            'change_applied' => [
                __('Your change is in place', 'plan-bridge'),
                $facts->withPayment(sprintf(
                    /* translators: 1: membership number, 2: name of a plan */
                    __('Your change is in place: membership %1$s is on the plan %2$s, and its limits apply from now on.', 'plan-bridge'),
                    $number,
                    $facts->plan()
                )),
            ],
            'change_scheduled' => [
                __('Your change is booked', 'plan-bridge'),
                /* translators: 1: membership number, 2: a date */
                sprintf(__('The change of membership %1$s takes effect on %2$s. Until then everything stays as it is, and you can cancel the change.', 'plan-bridge'), $number, $facts->date('effective_at')),
            ],
            'change_awaiting_payment' => [
                __('Your order has been received', 'plan-bridge'),
                /* translators: 1: membership number, 2: amount of money, 3: date and time of day */
                $facts->withTax(sprintf(__('The change of membership %1$s takes effect as soon as your payment of %2$s has arrived. Please pay no later than %3$s; how to pay is described in your account.', 'plan-bridge'), $number, $facts->amount(), $facts->moment('payable_until'))),
            ],
            'change_void' => [
                __('Your order has ended', 'plan-bridge'),
                /* translators: %s: membership number */
                sprintf(__('The order to change membership %s was not paid in time and has ended. Your membership stays as it was. You can choose again at any time.', 'plan-bridge'), $number),
            ],
            'change_cancelled' => [
                __('Your change has been cancelled', 'plan-bridge'),
                /* translators: %s: membership number */
                sprintf(__('The change of membership %s has been cancelled. Your membership stays as it is.', 'plan-bridge'), $number),
            ],
            'change_dropped' => [
                __('Your booked change could not be made', 'plan-bridge'),
                /* translators: 1: membership number, 2: a date, 3: a sentence that says why */
                sprintf(__('The change of membership %1$s that you had booked for %2$s could not be made. %3$s Nothing has been charged for it, and your membership goes on as it was. You can choose again at any time.', 'plan-bridge'), $number, $facts->date('effective_at'), Reason::sentence($facts->problem())),
            ],
        ];
    }

    /** @return array<string, array{string, string}> */
    private static function terms(LetterFacts $facts): array
    {
        $number = $facts->membership();
        return [
            'renewal_applied' => [
                __('Your membership has been renewed', 'plan-bridge'),
                /* translators: 1: membership number, 2: name of a plan */
                $facts->withPayment(sprintf(__('Membership %1$s on the plan %2$s has been renewed.', 'plan-bridge'), $number, $facts->plan())),
            ],
            'renewal_awaiting_payment' => [
                __('Time to pay for your membership', 'plan-bridge'),
                $facts->withTax(sprintf(
                    /* translators: 1: membership number, 2: name of a plan, 3: date, 4: amount of money, 5: date and time of day */
                    __('A new term of membership %1$s on the plan %2$s begins on %3$s. Please pay %4$s no later than %5$s; how to pay is described in your account. Until then everything works as usual. If the payment has not arrived by then, the membership expires and its sites are closed to visitors until it is paid.', 'plan-bridge'),
                    $number,
                    $facts->plan(),
                    $facts->date('effective_at'),
                    $facts->amount(),
                    $facts->moment('payable_until')
                )),
            ],
            'renewal_void' => [
                __('The payment for your membership has not arrived', 'plan-bridge'),
                /* translators: 1: amount of money, 2: membership number */
                sprintf(__('The payment of %1$s for the next term of membership %2$s did not arrive in time, and the bill is no longer valid. Please do not pay it now: your account shows how things stand, and what you can do.', 'plan-bridge'), $facts->amount(), $number),
            ],
            'membership_expired' => [
                __('Your membership has expired', 'plan-bridge'),
                /* translators: %s: membership number */
                sprintf(__('Membership %s has expired, because the next term was not paid. Its sites are closed to visitors, but nothing has been deleted: you can still log in. Choose a plan in your account, and your sites open again as soon as it is paid.', 'plan-bridge'), $number),
            ],
            'membership_ended' => [
                __('Your membership has ended', 'plan-bridge'),
                /* translators: %s: membership number */
                sprintf(__('Membership %s has been billed as often as agreed, and its last term is over. Its sites are closed to visitors, but nothing has been deleted: you can still log in, and choose a plan in your account.', 'plan-bridge'), $number),
            ],
            'money_kept_as_credit' => [
                __('Your payment is kept as account credit', 'plan-bridge'),
                /* translators: 1: amount of money, 2: membership number, 3: a sentence that says why */
                sprintf(__('Your payment of %1$s for membership %2$s has arrived, but what it was meant for could not be carried out. %3$s The money is kept as your account credit and is used by your next charge. The people who run the network have been told.', 'plan-bridge'), $facts->amount(), $number, Reason::sentence($facts->problem())),
            ],
        ];
    }
}
