<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Account\Menu;
use PlanBridge\Account\WayToPay;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * A letter to an owner or to the network's administrator, in the language that WordPress is switched to: its words, and
 * below them what it is about, as the service's answer says it. HTML, and the same as plain text.
 */
final class Letters
{
    /** Those that lead the network's administrator to the payments. */
    private const OF_PAYMENTS = ['change_awaiting_payment', 'renewal_awaiting_payment', 'money_failed', 'payment_not_credited'];

    /** @var array<string, mixed> what the words name, by name */
    private readonly array $values;

    /** @param array<string, mixed> $facts of the service: its answer about a letter, or a sample of one */
    public function __construct(private readonly array $facts, private readonly string $name = '')
    {
        $this->values = $this->values();
    }

    /** @return array{subject: string, html: string, text: string} the subject is one line, whatever names are in it */
    public function made(): array
    {
        [$subject, $paragraphs] = $this->worded();
        $network = self::network();
        $parts = [
            'greeting' => $this->isToOwner()
                /* translators: %s: a person's name */
                ? sprintf(__('Hello %s,', 'plan-bridge'), $this->name)
                : __('Hello,', 'plan-bridge'),
            'paragraphs' => $paragraphs,
            'facts' => $this->about(),
            'lines' => $this->lines(),
            'charged_at' => $this->facts['charged_at'] === null ? '' : Messages::forCode('letter_charged_at', ['date' => Format::date($this->facts['charged_at'])]),
            'pay' => $this->howToPay(),
            'link' => $this->link(),
            'network' => $network,
            'logo' => self::logo(),
            'language' => str_replace('_', '-', get_locale()),
            'is_rtl' => is_rtl(),
        ];
        return [
            'subject' => trim((string) preg_replace('/[\p{Cc}\p{Zl}\p{Zp}]+/u', ' ', "[{$network}] {$subject}")),
            'html' => View::text('letter', $parts),
            'text' => View::text('letter-text', $parts),
        ];
    }

    /** @return array{owner: list<string>, admin: list<string>} the templates that have words of their own */
    public static function templates(): array
    {
        $letters = Words::table('letters');
        return ['owner' => array_keys($letters['owner']), 'admin' => array_keys($letters['admin'])];
    }

    /** The plugin's own words of a letter, as they are edited: paragraphs with empty lines between. @return array{subject: string, text: string} */
    public static function ownWords(string $to, string $template): array
    {
        $letter = self::words($to, $template);
        return ['subject' => $letter[0], 'text' => implode("\n\n", array_slice($letter, 1))];
    }

    /** Subject and paragraphs; of a template that this version does not know: only where to look. @return list<string> */
    private static function words(string $to, string $template): array
    {
        $letters = Words::table('letters');
        return $letters[$to][$template] ?? $letters["{$to}_else"];
    }

    /**
     * A paragraph is left out where it names something that there is nothing of; the first one stays.
     *
     * @return array{0: string, 1: list<string>}
     */
    private function worded(): array
    {
        $own = $this->facts['own_words'];
        $words = $own === null
            ? self::words($this->facts['to'], $this->facts['template'])
            : [$own['subject'], ...array_values(array_filter(array_map('trim', (array) preg_split('/\n\s*\n/', $own['text']))))];
        $said = [];
        foreach (array_slice($words, 1) as $at => $sentence) {
            preg_match_all('/\{([a-z_]+)\}/', $sentence, $names);
            if ($at === 0 || array_diff($names[1], array_keys($this->values)) === []) {
                $said[] = Messages::fill($sentence, $this->values);
            }
        }
        return [Messages::fill($words[0], $this->values), $said];
    }

    /** What the words name, by name; what there is nothing of is not among them. */
    private function values(): array
    {
        $params = $this->facts['params'];
        $byHand = $this->facts['by_hand'];
        $sites = $this->sites();
        $problem = $params['problem'] ?? null;
        $values = array_diff_key($params, ['problem' => 0, 'membership_id' => 0, 'quote_id' => 0, 'bound_quote_id' => 0, 'payment_id' => 0]) + [
            'name' => $this->name,
            'network' => self::network(),
            'membership' => (string) $this->facts['membership_id'],
            'plan' => $this->facts['plan'] === '' ? '–' : $this->facts['plan'],
            'site' => $sites[0][0] ?? null,
            'address' => $sites[0][1] ?? null,
            'card' => isset($params['last4'], $params['brand']) ? WayToPay::name($params + ['kind' => 'card']) : null,
            'reason' => is_string($problem) && $problem !== '' ? $this->reason($problem) : null,
            'reference' => ($byHand['reference'] ?? '') === '' ? null : $byHand['reference'],
            'left' => $byHand['left'] ?? $params['amount'] ?? null,
            'template' => $this->facts['template'],
        ];
        foreach (['used', 'allowed'] as $count) {
            $values[$count] = is_int($values[$count] ?? null) ? number_format_i18n($values[$count]) : $values[$count] ?? null;
        }
        return array_filter($values, static fn (mixed $value): bool => $value !== null);
    }

    /** @return list<array{0: string, 1: string}> what the letter is about: label and value */
    private function about(): array
    {
        $plan = implode(', ', array_filter([$this->facts['plan'], $this->facts['period'] === null ? '' : Format::perPeriod($this->facts['period'])]));
        $facts = [[__('Membership', 'plan-bridge'), trim("#{$this->facts['membership_id']} {$plan}")]];
        foreach ($this->sites() as [$site, $address]) {
            $facts[] = [__('Site', 'plan-bridge'), $site === '' ? $address : "{$site} ({$address})"];
        }
        $more = $this->facts['sites_total'] - count($this->facts['blog_ids']);
        if ($more > 0) {
            /* translators: %s: a number of sites */
            $facts[] = ['', sprintf(_n('and %s more site', 'and %s more sites', $more, 'plan-bridge'), number_format_i18n($more))];
        }
        return $facts;
    }

    /** @return list<array{0: string, 1: string}> name and address, as people know them */
    private function sites(): array
    {
        $sites = array_filter($this->facts['blog_ids'], static fn (int $id): bool => get_site($id) !== null);
        return array_values(array_map(static fn (int $id): array => [
            wp_specialchars_decode((string) get_blog_option($id, 'blogname'), ENT_QUOTES),
            untrailingslashit((string) preg_replace('#^https?://#', '', get_home_url($id))),
        ], $sites));
    }

    /** @return list<array{0: string, 1: string, 2: bool}> what is charged line by line, and what it comes to: words, amount, whether it is the sum */
    private function lines(): array
    {
        $lines = array_map(static fn (array $line): array => [Format::line($line), (string) $line['amount']['formatted'], false], $this->facts['lines']);
        if ($lines === [] || $this->facts['total'] === null) {
            return [];
        }
        $lines[] = [__('Total', 'plan-bridge'), (string) $this->facts['total']['formatted'], true];
        if (($this->facts['tax']['amount_minor'] ?? 0) !== 0) {
            $lines[] = [__('Of this, tax', 'plan-bridge'), (string) $this->facts['tax']['formatted'], false];
        }
        return $lines;
    }

    /** How to pay: label and value, and the network's instructions; null where nothing is to be paid by hand. */
    private function howToPay(): ?array
    {
        $byHand = $this->facts['by_hand'];
        if ($byHand === null || !$this->isToOwner()) {
            return null;
        }
        $facts = [[__('To pay', 'plan-bridge'), (string) $byHand['left']['formatted']]];
        if ($byHand['received']['amount_minor'] > 0) {
            $facts[] = [__('Already received', 'plan-bridge'), (string) $byHand['received']['formatted']];
        }
        if ($byHand['reference'] !== '') {
            $facts[] = [__('Payment reference', 'plan-bridge'), $byHand['reference']];
        }
        if (is_string($this->facts['params']['payable_until'] ?? null)) {
            $facts[] = [__('Pay no later than', 'plan-bridge'), Format::dateTime($this->facts['params']['payable_until'])];
        }
        return ['facts' => $facts, 'instructions' => $byHand['instructions'] === '' ? esc_html__('The people who run the network will send you an invoice.', 'plan-bridge') : wp_kses_post(wpautop($byHand['instructions']))];
    }

    /** @return array{0: string, 1: string} words and address */
    private function link(): array
    {
        $isOfPayments = in_array($this->facts['template'], self::OF_PAYMENTS, true) || ($this->facts['params']['problem'] ?? null) === 'membership_gone';
        if (!$this->isToOwner() && $isOfPayments) {
            return [__('Open the payments', 'plan-bridge'), network_admin_url('admin.php?page=plan-bridge-payments')];
        }
        $words = $this->isToOwner() ? __('Open your account', 'plan-bridge') : __('Open the account', 'plan-bridge');
        return [$words, Menu::onMainSite($this->facts['membership_id'])];
    }

    /** Why, in words: of a payment that was declined, what the bank said of it. */
    private function reason(string $code): string
    {
        $declined = Words::table('names')['declined'];
        return in_array($this->facts['template'], ['payment_declined', 'money_failed'], true) ? $declined[$code] ?? $declined['declined'] : Messages::reason($code);
    }

    private function isToOwner(): bool
    {
        return $this->facts['to'] === 'owner';
    }

    /** The address of the network's picture: the icon of its main site, as the reader's mail program can show it; '' where it has none. */
    private static function logo(): string
    {
        $icon = get_site_icon_url(96, '', get_main_site_id());
        return preg_match('#^https?://[^?]+\.(?:png|jpe?g|gif|webp)(?:\?|$)#i', $icon) === 1 ? $icon : '';
    }

    private static function network(): string
    {
        return wp_specialchars_decode((string) get_site_option('site_name'), ENT_QUOTES);
    }
}
