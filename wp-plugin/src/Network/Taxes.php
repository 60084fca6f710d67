<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;

defined('ABSPATH') || exit;

/**
 * The network's tax rates, where Ultimate Multisite keeps them too: a network option, an array of categories with their rates.
 *
 * The service reads what was typed and tells who would be taxed how. What of the option is not on the screen stays as it is.
 */
final class Taxes
{
    public const FORM = 'taxes';
    public const OPTION = 'wp-ultimo_tax_rates';

    /** The fields of a rate by the names that are stored. */
    private const STORED = ['title' => 'title', 'country' => 'country', 'state' => 'state', 'city' => 'city', 'percent' => 'tax_rate'];
    private const BLANK_ROWS = 2;

    private ?array $typed = null;

    private ?array $answer = null;

    /** @var list<array{type: string, text: string}> */
    private array $notices = [];

    public function load(): void
    {
        $act = Screens::asked();
        if ($act !== 'taxes' && $act !== 'forecast') {
            return;
        }
        $this->typed = self::sent(wp_unslash($_POST)['rates'] ?? null); // phpcs:ignore WordPress.Security -- each text is read by sent()
        if (!Screens::isGenuine(self::FORM)) {
            $this->say(Messages::forCode('form_expired_kept'));
        } elseif ($this->ask($this->typed) && $act === 'taxes') {
            $this->save();
        }
    }

    public function render(): void
    {
        $stored = self::stored();
        if ($stored === null) {
            $this->say(Messages::forCode('taxes_unreadable'));
        }
        $rows = $this->typed ?? self::rows($stored ?? []);
        if ($this->answer === null && $this->notices === []) {
            $this->ask($rows);
        }
        View::render('network/taxes', [
            'notices' => $this->notices,
            'nonce' => Screens::nonce(self::FORM),
            'action' => Screens::address(Screens::TAXES),
            'version' => self::version($stored),
            'rows' => [...self::shown($rows, $this->answer), ...array_fill(0, self::BLANK_ROWS, self::blank())],
            'may_save' => $stored !== null && !Plugin::isBeside(),
            'elsewhere' => Plugin::isBeside() ? network_admin_url('admin.php?page=wp-ultimo-tax-rates') : '',
            'settings' => Screens::address(Screens::SETTINGS),
            'answer' => $this->answer,
        ]);
    }

    /** Asks the service about rates; whether it has answered. */
    private function ask(array $rows): bool
    {
        $fields = array_flip(['category', ...array_keys(self::STORED)]);
        $answer = (new Client())->post('/v1/network/taxes/form', ['rates' => array_map(static fn (array $row): array => array_intersect_key($row, $fields), $rows)]);
        if (is_wp_error($answer)) {
            $this->say(Messages::forAct('preview', $answer));
            return false;
        }
        $this->answer = $answer;
        return true;
    }

    private function save(): void
    {
        $stored = self::stored();
        if ($this->answer['problems'] !== []) {
            $this->say(Messages::forCode('settings_not_saved'));
        } elseif ($stored === null || Plugin::isBeside()) {
            $this->say(Messages::forCode($stored === null ? 'taxes_unreadable' : 'taxes_elsewhere'));
        } elseif (SentText::of($_POST, 'version') !== self::version($stored)) {
            $this->say(Messages::forCode('taxes_changed'));
        } else {
            $read = array_map(static fn (array $row, array $rate): array => ['category' => $rate['category'], 'percent' => (string) $rate['percent']] + $rate + $row, (array) $this->typed, $this->answer['rates']);
            update_site_option(self::OPTION, self::merged($stored, $read));
            Flash::add('success', 'taxes_saved');
            Menu::go(Screens::address(Screens::TAXES));
        }
    }

    /** The option as an array; null where something is stored that is none. */
    private static function stored(): ?array
    {
        $stored = get_site_option(self::OPTION, []);
        return is_array($stored) ? $stored : ($stored === '' || $stored === null ? [] : null);
    }

    /** Names what is stored: whoever saved it meanwhile is not written over. */
    public static function version(?array $stored): string
    {
        return md5(serialize($stored));
    }

    /** @return list<array<string, string>> the rates of every category that can be read, each with where it is stored */
    public static function rows(array $stored): array
    {
        $rows = [];
        foreach ($stored as $category => $entry) {
            foreach (self::ratesOf($entry) as $key => $rate) {
                if (is_array($rate)) {
                    $text = static fn (string $name): string => is_scalar($rate[$name] ?? '') ? (string) ($rate[$name] ?? '') : '?';
                    $rows[] = ['category' => (string) $category, 'from' => (string) $category, 'key' => (string) $key] + array_map($text, self::STORED);
                }
            }
        }
        return $rows;
    }

    /** What is stored after an edit: rows that came from a rate keep what else it holds, the others are new. Nothing else moves. */
    public static function merged(array $stored, array $rows): array
    {
        $wanted = [];
        foreach ($rows as $row) {
            $wanted[$row['from']][$row['key']] = $row;
        }
        $moved = [];
        foreach ($stored as $category => $entry) {
            $rates = self::ratesOf($entry);
            if ($rates === []) {
                continue;
            }
            $isList = array_is_list($rates);
            foreach ($rates as $key => $rate) {
                $row = $wanted[(string) $category][(string) $key] ?? null;
                if (!is_array($rate)) {
                    continue; // nobody can read it: it stays
                }
                if ($row !== null && $row['category'] === (string) $category) {
                    $rates[$key] = self::rate($row, $rate);
                    continue;
                }
                unset($rates[$key]);
                if ($row !== null) {
                    $moved[] = [$row, $rate];
                }
            }
            $stored[$category]['rates'] = $isList ? array_values($rates) : $rates;
        }
        $new = array_filter($rows, static fn (array $row): bool => $row['key'] === '');
        foreach ([...$moved, ...array_map(static fn (array $row): array => [$row, ['id' => uniqid()]], array_values($new))] as [$row, $rate]) {
            $stored[$row['category']] ??= ['name' => $row['category'], 'rates' => []];
            if (is_array($stored[$row['category']]) && is_array($stored[$row['category']]['rates'] ??= [])) {
                $stored[$row['category']]['rates'][] = self::rate($row, $rate);
            }
        }
        return $stored;
    }

    private static function rate(array $row, array $before): array
    {
        $after = [];
        foreach (self::STORED as $name => $stored) {
            $after[$stored] = $row[$name];
        }
        return $after + $before;
    }

    private static function ratesOf(mixed $entry): array
    {
        return is_array($entry) && is_array($entry['rates'] ?? null) ? $entry['rates'] : [];
    }

    /** @return list<array<string, string>> the rows that a browser sent, without those to be removed and those left blank */
    private static function sent(mixed $rates): array
    {
        $rows = [];
        foreach (is_array($rates) ? $rates : [] as $rate) {
            $row = [];
            foreach (array_keys(self::blank()) as $name) {
                $row[$name] = is_array($rate) ? sanitize_text_field(SentText::of(wp_slash($rate), $name)) : '';
            }
            $isEmpty = $row['key'] === '' && trim($row['title'] . $row['country'] . $row['state'] . $row['city'] . $row['percent']) === '';
            if (!$isEmpty && empty($rate['remove'])) {
                $rows[] = $row;
            }
        }
        return $rows;
    }

    private static function blank(): array
    {
        return ['category' => '', 'from' => '', 'key' => ''] + array_fill_keys(array_keys(self::STORED), '');
    }

    /** Rows as they are shown, with what is wrong in them. */
    private static function shown(array $rows, ?array $answer): array
    {
        foreach ($answer['rates'] ?? [] as $at => $rate) {
            $rows[$at] = ['percent' => $rate['shown'], 'country' => $rate['country']] + $rows[$at];
        }
        foreach ($answer['problems'] ?? [] as $problem) {
            [, $at, $name] = explode('.', $problem['path']);
            $rows[(int) $at]['problems'][$name] = Messages::problem($problem);
        }
        return $rows;
    }

    private function say(string $text): void
    {
        $this->notices[] = ['type' => 'error', 'text' => $text];
    }
}
