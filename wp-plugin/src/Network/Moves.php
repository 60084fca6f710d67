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
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * Taking memberships over and handing them back, some or all of them: what that comes to is shown first, then it is
 * asked for, and the service's worker does it; how far that is stands above the list.
 */
final class Moves
{
    private const DIRECTIONS = ['take_over', 'hand_back'];

    /** How long what a run came to stands above the list. */
    private const TOLD_SECONDS = DAY_IN_SECONDS;

    /** Begins a run where a form asks for it, and leaves. */
    public function begin(): never
    {
        $direction = SentText::of($_POST, 'direction');
        $chosen = self::ids(explode(',', SentText::of($_POST, 'memberships')));
        $isAll = SentText::of($_POST, 'memberships') === 'all';
        if (!in_array($direction, self::DIRECTIONS, true) || !($isAll || $chosen !== []) || !Screens::isGenuine("move_{$direction}")) {
            Flash::add('error', 'form_expired');
        } else {
            $answer = (new Client())->post('/v1/network/ownership', ['direction' => $direction, 'memberships' => $isAll ? null : $chosen], Client::CONFIRM_SECONDS);
            is_wp_error($answer) ? Flash::addError($answer) : Flash::add('success', "moving_{$direction}");
        }
        Menu::go(Screens::address(Screens::MEMBERSHIPS));
    }

    /** What can be done with those that are ticked, and with all. @return array<string, string> words by what the form sends */
    public static function choices(): array
    {
        $choices = Words::table('names')['move'];
        return Plugin::isBeside() ? $choices : array_diff_key($choices, ['hand_back' => 1, 'hand_back_all' => 1]);
    }

    /** Who bills a membership, in a list. */
    public static function owner(string $owner): string
    {
        return Words::of('owner', $owner === 'elsewhere' && !Plugin::isBeside() ? 'nobody' : $owner);
    }

    /** Whether the address asks what a move comes to; one without a membership is told what is missing. */
    public static function isAsked(): bool
    {
        $asked = isset(self::choices()[Screens::text('move')]);
        if ($asked && !self::isAll() && self::chosen() === []) {
            Flash::add('warning', 'none_ticked');
            return false;
        }
        return $asked;
    }

    /** The forecast, and the button. */
    public function render(): void
    {
        $direction = self::direction();
        $of = self::isAll() ? [] : ['chosen' => implode(',', self::chosen())];
        $after = self::isAll() ? SentText::id($_GET, 'after') : 0;
        $answer = (new Client())->get('/v1/network/ownership/forecast', ['direction' => $direction] + $of + array_filter(['after' => $after]), Client::CONFIRM_SECONDS);
        $view = ['direction' => $direction, 'back' => Screens::address(Screens::MEMBERSHIPS)];
        if (is_wp_error($answer)) {
            View::render('network/moves', $view + ['error' => Messages::forPage($answer)]);
            return;
        }
        cache_users(array_filter(array_column($answer['forecasts'], 'user_id')));
        View::render('network/moves', $view + [
            'error' => null,
            'of' => self::isAll() ? 'all' : implode(',', self::chosen()),
            'total' => $answer['total'],
            'rows' => array_map(self::row(...), $answer['forecasts']),
            'pager' => new Pager(null, $answer['next_after'] === null ? null : Screens::address(Screens::MEMBERSHIPS, ['move' => "{$direction}_all", 'after' => $answer['next_after']])),
        ]);
    }

    /** @return array<string, mixed>|null the run that is under way, or one that ended lately; null too where nobody can tell */
    public static function run(): ?array
    {
        $answer = (new Client())->get('/v1/network/ownership');
        $run = is_wp_error($answer) ? null : $answer['run'];
        $isOver = $run !== null && $run['finished_at'] !== null && strtotime($run['finished_at']) < time() - self::TOLD_SECONDS;
        return $isOver ? null : $run;
    }

    /** What a run has come to, a sentence. @param array<string, mixed> $run */
    public static function counted(array $run): string
    {
        $numbers = ['seen' => self::seen($run), 'total' => max($run['total'], self::seen($run))] + array_intersect_key($run, ['done' => 1, 'unchanged' => 1, 'refused' => 1]);
        return Messages::forCode($run['finished_at'] === null ? 'run_goes_on' : 'run_is_over', array_map('number_format_i18n', $numbers) + ['begun' => $run['created_at']]);
    }

    public static function seen(array $run): int
    {
        return $run['done'] + $run['unchanged'] + $run['refused'];
    }

    /** @return list<array<string, mixed>> the cells of a membership */
    private static function row(array $forecast): array
    {
        return [
            ['text' => "#{$forecast['membership_id']}", 'href' => Menu::onMainSite($forecast['membership_id'])],
            ['text' => get_userdata((int) $forecast['user_id'])->user_login ?? ''],
            ['text' => $forecast['plan_name'] === '' ? __('(no plan)', 'plan-bridge') : $forecast['plan_name']],
            ['text' => self::owner($forecast['owner'])],
            ['view' => ['network/move-forecast', ['forecast' => $forecast]]],
        ];
    }

    private static function direction(): string
    {
        return str_replace('_all', '', Screens::text('move'));
    }

    private static function isAll(): bool
    {
        return str_ends_with(Screens::text('move'), '_all');
    }

    /** @return list<int> */
    private static function chosen(): array
    {
        $sent = $_GET['memberships'] ?? [];
        return self::ids(is_array($sent) ? array_filter($sent, 'is_string') : []);
    }

    /** @return list<int> */
    private static function ids(array $texts): array
    {
        $numbers = array_filter($texts, static fn (string $text): bool => preg_match('/^[1-9]\d{0,17}$/', $text) === 1);
        return array_slice(array_values(array_unique(array_map('intval', $numbers))), 0, 100);
    }
}
