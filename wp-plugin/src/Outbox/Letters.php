<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Account\Menu;
use PlanBridge\Messages;
use PlanBridge\Service\Network;
use PlanBridge\Words;

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
        $letters = Words::table('letters');
        $letter = $letters['owner'][$template] ?? $letters['owner_else'];
        /* translators: %s: a person's name */
        return $this->made(sprintf(__('Hello %s,', 'plan-bridge'), $name), $letter, Menu::onMainSite($this->membership()));
    }

    /** @return array{subject: string, text: string} of a template that this version does not know: its name */
    public function toNetworkAdmin(string $template): array
    {
        $letters = Words::table('letters');
        $letter = $letters['admin'][$template] ?? $letters['admin_else'];
        $isOfPayments = str_ends_with($template, '_awaiting_payment') || ($this->params['problem'] ?? null) === 'membership_gone';
        $address = $isOfPayments ? network_admin_url('admin.php?page=plan-bridge-payments') : Menu::onMainSite($this->membership());
        return $this->made(__('Hello,', 'plan-bridge'), $letter, $address, ['template' => $template]);
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
            'payment' => $text['payment'] ?? null,
        ];
        if (($text['said'] ?? '') !== '') {
            $values['said'] = $text['said'];
        }
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
