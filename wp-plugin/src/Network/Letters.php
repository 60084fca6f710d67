<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Outbox\Letters as Letter;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/** Every letter there is: which are sent, their words in each language of the network, and how they look. */
final class Letters
{
    /** What was typed and not saved, or is only looked at. @var array{subject: string, text: string}|null */
    private ?array $typed = null;

    /** @var array<string, string> what is wrong, by field */
    private array $problems = [];

    /** @var list<array{type: string, text: string}> */
    private array $notices = [];

    public function load(): void
    {
        $act = Screens::asked();
        $name = self::asked();
        if ($act === null || $name === '') {
            return;
        }
        if (!Screens::isGenuine(self::form($name))) {
            $this->typed = $this->sent();
            $this->say(Messages::forCode('form_expired_kept'));
            return;
        }
        match ($act) {
            'switch' => $this->switch($name),
            'save-letter' => $this->save($name),
            'reset-letter' => $this->reset($name),
            'preview-letter' => $this->typed = $this->sent(),
            default => null,
        };
    }

    public function render(): void
    {
        $name = self::asked();
        $answer = (new Client())->get($name === '' ? '/v1/network/letters' : "/v1/network/letters/{$name}");
        if (is_wp_error($answer)) {
            View::render('network/letters', ['error' => Messages::forPage($answer), 'letters' => null]);
            return;
        }
        $name === '' ? View::render('network/letters', ['error' => null, 'letters' => array_map(self::listed(...), $answer['letters'])]) : $this->one($answer);
    }

    /** The name of the form of a letter. */
    public static function form(string $name): string
    {
        return "letter_{$name}";
    }

    /** A subject where no facts fill it in: "The visits of … are nearly used up". */
    public static function inList(string $subject): string
    {
        return (string) preg_replace('/\{\w+\}/', '…', $subject);
    }

    /** A letter in the list: with its words. @param array<string, mixed> $letter */
    private static function listed(array $letter): array
    {
        return $letter + [
            'subject' => self::inList(Letter::ownWords($letter['to'], $letter['template'])['subject']),
            'when' => Words::table('letter-list')[$letter['to']][$letter['template']] ?? $letter['template'],
            'reader' => Words::table('letter-list')['to'][$letter['to']],
            'address' => Screens::address(Screens::LETTERS, ['letter' => $letter['name']]),
        ];
    }

    /** @param array<string, mixed> $answer */
    private function one(array $answer): void
    {
        $letter = self::listed($answer['letter']);
        $language = self::language();
        $written = $answer['wordings'][$language] ?? null;
        $own = self::inLanguage($language, static fn (): array => Letter::ownWords($letter['to'], $letter['template']));
        $sample = (new Client())->post("/v1/network/letters/{$letter['name']}/sample", ['language' => $language] + ($this->typed ?? []));
        if (is_wp_error($sample)) {
            $this->object($sample);
            $sample = $this->typed === null ? $sample : (new Client())->post("/v1/network/letters/{$letter['name']}/sample", ['language' => $language]);
        }
        View::render('network/letter', [
            'letter' => $letter,
            'notices' => $this->notices,
            'problems' => $this->problems,
            'language' => $language,
            'languages' => self::languages(array_keys($answer['wordings'])),
            'words' => $this->typed ?? $written ?? $own,
            'is_own' => $written === null,
            'placeholders' => $answer['placeholders'],
            'edits' => $answer['edits'],
            'preview' => is_wp_error($sample) ? null : self::inLanguage($language, static fn (): array => (new Letter($sample['sample'], wp_get_current_user()->display_name))->made()),
            'action' => Screens::address(Screens::LETTERS, ['letter' => $letter['name'], 'language' => $language]),
            'back' => Screens::address(Screens::LETTERS),
        ]);
    }

    private function switch(string $name): void
    {
        $isSent = SentText::of($_POST, 'is_sent') === '1';
        $answer = (new Client())->put("/v1/network/letters/{$name}", ['is_sent' => $isSent]);
        if (is_wp_error($answer)) {
            Flash::addError($answer, 'letter');
        } else {
            Flash::add('success', $isSent ? 'letter_switched_on' : 'letter_switched_off', ['letter' => self::listed($answer['letter'])['subject']]);
        }
        Menu::go(SentText::of($_POST, 'back') === 'list' ? Screens::address(Screens::LETTERS) : $this->here($name));
    }

    private function save(string $name): void
    {
        $this->typed = $this->sent();
        $answer = (new Client())->put("/v1/network/letters/{$name}", ['language' => self::language()] + $this->typed);
        if (is_wp_error($answer)) {
            $this->object($answer);
            return;
        }
        Flash::add('success', 'letter_saved');
        Menu::go($this->here($name));
    }

    private function reset(string $name): void
    {
        $answer = (new Client())->put("/v1/network/letters/{$name}", ['language' => self::language(), 'reset' => true]);
        is_wp_error($answer) ? Flash::addError($answer, 'letter') : Flash::add('success', 'letter_reset');
        Menu::go($this->here($name));
    }

    /** Puts what the service objects to beside its field. */
    private function object(WP_Error $error): void
    {
        foreach (array_filter((array) (Messages::params($error)['errors'] ?? []), 'is_array') as $problem) {
            $this->problems[(string) ($problem['path'] ?? '')] = Messages::problem($problem);
        }
        $this->say($this->problems === [] ? Messages::forAct('letter', $error) : Messages::forCode('letter_not_saved'));
    }

    private function say(string $text): void
    {
        $this->notices[] = ['type' => 'error', 'text' => $text];
    }

    /** @return array{subject: string, text: string} */
    private function sent(): array
    {
        return ['subject' => trim(SentText::of($_POST, 'subject')), 'text' => trim(str_replace("\r\n", "\n", SentText::of($_POST, 'text')))];
    }

    /** The letter of the address, '' where it names none. */
    private static function asked(): string
    {
        $name = SentText::of($_GET, 'letter');
        return preg_match('/^(owner|admin)\.[a-z_]{1,50}$/', $name) === 1 ? $name : '';
    }

    /** The language that is edited: one of the address, else that of whoever looks. */
    private static function language(): string
    {
        $language = SentText::of($_GET, 'language');
        return preg_match('/^[a-z]{2,3}(_[A-Za-z0-9]{1,12}){0,2}$/', $language) === 1 ? $language : get_user_locale();
    }

    /** @param list<array-key> $written @return array<string, string> the languages of the network, and others that have words, by their names */
    private static function languages(array $written): array
    {
        return array_map(static fn (array $one): string => $one[0], Fields::texts(array_fill_keys(array_map('strval', [...$written, self::language()]), '')));
    }

    private static function inLanguage(string $language, callable $make): array
    {
        $switched = switch_to_locale($language);
        try {
            return $make();
        } finally {
            if ($switched) {
                restore_previous_locale();
            }
        }
    }

    private function here(string $name): string
    {
        return Screens::address(Screens::LETTERS, ['letter' => $name, 'language' => self::language()]);
    }
}
