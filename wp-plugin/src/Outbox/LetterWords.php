<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

/** Subject and body of each mail. A template that this version does not know says only where to look. */
final class LetterWords
{
    /** @return array{string, string} subject and body */
    public static function forCustomer(string $template, LetterFacts $facts): array
    {
        $number = $facts->membership();
        return match ($template) {
            'change_applied' => [
                __('Your change is in place', 'plan-bridge'),
                self::withPayment(sprintf(
                    /* translators: 1: membership number, 2: name of a plan */
                    __('Your change is in place: membership %1$s is on the plan %2$s, and its limits apply from now on.', 'plan-bridge'),
                    $number,
                    $facts->plan()
                ), $facts),
            ],
            'change_scheduled' => [
                __('Your change is booked', 'plan-bridge'),
                /* translators: 1: membership number, 2: a date */
                sprintf(__('The change of membership %1$s takes effect on %2$s. Until then everything stays as it is, and you can cancel the change.', 'plan-bridge'), $number, $facts->date('effective_at')),
            ],
            'change_awaiting_payment' => [
                __('Your order has been received', 'plan-bridge'),
                /* translators: 1: membership number, 2: amount of money, 3: a date */
                sprintf(__('The change of membership %1$s takes effect as soon as your payment of %2$s has arrived. Please pay by %3$s; how to pay is described in your account.', 'plan-bridge'), $number, $facts->amount(), $facts->date('payable_until')),
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
            'renewal_applied' => [
                __('Your membership has been renewed', 'plan-bridge'),
                /* translators: 1: membership number, 2: name of a plan */
                self::withPayment(sprintf(__('Membership %1$s on the plan %2$s has been renewed.', 'plan-bridge'), $number, $facts->plan()), $facts),
            ],
            'money_kept_as_credit' => [
                __('Your payment is kept as account credit', 'plan-bridge'),
                /* translators: 1: amount of money, 2: membership number */
                sprintf(__('Your payment of %1$s for membership %2$s arrived, but the change could not be made as ordered. The money is kept as your account credit and is used by your next charge. The people who run the network have been told.', 'plan-bridge'), $facts->amount(), $number),
            ],
            default => [
                __('News about your membership', 'plan-bridge'),
                /* translators: %s: membership number */
                sprintf(__('Something has changed in membership %s. You find the details in your account.', 'plan-bridge'), $number),
            ],
        };
    }

    /** @return array{string, string} subject and body */
    public static function forAdmin(string $template, LetterFacts $facts): array
    {
        $number = $facts->membership();
        return match ($template) {
            'money_kept_as_credit' => [
                __('A payment could not be used as ordered', 'plan-bridge'),
                /* translators: 1: amount of money, 2: membership number */
                sprintf(__('A payment of %1$s for membership %2$s arrived after the membership had changed. It is kept as the customer’s account credit; the change needs your attention.', 'plan-bridge'), $facts->amount(), $number),
            ],
            'change_awaiting_payment' => [
                __('An order awaits payment', 'plan-bridge'),
                /* translators: 1: membership number, 2: amount of money */
                sprintf(__('A change of membership %1$s was ordered. It takes effect when you have marked the payment of %2$s as paid.', 'plan-bridge'), $number, $facts->amount()),
            ],
            default => [
                __('News about a membership', 'plan-bridge'),
                /* translators: 1: membership number, 2: a word such as change_void */
                sprintf(__('Membership %1$s: %2$s.', 'plan-bridge'), $number, $template),
            ],
        };
    }

    private static function withPayment(string $text, LetterFacts $facts): string
    {
        /* translators: %s: amount of money */
        return $facts->hasAmount() ? $text . "\n\n" . sprintf(__('Paid: %s', 'plan-bridge'), $facts->amount()) : $text;
    }
}
