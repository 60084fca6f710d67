<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/** Runs that have sites carry out what their limits force on them: begun, paused, gone on with, and how far each has come. */
final class LimitRuns
{
    private const FORM = 'limit_runs';

    public function load(): void
    {
        $act = Screens::asked();
        if ($act === null) {
            return;
        }
        if (!Screens::isGenuine(self::FORM)) {
            Flash::add('error', 'form_expired');
        } elseif ($act === 'begin') {
            $this->begin();
        } elseif (in_array($act, ['pause', 'resume'], true)) {
            $answer = (new Client())->post('/v1/network/limit-runs/' . SentText::id($_POST, 'run'), ['act' => $act]);
            is_wp_error($answer) ? Flash::addError($answer) : Flash::add('success', "limit_run_{$act}");
        }
        Menu::go(Screens::address(Screens::RUNS));
    }

    public function render(): void
    {
        $answer = (new Client())->get('/v1/network/limit-runs');
        $runs = is_wp_error($answer) ? [] : array_map(self::row(...), $answer['runs']);
        View::render('network/limit-runs', [
            'error' => is_wp_error($answer) ? Messages::forPage($answer) : null,
            'runs' => $runs,
            'goes_on' => in_array('running', array_column($runs, 'state'), true),
            'action' => Screens::address(Screens::RUNS),
            'nonce' => Screens::nonce(self::FORM),
        ]);
    }

    private function begin(): void
    {
        foreach (['product', 'first', 'last'] as $name) {
            if (($_POST[$name] ?? '') !== '' && SentText::id($_POST, $name) === 0) {
                Flash::add('error', 'invalid_request'); // left out it would be a run over all sites
                return;
            }
        }
        $body = ['product_id' => SentText::id($_POST, 'product'), 'first_id' => SentText::id($_POST, 'first'), 'last_id' => SentText::id($_POST, 'last')];
        $answer = (new Client())->post('/v1/network/limit-runs', array_filter($body));
        is_wp_error($answer) ? Flash::addError($answer) : Flash::add('success', 'limit_run_begin');
    }

    /** @return array<string, mixed> a run as it is shown */
    private static function row(array $run): array
    {
        $all = $run['last_id'] - $run['first_id'] + 1;
        $numbers = array_map('number_format_i18n', array_intersect_key($run, array_flip(['looked_at', 'named', 'carried_out', 'unreached'])));
        $waiting = max(0, $run['named'] - $run['carried_out'] - $run['unreached']);
        return [
            'id' => $run['id'],
            'state' => $run['state'],
            'state_words' => Words::of('limit_run_state', $run['state']),
            'of' => match (true) {
                $run['of_memberships'] => __('memberships that hold something else now', 'plan-bridge'),
                $run['product_id'] === null => __('all memberships', 'plan-bridge'),
                /* translators: %s: number of a product */
                default => sprintf(__('who holds product %s', 'plan-bridge'), (string) $run['product_id']),
            },
            /* translators: 1, 2: numbers of sites */
            'sites' => sprintf(__('%1$s to %2$s', 'plan-bridge'), (string) $run['first_id'], (string) $run['last_id']),
            'begun' => Format::dateTime($run['begun_at']),
            'by' => match ($run['requested_by']) {
                null => $run['of_memberships'] ? __('what they hold had changed', 'plan-bridge') : __('what a product forces had changed', 'plan-bridge'),
                0 => __('by command', 'plan-bridge'),
                default => get_userdata($run['requested_by'])->user_login ?? __('a user who is gone', 'plan-bridge'),
            },
            'percent' => (int) floor(100 * (min($run['next_id'], $run['last_id'] + 1) - $run['first_id']) / max(1, $all)),
            'counted' => Messages::forCode('limit_run_counted', $numbers + ['waiting' => number_format_i18n($waiting)]),
            'silent' => $run['silent'] === 0 ? '' : Messages::forCode('limit_run_silent', [
                'count' => number_format_i18n($run['silent']),
                'at' => Format::dateTime((string) $run['again_at']),
            ]),
        ];
    }
}
