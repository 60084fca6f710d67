<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Account\Menu;
use PlanBridge\Messages;
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
        $letter = self::owners()[$template] ?? [
            __('News about your membership', 'plan-bridge'),
            __('Something has changed in membership {membership}. You find the details in your account.', 'plan-bridge'),
        ];
        /* translators: %s: a person's name */
        return $this->made(sprintf(__('Hello %s,', 'plan-bridge'), $name), $letter, Menu::onMainSite($this->membership()));
    }

    /** @return array{subject: string, text: string} of a template that this version does not know: its name */
    public function toNetworkAdmin(string $template): array
    {
        $letter = self::admins()[$template] ?? [
            __('News about a membership', 'plan-bridge'),
            /* translators: {template} is a word such as change_void */
            __('Membership {membership}: {template}.', 'plan-bridge'),
        ];
        $isOfPayments = str_ends_with($template, '_awaiting_payment') || ($this->params['problem'] ?? null) === 'membership_gone';
        $address = $isOfPayments ? network_admin_url('admin.php?page=plan-bridge-payments') : Menu::onMainSite($this->membership());
        return $this->made(__('Hello,', 'plan-bridge'), $letter, $address, ['template' => $template]);
    }

    /** @return array{owner: list<string>, admin: list<string>} the templates that have words of their own */
    public static function templates(): array
    {
        return ['owner' => array_keys(self::owners()), 'admin' => array_keys(self::admins())];
    }

    /** A letter is subject, text, and paragraphs that are left out where a value that they name is missing. */
    private function made(string $hello, array $letter, string $address, array $more = []): array
    {
        $values = $this->values() + $more;
        $network = wp_specialchars_decode((string) get_site_option('site_name'), ENT_QUOTES);
        $paragraphs = [Messages::fill($letter[1], $values)];
        foreach (array_slice($letter, 2) as $sentence) {
            preg_match_all('/\{([a-z_]+)\}/', $sentence, $names);
            if (array_diff($names[1], array_keys($values)) === []) {
                $paragraphs[] = Messages::fill($sentence, $values);
            }
        }
        return ['subject' => "[{$network}] {$letter[0]}", 'text' => implode("\n\n", [$hello, ...$paragraphs, $address, $network]) . "\n"];
    }

    /** @return array<string, list<string>> subject, text and further paragraphs by template */
    private static function owners(): array
    {
        $paid = __('Paid: {paid}', 'plan-bridge');
        $taxChange = Messages::sentence('tax_change');
        return [
            'change_applied' => [
                __('Your change is in place', 'plan-bridge'),
                __('Your change is in place: membership {membership} is on the plan {plan}, and its limits apply from now on.', 'plan-bridge'),
                $paid,
            ],
            'change_scheduled' => [
                __('Your change is booked', 'plan-bridge'),
                __('The change of membership {membership} takes effect on {effective_at}. Until then everything stays as it is, and you can cancel the change.', 'plan-bridge'),
            ],
            'change_awaiting_payment' => [
                __('Your order has been received', 'plan-bridge'),
                __('The change of membership {membership} takes effect as soon as your payment of {amount} has arrived. Please pay no later than {payable_until}; how to pay is described in your account.', 'plan-bridge'),
                $taxChange,
            ],
            'change_void' => [
                __('Your order has ended', 'plan-bridge'),
                __('The order to change membership {membership} was not paid in time and has ended. Your membership stays as it was. You can choose again at any time.', 'plan-bridge'),
            ],
            'change_cancelled' => [
                __('Your change has been cancelled', 'plan-bridge'),
                __('The change of membership {membership} has been cancelled. Your membership stays as it is.', 'plan-bridge'),
            ],
            'change_dropped' => [
                __('Your booked change could not be made', 'plan-bridge'),
                __('The change of membership {membership} that you had booked for {effective_at} could not be made. {reason} Nothing has been charged for it, and your membership goes on as it was. You can choose again at any time.', 'plan-bridge'),
            ],
            'renewal_applied' => [
                __('Your membership has been renewed', 'plan-bridge'),
                __('Membership {membership} on the plan {plan} has been renewed.', 'plan-bridge'),
                $paid,
            ],
            'renewal_awaiting_payment' => [
                __('Time to pay for your membership', 'plan-bridge'),
                __('A new term of membership {membership} on the plan {plan} begins on {effective_at}. Please pay {amount} no later than {payable_until}; how to pay is described in your account. Until then everything works as usual. If the payment has not arrived by then, the membership expires and its sites are closed to visitors until it is paid.', 'plan-bridge'),
                $taxChange,
            ],
            'renewal_void' => [
                __('The payment for your membership has not arrived', 'plan-bridge'),
                __('The payment of {amount} for the next term of membership {membership} did not arrive in time, and the bill is no longer valid. Please do not pay it now: your account shows how things stand, and what you can do.', 'plan-bridge'),
            ],
            'membership_expired' => [
                __('Your membership has expired', 'plan-bridge'),
                __('Membership {membership} has expired, because the next term was not paid. Its sites are closed to visitors, but nothing has been deleted: you can still log in. Choose a plan in your account, and your sites open again as soon as it is paid.', 'plan-bridge'),
            ],
            'addons_ended' => [
                __('Your packages have ended', 'plan-bridge'),
                __('The packages and services of membership {membership} that are paid for each term have ended, because their next term was not paid. Your plan goes on, with its own limits. You can choose packages again in your account.', 'plan-bridge'),
            ],
            'membership_ended' => [
                __('Your membership has ended', 'plan-bridge'),
                __('Membership {membership} has been billed as often as agreed, and its last term is over. Its sites are closed to visitors, but nothing has been deleted: you can still log in, and choose a plan in your account.', 'plan-bridge'),
            ],
            'membership_cancelling' => [
                __('Your membership ends with its term', 'plan-bridge'),
                __('Membership {membership} is cancelled and ends on {effective_at}. Until then everything works as before, and nothing more is charged. You can take this back in your account until that day.', 'plan-bridge'),
            ],
            'membership_kept' => [
                __('Your membership goes on', 'plan-bridge'),
                __('The cancellation of membership {membership} has been taken back. It goes on and is renewed as before.', 'plan-bridge'),
            ],
            'membership_cancelled' => [
                __('Your membership has ended', 'plan-bridge'),
                __('Membership {membership} has ended, as it was cancelled. Its sites are closed to visitors, but nothing has been deleted: you can still log in, and choose a plan in your account.', 'plan-bridge'),
            ],
            'money_kept_as_credit' => [
                __('Your payment is kept as account credit', 'plan-bridge'),
                __('Your payment of {amount} for membership {membership} has arrived, but what it was meant for could not be carried out. {reason} The money is kept as your account credit and is used by your next charge. The people who run the network have been told.', 'plan-bridge'),
            ],
        ];
    }

    /** @return array<string, list<string>> subject and text by template */
    private static function admins(): array
    {
        return [
            'change_awaiting_payment' => [
                __('An order awaits payment', 'plan-bridge'),
                __('A change of membership {membership} was ordered. It takes effect when you have marked the payment of {amount} as paid.', 'plan-bridge'),
            ],
            'renewal_awaiting_payment' => [
                __('A renewal awaits payment', 'plan-bridge'),
                __('A new term of membership {membership} on the plan {plan} begins on {effective_at}. The owner has been asked to pay {amount} no later than {payable_until}. When the money has arrived, mark the payment as paid; otherwise the membership expires.', 'plan-bridge'),
            ],
            'change_dropped' => [
                __('A booked change could not be made', 'plan-bridge'),
                __('The change of membership {membership} that was booked for {effective_at} could not be made. {reason} Nothing has been charged for it, the membership goes on as it was, and the owner has been told.', 'plan-bridge'),
            ],
            'membership_edited_elsewhere' => [
                __('A membership was edited elsewhere', 'plan-bridge'),
                __('Something other than Plan Bridge has written to membership {membership}, which Plan Bridge bills. {reason} It stays marked on its account until you have looked at it.', 'plan-bridge'),
            ],
            'money_kept_as_credit' => [
                __('A payment could not be used as ordered', 'plan-bridge'),
                __('A payment of {amount} for membership {membership} has arrived, but what it was meant for could not be carried out. {reason} The money is kept as the customer’s account credit, and the customer has been told. Please look at the account and decide what is to be done.', 'plan-bridge'),
            ],
        ];
    }

    /** What the letters name, by name. */
    private function values(): array
    {
        $text = array_filter($this->params, 'is_string');
        $amount = (string) ($this->params['amount'] ?? '0');
        $values = [
            'membership' => (string) $this->membership(),
            'plan' => $this->plan(),
            'amount' => $this->money($amount),
            'effective_at' => $text['effective_at'] ?? null,
            'payable_until' => $text['payable_until'] ?? null,
            'reason' => Messages::reason($text['problem'] ?? ''),
        ];
        if ((float) $amount > 0) {
            $values['paid'] = $values['amount'];
        }
        if (isset($text['tax'], $text['tax_agreed'])) { // named only where the tax is another than when the price was agreed
            $values += ['now' => $this->money($text['tax']), 'agreed' => $this->money($text['tax_agreed'])];
        }
        return $values;
    }

    private function membership(): int
    {
        return (int) ($this->params['membership_id'] ?? 0);
    }

    /** "1 990,00 SEK": the service gives a decimal in major units, here it gets the reader's separators. */
    private function money(string $decimal): string
    {
        $digits = str_contains($decimal, '.') ? strlen($decimal) - strpos($decimal, '.') - 1 : 0;
        return number_format_i18n((float) $decimal, $digits) . ' ' . (string) ($this->params['currency'] ?? '');
    }

    /** The name of the plan that the membership is on now. */
    private function plan(): string
    {
        global $wpdb;
        $products = Network::table('wu_products');
        $memberships = Network::table('wu_memberships');
        $sql = "SELECT p.name FROM {$memberships} m JOIN {$products} p ON p.id = m.plan_id WHERE m.id = %d";
        $name = $wpdb->get_var($wpdb->prepare($sql, $this->membership()));
        return is_string($name) && $name !== '' ? $name : '–';
    }
}
