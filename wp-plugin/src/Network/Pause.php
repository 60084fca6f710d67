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

/** Pausing a membership and letting it go on: what was typed, what it comes to, and that it is done. */
final class Pause
{
    private const LONGEST = ['rest_until' => 100, 'rest_why' => 1000];

    /** The field that each path of the service is typed into. */
    private const FIELDS = ['until' => 'rest_until', 'reason' => 'rest_why'];

    /** @var array{rest_until: string, rest_why: string, closes_sites: string} what was typed */
    public array $typed = ['rest_until' => '', 'rest_why' => '', 'closes_sites' => '1'];

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
        if (isset($_POST['rest_why'])) { // a box that is not ticked is not sent
            $this->typed['closes_sites'] = SentText::of($_POST, 'closes_sites') === '1' ? '1' : '';
        }
    }

    /** Asks the service what pausing comes to, or to pause. What it does not accept is said beside its field. */
    public function ask(bool $isForecast): void
    {
        $answer = $this->client->post("/v1/network/memberships/{$this->membership}/pause", [
            'forecast' => $isForecast,
            'until' => $this->typed['rest_until'],
            'reason' => $this->typed['rest_why'],
            'closes_sites' => $this->typed['closes_sites'] === '1',
        ], Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            $this->object($answer);
        } elseif ($isForecast) {
            $this->forecast = $answer['pause'];
        } else {
            Flash::add('success', 'its_membership_rests');
            Menu::go(MembershipPage::address($this->membership));
        }
    }

    public function end(): void
    {
        $answer = $this->client->post("/v1/network/memberships/{$this->membership}/resume", ['reason' => $this->typed['rest_why']], Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            $this->object($answer);
            return;
        }
        Flash::add('success', 'its_membership_resumed', ['effective_at' => $answer['pause']['end_after']]);
        Menu::go(MembershipPage::address($this->membership));
    }

    /** Why a membership cannot be paused, a sentence. */
    public static function refused(string $code, array $params = []): string
    {
        return Messages::forCode(Messages::sentence("pause_{$code}") === null ? $code : "pause_{$code}", $params);
    }

    private function object(WP_Error $error): void
    {
        foreach (Messages::code($error) === 'invalid_request' ? (array) (Messages::params($error)['errors'] ?? []) : [] as $problem) {
            $path = (string) ($problem['path'] ?? '');
            $this->problems[self::FIELDS[$path] ?? $path] = Messages::problem((array) $problem);
        }
        if ($this->problems === []) {
            $this->notice = Messages::isUnknown($error) ? Messages::forAct('pause', $error) : self::refused(Messages::code($error), Messages::params($error));
        }
    }
}
