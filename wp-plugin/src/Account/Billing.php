<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/** Billing details of a membership's customer: shown on the Account page, edited on a view of it. */
final class Billing
{
    public const VIEW = 'billing';

    /** The fields in the order in which they are filled in, each with what browsers fill in by themselves. */
    public const FIELDS = [
        'company_name' => 'organization', 'address_line_1' => 'address-line1', 'address_line_2' => 'address-line2', 'zip_code' => 'postal-code',
        'city' => 'address-level2', 'state' => 'address-level1', 'country' => 'country', 'vat_number' => 'off',
    ];

    /** @var array<string, string>|null what was typed and is not saved */
    private ?array $typed = null;

    /** @var array<string, string> what is wrong, by field */
    private array $problems = [];

    /** @var list<array{type: string, text: string}> */
    private array $notices = [];

    public function __construct(private readonly Client $client = new Client())
    {
    }

    public static function address(int $membership): string
    {
        return Menu::account(['membership' => $membership, 'view' => self::VIEW]);
    }

    public static function nonce(int $membership): string
    {
        return "plan_bridge_billing_{$membership}";
    }

    /** Whether this request is about the form. */
    public static function isAsked(): bool
    {
        return SentText::of($_GET, 'view') === self::VIEW; // phpcs:ignore WordPress.Security.NonceVerification -- a choice of view
    }

    /** Saves what was sent and leads back to the account; where it is not saved, the form is shown with it. */
    public function load(): void
    {
        $membership = Menu::membership();
        if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST' || $membership === null) {
            return;
        }
        foreach (array_keys(self::FIELDS) as $name) {
            $this->typed[$name] = sanitize_text_field(SentText::of($_POST, $name));
        }
        if (!SentText::isMeant(self::nonce($membership))) {
            $this->notices[] = ['type' => 'error', 'text' => Messages::forCode('form_expired_kept')];
            return;
        }
        $answer = $this->client->put("/v1/memberships/{$membership}/billing-address", $this->typed, Client::CONFIRM_SECONDS);
        if (!is_wp_error($answer)) {
            Flash::add('success', 'billing_saved');
            Menu::go(Menu::account(['membership' => $membership]));
        }
        $errors = array_filter((array) (Messages::params($answer)['errors'] ?? []), 'is_array');
        foreach ($errors as $error) {
            $this->problems[(string) ($error['path'] ?? '')] = Messages::problem($error);
        }
        $this->notices[] = ['type' => 'error', 'text' => $errors === [] ? Messages::forAct('billing', $answer) : Messages::forCode('billing_not_saved')];
    }

    public function render(): void
    {
        $membership = (int) Menu::membership();
        $answer = $this->client->get("/v1/memberships/{$membership}/billing-address");
        if (is_wp_error($answer)) {
            View::render('problem', ['title' => __('Billing details', 'plan-bridge'), 'messages' => Flash::take(), 'problem' => Menu::problem($answer), 'back' => __('Try again', 'plan-bridge')]);
            return;
        }
        $billing = $answer['billing'];
        View::render('account/billing-form', [
            'membership' => $membership,
            'may_edit' => $answer['viewer']['may_buy'],
            'notices' => $this->notices,
            'countries' => $answer['countries'],
            'values' => $this->typed ?? $billing['address'] + ['vat_number' => $billing['vat']['number']],
            'problems' => $this->problems,
            'billing' => $billing,
        ]);
    }

    /** The address as an envelope has it, a line each. @param array<string, mixed> $billing @return list<string> */
    public static function lines(array $billing): array
    {
        $address = $billing['address'];
        $place = trim("{$address['zip_code']} {$address['city']}");
        return array_values(array_filter([$address['company_name'], $address['address_line_1'], $address['address_line_2'], $place, $address['state'], $billing['country_name']]));
    }

    /** The VAT number with what is known of it. @param array<string, mixed> $vat */
    public static function vat(array $vat): string
    {
        $state = Words::of('vat_state', $vat['state']);
        /* translators: 1: what is known of a VAT number, 2: date */
        $state = $vat['checked_at'] === null ? $state : sprintf(__('%1$s, asked on %2$s', 'plan-bridge'), $state, Format::date($vat['checked_at']));
        return "{$vat['number']} ({$state})";
    }

    /** Which tax applies now, in a sentence. @param array<string, mixed> $tax */
    public static function tax(array $tax): string
    {
        $name = match (true) {
            $tax['status'] !== 'charged' => $tax['status'],
            $tax['rates'] === [] => 'untaxed',
            default => $tax['inclusive'] ? 'included' : 'added',
        };
        $rates = array_map(self::percent(...), $tax['rates']);
        return str_contains(Words::of('tax_now', $name), '%s') ? sprintf(Words::of('tax_now', $name), Format::listed($rates)) : Words::of('tax_now', $name);
    }

    /** A percentage as the reader writes it: "6.5" → "6,5 %". */
    public static function percent(string $rate): string
    {
        return number_format_i18n((float) $rate, strlen(explode('.', $rate)[1] ?? '')) . "\u{a0}%";
    }
}
