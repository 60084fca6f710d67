<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use WP_Error;

defined('ABSPATH') || exit;

/** Gives a membership to a user, or to many from a list: what it comes to is shown first, then it is done. */
final class Gifts
{
    public const FORM = 'gift';
    public const FIELDS = ['user', 'sites', 'plan', 'period', 'price', 'start', 'until', 'paid'];
    private const MOST_BYTES = 200_000;
    private const ID = '/^[0-9a-f]{32}$/';

    /** @var array<string, string> what was typed */
    private array $typed = [];

    /** @var list<array{path: string, code: string}> */
    private array $problems = [];

    private ?array $forecast = null;

    private string $notice = '';

    public function load(): void
    {
        $act = Screens::asked();
        foreach (self::FIELDS as $field) {
            $this->typed[$field] = sanitize_textarea_field(SentText::of($act === null ? $_GET : $_POST, $field));
        }
        if ($act === null) {
            return;
        }
        if (!Screens::isGenuine(self::FORM)) {
            $this->notice = Messages::forCode('form_expired_kept');
            return;
        }
        match ($act) {
            'forecast' => $this->give(true),
            'give' => $this->give(false),
            'list' => $this->takeList(),
            'give-list', 'drop-list' => $this->endList($act === 'drop-list'),
            default => null,
        };
    }

    public function render(): void
    {
        $list = self::id($_GET, 'list');
        if ($list !== '') {
            $this->show('network/gift-list', (new Client())->get("/v1/network/gifts/lists/{$list}", ['after' => SentText::id($_GET, 'after')]), []);
            return;
        }
        $runs = (new Client())->get('/v1/network/gifts/lists');
        $this->show('network/gift', (new Client())->get('/v1/network/gifts/plans'), [
            'typed' => $this->typed,
            'problems' => $this->sentences(),
            'forecast' => $this->forecast,
            'id' => bin2hex(random_bytes(16)),
            'runs' => is_wp_error($runs) ? [] : $runs['runs'],
        ]);
    }

    /** Asks the service what giving comes to, or to give. What it does not accept is said beside its field. */
    private function give(bool $isForecast): void
    {
        $sites = preg_split('/[\s,;]+/', $this->typed['sites'], -1, PREG_SPLIT_NO_EMPTY) ?: [];
        $body = ['id' => self::id($_POST, 'id'), 'sites' => $sites, 'forecast' => $isForecast] + array_map('trim', $this->typed);
        $answer = (new Client())->post('/v1/network/gifts', $body, Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            $this->object($answer);
        } elseif ($isForecast) {
            $this->forecast = $answer;
        } else {
            Flash::add('success', 'membership_given', ['membership' => $answer['membership_id'], 'user' => $answer['user']['user_login']]);
            Menu::go(Screens::address(Screens::MEMBERSHIPS, ['search' => $answer['membership_id']]));
        }
    }

    private function takeList(): void
    {
        $file = $_FILES['list'] ?? [];
        $path = is_string($file['tmp_name'] ?? null) && is_uploaded_file($file['tmp_name']) ? $file['tmp_name'] : '';
        $text = $path === '' || filesize($path) > self::MOST_BYTES ? '' : (string) file_get_contents($path);
        if ($path === '' || $text === '' || !mb_check_encoding($text, 'UTF-8')) {
            $this->problems[] = ['path' => 'list', 'code' => $path === '' ? 'list_missing' : ($text === '' ? 'list_size' : 'list_encoding')];
            return;
        }
        $answer = (new Client())->post('/v1/network/gifts/lists', ['list' => $text], Client::CONFIRM_SECONDS);
        is_wp_error($answer) ? $this->object($answer) : Menu::go(self::address($answer['run']['id']));
    }

    private function endList(bool $isDropped): void
    {
        $list = self::id($_POST, 'list');
        $answer = (new Client())->post("/v1/network/gifts/lists/{$list}", ['drop' => $isDropped]);
        if (is_wp_error($answer)) {
            Flash::addError($answer);
        }
        Menu::go(self::address($list));
    }

    private function object(WP_Error $error): void
    {
        $errors = array_filter((array) (Messages::params($error)['errors'] ?? []), 'is_array');
        $this->problems = Messages::code($error) === 'invalid_request' ? array_values($errors) : [];
        $this->notice = $this->problems === [] ? Messages::forCode(Messages::isUnknown($error) ? 'gift_unknown_outcome' : Messages::code($error), Messages::params($error)) : '';
    }

    /** @return array<string, string> what is wrong, by field */
    private function sentences(): array
    {
        $found = [];
        foreach ($this->problems as $problem) {
            $path = strtok((string) ($problem['path'] ?? ''), '.');
            $found[$path] = trim(($found[$path] ?? '') . ' ' . Messages::problem($problem));
        }
        return $found;
    }

    private function show(string $view, array|WP_Error $answer, array $data): void
    {
        $error = is_wp_error($answer) ? Messages::forPage($answer) : $this->notice;
        View::render($view, $data + ['answer' => is_wp_error($answer) ? null : $answer, 'error' => $error, 'nonce' => Screens::nonce(self::FORM)]);
    }

    public static function address(string $list = ''): string
    {
        return Screens::address(Screens::GIVE, array_filter(['list' => $list]));
    }

    private static function id(array $from, string $name): string
    {
        $text = SentText::of($from, $name);
        return preg_match(self::ID, $text) === 1 ? $text : '';
    }
}
