<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Format;
use PlanBridge\Sentences;
use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** The mails to owners and to the network's administrator, in the language that WordPress is switched to. */
final class Letters
{
    /** @param array<string, mixed> $params of the outbox row: membership_id, amount, currency, dates … */
    public function __construct(private readonly array $params)
    {
    }

    /** @return array{subject: string, text: string} of a template that this version does not know: only where to look */
    public function toOwner(string $template, string $name): array
    {
        $words = $this->owners()[$template] ?? [
            __('News about your membership', 'plan-bridge'),
            /* translators: %s: membership number */
            sprintf(__('Something has changed in membership %s. You find the details in your account.', 'plan-bridge'), $this->membership()),
        ];
        /* translators: %s: a person's name */
        return self::made(sprintf(__('Hello %s,', 'plan-bridge'), $name), $words, $this->accountAddress());
    }

    /** @return array{subject: string, text: string} of a template that this version does not know: its name */
    public function toNetworkAdmin(string $template): array
    {
        $words = $this->admins()[$template] ?? [
            __('News about a membership', 'plan-bridge'),
            /* translators: 1: membership number, 2: a word such as change_void */
            sprintf(__('Membership %1$s: %2$s.', 'plan-bridge'), $this->membership(), $template),
        ];
        $isOfPayments = str_ends_with($template, '_awaiting_payment') || $this->problem() === 'membership_gone';
        $address = $isOfPayments ? network_admin_url('admin.php?page=plan-bridge-payments') : $this->accountAddress();
        return self::made(__('Hello,', 'plan-bridge'), $words, $address);
    }

    /** @return array{owner: list<string>, admin: list<string>} the templates that have words of their own */
    public static function templates(): array
    {
        $nothing = new self([]);
        return ['owner' => array_keys($nothing->owners()), 'admin' => array_keys($nothing->admins())];
    }

    /**
     * @param array{string, string} $words subject and body
     * @return array{subject: string, text: string}
     */
    private static function made(string $hello, array $words, string $address): array
    {
        $network = wp_specialchars_decode((string) get_site_option('site_name'), ENT_QUOTES);
        return ['subject' => "[{$network}] {$words[0]}", 'text' => implode("\n\n", [$hello, $words[1], $address, $network]) . "\n"];
    }

    /** @return array<string, array{string, string}> subject and body by template */
    private function owners(): array
    {
        return $this->ownersChanges() + $this->ownersTerms();
    }

    /** @return array<string, array{string, string}> */
    private function ownersChanges(): array
    {
        $number = $this->membership();
        return [
            'change_applied' => [
                __('Your change is in place', 'plan-bridge'),
                $this->withPayment(sprintf(
                    /* translators: 1: membership number, 2: name of a plan */
                    __('Your change is in place: membership %1$s is on the plan %2$s, and its limits apply from now on.', 'plan-bridge'),
                    $number,
                    $this->plan()
                )),
            ],
            'change_scheduled' => [
                __('Your change is booked', 'plan-bridge'),
                /* translators: 1: membership number, 2: a date */
                sprintf(__('The change of membership %1$s takes effect on %2$s. Until then everything stays as it is, and you can cancel the change.', 'plan-bridge'), $number, $this->date('effective_at')),
            ],
            'change_awaiting_payment' => [
                __('Your order has been received', 'plan-bridge'),
                /* translators: 1: membership number, 2: amount of money, 3: date and time of day */
                $this->withTax(sprintf(__('The change of membership %1$s takes effect as soon as your payment of %2$s has arrived. Please pay no later than %3$s; how to pay is described in your account.', 'plan-bridge'), $number, $this->amount(), $this->moment('payable_until'))),
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
                sprintf(__('The change of membership %1$s that you had booked for %2$s could not be made. %3$s Nothing has been charged for it, and your membership goes on as it was. You can choose again at any time.', 'plan-bridge'), $number, $this->date('effective_at'), Sentences::reason($this->problem())),
            ],
        ];
    }

    /** @return array<string, array{string, string}> */
    private function ownersTerms(): array
    {
        $number = $this->membership();
        return [
            'renewal_applied' => [
                __('Your membership has been renewed', 'plan-bridge'),
                /* translators: 1: membership number, 2: name of a plan */
                $this->withPayment(sprintf(__('Membership %1$s on the plan %2$s has been renewed.', 'plan-bridge'), $number, $this->plan())),
            ],
            'renewal_awaiting_payment' => [
                __('Time to pay for your membership', 'plan-bridge'),
                $this->withTax(sprintf(
                    /* translators: 1: membership number, 2: name of a plan, 3: date, 4: amount of money, 5: date and time of day */
                    __('A new term of membership %1$s on the plan %2$s begins on %3$s. Please pay %4$s no later than %5$s; how to pay is described in your account. Until then everything works as usual. If the payment has not arrived by then, the membership expires and its sites are closed to visitors until it is paid.', 'plan-bridge'),
                    $number,
                    $this->plan(),
                    $this->date('effective_at'),
                    $this->amount(),
                    $this->moment('payable_until')
                )),
            ],
            'renewal_void' => [
                __('The payment for your membership has not arrived', 'plan-bridge'),
                /* translators: 1: amount of money, 2: membership number */
                sprintf(__('The payment of %1$s for the next term of membership %2$s did not arrive in time, and the bill is no longer valid. Please do not pay it now: your account shows how things stand, and what you can do.', 'plan-bridge'), $this->amount(), $number),
            ],
            'membership_expired' => [
                __('Your membership has expired', 'plan-bridge'),
                /* translators: %s: membership number */
                sprintf(__('Membership %s has expired, because the next term was not paid. Its sites are closed to visitors, but nothing has been deleted: you can still log in. Choose a plan in your account, and your sites open again as soon as it is paid.', 'plan-bridge'), $number),
            ],
            'addons_ended' => [
                __('Your packages have ended', 'plan-bridge'),
                /* translators: %s: membership number */
                sprintf(__('The packages and services of membership %s that are paid for each term have ended, because their next term was not paid. Your plan goes on, with its own limits. You can choose packages again in your account.', 'plan-bridge'), $number),
            ],
            'membership_ended' => [
                __('Your membership has ended', 'plan-bridge'),
                /* translators: %s: membership number */
                sprintf(__('Membership %s has been billed as often as agreed, and its last term is over. Its sites are closed to visitors, but nothing has been deleted: you can still log in, and choose a plan in your account.', 'plan-bridge'), $number),
            ],
            'money_kept_as_credit' => [
                __('Your payment is kept as account credit', 'plan-bridge'),
                /* translators: 1: amount of money, 2: membership number, 3: a sentence that says why */
                sprintf(__('Your payment of %1$s for membership %2$s has arrived, but what it was meant for could not be carried out. %3$s The money is kept as your account credit and is used by your next charge. The people who run the network have been told.', 'plan-bridge'), $this->amount(), $number, Sentences::reason($this->problem())),
            ],
        ];
    }

    /** @return array<string, array{string, string}> */
    private function admins(): array
    {
        $number = $this->membership();
        return [
            'change_awaiting_payment' => [
                __('An order awaits payment', 'plan-bridge'),
                /* translators: 1: membership number, 2: amount of money */
                sprintf(__('A change of membership %1$s was ordered. It takes effect when you have marked the payment of %2$s as paid.', 'plan-bridge'), $number, $this->amount()),
            ],
            'renewal_awaiting_payment' => [
                __('A renewal awaits payment', 'plan-bridge'),
                sprintf(
                    /* translators: 1: membership number, 2: name of a plan, 3: date, 4: amount of money, 5: date and time of day */
                    __('A new term of membership %1$s on the plan %2$s begins on %3$s. The owner has been asked to pay %4$s no later than %5$s. When the money has arrived, mark the payment as paid; otherwise the membership expires.', 'plan-bridge'),
                    $number,
                    $this->plan(),
                    $this->date('effective_at'),
                    $this->amount(),
                    $this->moment('payable_until')
                ),
            ],
            'change_dropped' => [
                __('A booked change could not be made', 'plan-bridge'),
                /* translators: 1: membership number, 2: a date, 3: a sentence that says why */
                sprintf(__('The change of membership %1$s that was booked for %2$s could not be made. %3$s Nothing has been charged for it, the membership goes on as it was, and the owner has been told.', 'plan-bridge'), $number, $this->date('effective_at'), Sentences::reason($this->problem())),
            ],
            'money_kept_as_credit' => [
                __('A payment could not be used as ordered', 'plan-bridge'),
                /* translators: 1: amount of money, 2: membership number, 3: a sentence that says why */
                sprintf(__('A payment of %1$s for membership %2$s has arrived, but what it was meant for could not be carried out. %3$s The money is kept as the customer’s account credit, and the customer has been told. Please look at the account and decide what is to be done.', 'plan-bridge'), $this->amount(), $number, Sentences::reason($this->problem())),
            ],
        ];
    }

    private function membership(): string
    {
        return (string) (int) ($this->params['membership_id'] ?? 0);
    }

    /** "1 990,00 SEK": the service gives a decimal in major units, here it gets the reader's separators. */
    private function amount(): string
    {
        return $this->money((string) ($this->params['amount'] ?? '0'));
    }

    private function money(string $decimal): string
    {
        $digits = str_contains($decimal, '.') ? strlen($decimal) - strpos($decimal, '.') - 1 : 0;
        return number_format_i18n((float) $decimal, $digits) . ' ' . (string) ($this->params['currency'] ?? '');
    }

    /** The text, followed by what was paid where that was something. */
    private function withPayment(string $text): string
    {
        /* translators: %s: amount of money */
        return (float) ($this->params['amount'] ?? 0) > 0 ? $text . "\n\n" . sprintf(__('Paid: %s', 'plan-bridge'), $this->amount()) : $text;
    }

    /** The text, followed by what the tax is and was, where it is another than when the price was agreed. */
    private function withTax(string $text): string
    {
        $now = $this->params['tax'] ?? null;
        $agreed = $this->params['tax_agreed'] ?? null;
        if (!is_string($now) || !is_string($agreed)) {
            return $text;
        }
        return $text . "\n\n" . sprintf(
            /* translators: 1: amount of tax now, 2: amount of tax before */
            __('The tax in it is %1$s; it was %2$s when the price was agreed. Tax is charged by the rates and the address of the day, the price itself is as agreed.', 'plan-bridge'),
            $this->money($now),
            $this->money($agreed)
        );
    }

    /** Why something did not come about: a code; '' where none is named. */
    private function problem(): string
    {
        $code = $this->params['problem'] ?? '';
        return is_string($code) ? $code : '';
    }

    /** A deadline, with its time of day: the date alone would promise up to a day more. */
    private function moment(string $name): string
    {
        $value = $this->params[$name] ?? null;
        return Format::dateTime(is_string($value) ? $value : null);
    }

    private function date(string $name): string
    {
        $value = $this->params[$name] ?? null;
        return Format::date(is_string($value) ? $value : null);
    }

    /** The name of the plan that the membership is on now. */
    private function plan(): string
    {
        global $wpdb;
        $products = Network::table('wu_products');
        $memberships = Network::table('wu_memberships');
        $name = $wpdb->get_var($wpdb->prepare(
            "SELECT p.name FROM {$memberships} m JOIN {$products} p ON p.id = m.plan_id WHERE m.id = %d",
            (int) ($this->params['membership_id'] ?? 0)
        ));
        return is_string($name) && $name !== '' ? $name : '–';
    }

    /** The Account page on the main site, where customers without a role anywhere can open it too. */
    private function accountAddress(): string
    {
        $page = 'admin.php?page=plan-bridge-account&membership=' . $this->membership();
        return get_admin_url(get_main_site_id(), $page);
    }
}
