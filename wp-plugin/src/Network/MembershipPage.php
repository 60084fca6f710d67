<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Account\Ownership;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use WP_Error;

defined('ABSPATH') || exit;

/** Everything about one membership, for network administrators, and what can be done with it. */
final class MembershipPage
{
    private const LONGEST_REASON = 1000;

    /** @var array{until: string, reason: string} what was typed */
    private array $typed = ['until' => '', 'reason' => ''];

    /** @var array<string, string> what is wrong, by field */
    private array $problems = [];

    /** @var array<string, mixed>|null what extending comes to */
    private ?array $extension = null;

    private string $notice = '';

    private readonly HandOver $handOver;

    private readonly Pause $pause;

    public function __construct(private readonly Client $client = new Client())
    {
        $this->handOver = new HandOver($client, self::id());
        $this->pause = new Pause($client, self::id());
    }

    public static function address(int $membership, array $query = []): string
    {
        return Screens::address(Screens::MEMBERSHIP, ['id' => $membership] + $query);
    }

    /** The name of the page's forms. */
    public static function form(int $membership): string
    {
        return "membership_{$membership}";
    }

    /** Does what a form asks for, and leaves; only what is said of a form that was typed in stays on this page. */
    public function load(): void
    {
        $act = Screens::asked();
        if ($act === null || self::id() === 0) {
            return;
        }
        foreach (array_keys($this->typed) as $name) {
            $this->typed[$name] = mb_substr(trim(wp_check_invalid_utf8(SentText::of($_POST, $name))), 0, self::LONGEST_REASON);
        }
        $this->handOver->read();
        $this->pause->read();
        if (!Screens::isGenuine(self::form(self::id()))) {
            $this->notice = Messages::forCode('form_expired_kept');
            return;
        }
        match ($act) {
            'forecast' => $this->extend(true),
            'extend' => $this->extend(false),
            'forecast-hand-over' => $this->handOver->ask(true),
            'hand-over' => $this->handOver->ask(false),
            'forecast-pause' => $this->pause->ask(true),
            'pause' => $this->pause->ask(false),
            'resume' => $this->pause->end(),
            'take-over', 'hand-back', 'looked-at' => $this->own($act),
            'cancel', 'keep' => $this->end($act),
            default => null,
        };
    }

    public function render(): void
    {
        $id = self::id();
        $before = SentText::id($_GET, 'before');
        $answer = $this->client->get("/v1/network/memberships/{$id}", array_filter(['before' => $before]));
        $whole = is_wp_error($answer) ? null : $answer;
        View::render('network/membership', [
            'id' => $id,
            'whole' => $whole,
            'error' => $whole === null ? Messages::forPage($answer) : $this->notice . $this->handOver->notice . $this->pause->notice,
            'nonce' => Screens::nonce(self::form($id)),
            'refusals' => array_column($whole['acts'] ?? [], 'refusal', 'name'),
            'user' => $whole === null ? null : (get_userdata((int) $whole['customer']['user_id']) ?: null),
            'typed' => $this->typed,
            'problems' => $this->problems,
            'extension' => $this->extension,
            'awaited' => $this->awaited($whole['account']['open_change'] ?? null),
            'hand_over' => $this->handOver,
            'pause' => $this->pause,
        ]);
    }

    /** The payment that an order waits for and that is paid by hand, as the network's list has it: it can be marked here too. */
    private function awaited(?array $open): ?array
    {
        if (empty($open['by_hand']['reference'])) {
            return null;
        }
        $answer = $this->client->get('/v1/network/payments', ['search' => $open['by_hand']['reference']]);
        $found = is_wp_error($answer) ? [] : array_filter($answer['payments'], static fn (array $one): bool => $one['quote_id'] === $open['quote_id'] && $one['marking'] === 'settles');
        return array_values($found)[0] ?? null;
    }

    /** Why a membership cannot be extended, a sentence. */
    public static function notExtended(string $code, array $params = []): string
    {
        return Messages::forCode(Messages::sentence("extend_{$code}") === null ? $code : "extend_{$code}", $params);
    }

    /** Asks the service what extending comes to, or to extend. What it does not accept is said beside its field. */
    private function extend(bool $isForecast): void
    {
        $answer = $this->client->post('/v1/network/memberships/' . self::id() . '/extend', ['forecast' => $isForecast] + $this->typed, Client::CONFIRM_SECONDS);
        if (is_wp_error($answer)) {
            $this->object($answer);
        } elseif ($isForecast) {
            $this->extension = $answer['extension'];
        } else {
            Flash::add('success', 'membership_extended', ['effective_at' => $answer['extension']['until']]);
            Menu::go(self::address(self::id()));
        }
    }

    private function object(WP_Error $error): void
    {
        foreach (Messages::code($error) === 'invalid_request' ? (array) (Messages::params($error)['errors'] ?? []) : [] as $problem) {
            $this->problems[(string) ($problem['path'] ?? '')] = Messages::problem((array) $problem);
        }
        if ($this->problems === []) {
            $this->notice = Messages::isUnknown($error) ? Messages::forAct('extend', $error) : self::notExtended(Messages::code($error), Messages::params($error));
        }
    }

    private function own(string $act): never
    {
        $body = $act === 'take-over' && SentText::of($_POST, 'ends_subscription') === '1' ? ['ends_subscription' => true] : [];
        $answer = $this->client->post('/v1/network/memberships/' . self::id() . "/{$act}", $body, Client::CONFIRM_SECONDS);
        is_wp_error($answer) ? Flash::addError($answer) : Ownership::tell($act, $answer['moved']['refusal'] ?? null);
        Menu::go(self::address(self::id()));
    }

    private function end(string $act): never
    {
        $body = $act === 'cancel' && $this->typed['reason'] !== '' ? ['reason' => $this->typed['reason']] : [];
        $answer = $this->client->post('/v1/memberships/' . self::id() . "/{$act}", $body, Client::CONFIRM_SECONDS);
        $ends = is_wp_error($answer) ? null : $answer['membership']['cancellation'];
        match (true) {
            is_wp_error($answer) => Flash::addError($answer, 'end'),
            $ends !== null => Flash::add('success', 'its_membership_ends', ['effective_at' => $ends['ends_at']]),
            default => Flash::add('success', $act === 'keep' ? 'its_membership_goes_on' : 'its_membership_ended'),
        };
        Menu::go(self::address(self::id()));
    }

    private static function id(): int
    {
        return SentText::id($_GET, 'id');
    }
}
