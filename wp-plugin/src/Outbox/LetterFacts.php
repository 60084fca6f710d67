<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Format;
use PlanBridge\Service\Tables;

defined('ABSPATH') || exit;

/** What a mail speaks of, written for its reader. */
final class LetterFacts
{
    /** @param array<string, mixed> $params */
    public function __construct(private readonly array $params)
    {
    }

    public function membership(): string
    {
        return (string) (int) ($this->params['membership_id'] ?? 0);
    }

    /** "1 990,00 SEK": the service gives a decimal in major units, here it gets the reader's separators. */
    public function amount(): string
    {
        return $this->money((string) ($this->params['amount'] ?? '0'));
    }

    private function money(string $decimal): string
    {
        $digits = str_contains($decimal, '.') ? strlen($decimal) - strpos($decimal, '.') - 1 : 0;
        return number_format_i18n((float) $decimal, $digits) . ' ' . (string) ($this->params['currency'] ?? '');
    }

    /** The text, followed by what was paid where that was something. */
    public function withPayment(string $text): string
    {
        /* translators: %s: amount of money */
        return (float) ($this->params['amount'] ?? 0) > 0 ? $text . "\n\n" . sprintf(__('Paid: %s', 'plan-bridge'), $this->amount()) : $text;
    }

    /** The text, followed by what the tax is and was, where it is another than when the price was agreed. */
    public function withTax(string $text): string
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
    public function problem(): string
    {
        $code = $this->params['problem'] ?? '';
        return is_string($code) ? $code : '';
    }

    /** A deadline, with its time of day: the date alone would promise up to a day more. */
    public function moment(string $name): string
    {
        $value = $this->params[$name] ?? null;
        return Format::dateTime(is_string($value) ? $value : null);
    }

    public function date(string $name): string
    {
        $value = $this->params[$name] ?? null;
        return Format::date(is_string($value) ? $value : null);
    }

    /** The name of the plan that the membership is on now. */
    public function plan(): string
    {
        global $wpdb;
        $products = Tables::name('wu_products');
        $memberships = Tables::name('wu_memberships');
        $name = $wpdb->get_var($wpdb->prepare(
            "SELECT p.name FROM {$memberships} m JOIN {$products} p ON p.id = m.plan_id WHERE m.id = %d",
            (int) ($this->params['membership_id'] ?? 0)
        ));
        return is_string($name) && $name !== '' ? $name : '–';
    }

    /** The Account page on the main site, where customers without a role anywhere can open it too. */
    public function accountAddress(): string
    {
        $page = 'admin.php?page=plan-bridge-account&membership=' . $this->membership();
        return get_admin_url(get_main_site_id(), $page);
    }

    public function paymentsAddress(): string
    {
        return network_admin_url('admin.php?page=plan-bridge-payments');
    }
}
