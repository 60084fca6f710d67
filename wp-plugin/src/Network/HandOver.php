<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/** Giving a membership to another customer: what was typed, what it comes to, and that it is done. */
final class HandOver
{
    private const LONGEST = ['user' => 191, 'why' => 1000];

    /** @var array{user: string, why: string, removes_user: string} what was typed */
    public array $typed = ['user' => '', 'why' => '', 'removes_user' => ''];

    /** @var array<string, string> what is wrong, by field */
    public array $problems = [];

    /** @var array<string, mixed>|null what it comes to */
    public ?array $forecast = null;

    public string $notice = '';

    public function __construct(private readonly Client $client, private readonly int $membership)
    {
    }

    public function read(): void
    {
        foreach (self::LONGEST as $name => $most) {
            $this->typed[$name] = mb_substr(trim(wp_check_invalid_utf8(SentText::of($_POST, $name))), 0, $most);
        }
        $this->typed['removes_user'] = SentText::of($_POST, 'removes_user') === '1' ? '1' : '';
    }

    /** Asks the service what it comes to, or to do it. What it does not accept is said beside its field. */
    public function ask(bool $isForecast): void
    {
        $answer = $this->client->post("/v1/network/memberships/{$this->membership}/hand-over", [
            'forecast' => $isForecast,
            'user' => $this->typed['user'],
            'customer_id' => SentText::id($_POST, 'customer_id'),
            'reason' => $this->typed['why'],
            'removes_user' => $this->typed['removes_user'] === '1',
        ], Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            $this->object($answer);
        } elseif ($isForecast) {
            $this->forecast = $answer['hand_over'];
        } else {
            Flash::add('success', 'membership_handed_over', ['user' => $answer['hand_over']['user']['user_login']]);
            Menu::go(MembershipPage::address($this->membership));
        }
    }

    /** Why a membership cannot be given away, a sentence. */
    public static function refused(string $code, array $params = []): string
    {
        return Messages::forCode(Messages::sentence("hand_over_{$code}") === null ? $code : "hand_over_{$code}", $params);
    }

    private function object(WP_Error $error): void
    {
        foreach (Messages::code($error) === 'invalid_request' ? (array) (Messages::params($error)['errors'] ?? []) : [] as $problem) {
            $path = (string) ($problem['path'] ?? '');
            $this->problems[$path === 'reason' ? 'why' : $path] = Messages::problem((array) $problem);
        }
        if ($this->problems === []) {
            $this->notice = Messages::isUnknown($error) ? Messages::forAct('hand_over', $error) : self::refused(Messages::code($error), Messages::params($error));
        }
    }
}
