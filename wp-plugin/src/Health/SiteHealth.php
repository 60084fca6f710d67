<?php

declare(strict_types=1);

namespace PlanBridge\Health;

use PlanBridge\Limits\Faults;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Sources;
use PlanBridge\Messages;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Settings\Connection;
use PlanBridge\Outbox\Task;
use PlanBridge\Plugin;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * Our tests on Tools → Site Health: they read the database, only the one of the connection asks the service. And what the network
 * administrator is told on arriving: what waits, that the worker has stopped, which limits to mend.
 */
final class SiteHealth
{
    /** Asked for by the page's own script, so that the page never waits. */
    public const CONNECTION = 'plan-bridge-connection';

    private const FAULTS_SHOWN = 5;

    public static function rows(): array
    {
        return [
            ['site_status_tests', self::class, 'onTests', 10, 1],
            ['wp_ajax_health-check-' . self::CONNECTION, self::class, 'answerConnection', 10, 0],
            ['wp_network_dashboard_setup', self::class, 'addWidget', 10, 0],
            ['network_admin_notices', self::class, 'worker', 10, 0],
            ['network_admin_notices', self::class, 'faults', 10, 0],
            ...NetworkTests::rows(),
        ];
    }

    /** Filter `site_status_tests`. */
    public function onTests(array $tests): array
    {
        $words = Words::table('health');
        if (Screens::mayUse(Screens::FOR_SETTINGS)) {
            $asked = ['test' => self::CONNECTION, 'has_rest' => false, 'async_direct_test' => [$this, 'connection']];
            $tests['async'][self::CONNECTION] = ['label' => $words['connection']] + $asked;
            $tests['direct']['plan_bridge_limit_faults'] = ['label' => $words['limits'], 'test' => [$this, 'limits']];
            $tests = Plugin::handler(NetworkTests::class)->add($tests);
        }
        $tests['direct']['plan_bridge_quota'] = ['label' => $words['quota'], 'test' => [$this, 'quota']];
        $tests['direct']['plan_bridge_outbox'] = ['label' => $words['outbox'], 'test' => [$this, 'outbox']];
        return $tests;
    }

    public function answerConnection(): void
    {
        check_ajax_referer('health-check-site-status');
        Screens::insist(Screens::FOR_SETTINGS);
        wp_send_json_success($this->connection());
    }

    /** Whether the plugin can talk to the service. */
    public function connection(): array
    {
        $finding = Connection::check()->findings()[0];
        $status = ['success' => 'good', 'warning' => 'recommended'][$finding['type']] ?? 'critical';
        $settings = sprintf('<p><a href="%s">%s</a></p>', esc_url(Screens::address(Screens::SETTINGS)), esc_html__('Plan Bridge, Settings', 'plan-bridge'));
        return ['badge' => ['label' => 'Plan Bridge', 'color' => 'blue']]
            + self::result(self::CONNECTION, $status, $status === 'good' ? 'connection_good' : 'connection_bad', $finding['text'], $status === 'good' ? '' : $settings);
    }

    public function limits(): array
    {
        return Faults::count(NetworkTests::VANISHED, false) === 0
            ? self::result('plan_bridge_limit_faults', 'good', 'limits_good')
            : self::result('plan_bridge_limit_faults', 'critical', 'limits_bad', self::limitFaults(NetworkTests::VANISHED));
    }

    /** Which limits have to be mended, the first of them by name. */
    private static function limitFaults(array $without = []): string
    {
        $sentences = Faults::words(self::FAULTS_SHOWN, $without, false);
        $more = Faults::count($without, false) - self::FAULTS_SHOWN;
        if ($more > 0) {
            $sentences[] = Messages::forCode('more_faults', ['count' => number_format_i18n($more)]);
        }
        return implode(' ', $sentences);
    }

    public function quota(): array
    {
        $blogId = get_current_blog_id();
        $quota = Quota::isCustomerOwned($blogId) ? Quota::written($blogId) : null;
        $finding = match (true) {
            Quota::isUnread($blogId) => 'quota_unread',
            !Quota::isCustomerOwned($blogId) => 'quota_not_owned',
            $quota === null && Quota::copy($blogId) !== null => 'quota_unreadable',
            Quota::hasLostItsLink($blogId) => 'quota_link_lost',
            $quota === null => Sources::ofSite($blogId) === null ? 'quota_missing' : 'quota_plan_gone',
            !$quota->hasPlan() => 'quota_plan_gone',
            default => 'quota_good',
        };
        return self::result('plan_bridge_quota', in_array($finding, ['quota_good', 'quota_not_owned'], true) ? 'good' : 'critical', $finding);
    }

    public function outbox(): array
    {
        ['count' => $count, 'error' => $error] = Task::failing();
        if ($count === 0) {
            return self::result('plan_bridge_outbox', 'good', 'outbox_good');
        }
        $text = Messages::forCode('tasks_failing', ['count' => number_format_i18n($count), 'error' => (string) $error], $count);
        return self::result('plan_bridge_outbox', 'recommended', 'outbox_bad', $text);
    }

    public function addWidget(): void
    {
        if (Screens::mayUse(Screens::FOR_SETTINGS)) {
            wp_add_dashboard_widget('plan_bridge_network', 'Plan Bridge', [$this, 'render']);
        }
    }

    /** How many payments wait to be marked as paid, or why nobody can tell. */
    public function render(): void
    {
        $answer = (new Client())->get('/v1/network/payments', ['status' => 'pending']);
        View::render('network/dashboard', [
            'error' => is_wp_error($answer) ? Messages::forPage($answer) : null,
            'pending' => is_wp_error($answer) ? 0 : (int) ($answer['to_mark'] ?? 0),
        ]);
    }

    /** That the worker has stopped: nothing else on the dashboard would look wrong for days. */
    public function worker(): void
    {
        $belongs = get_current_screen()?->id === 'dashboard-network' && Screens::mayUse(Screens::FOR_SETTINGS);
        $finding = $belongs ? Connection::look()->ofWorker() : null;
        if ($finding !== null) {
            View::render('network/worker-notice', ['finding' => $finding, 'settings' => Screens::address(Screens::SETTINGS)]);
        }
    }

    /** Which limits have to be mended: where the network administrator arrives, and on our own screens. */
    public function faults(): void
    {
        $screen = get_current_screen();
        $belongs = $screen !== null && ($screen->id === 'dashboard-network' || str_contains($screen->id, 'plan-bridge'));
        if ($belongs && Screens::mayUse(Screens::FOR_SETTINGS) && Faults::count() > 0) {
            View::render('parts/notice', ['type' => 'error', 'text' => self::limitFaults()]);
        }
    }

    /** The shape in which Site Health wants the result of a test; status is good, recommended or critical. */
    public static function result(string $test, string $status, string $finding, string $text = '', string $actions = ''): array
    {
        [$label, $own] = Words::table('health')[$finding] + ['', ''];
        $text = $text === '' ? $own : $text;
        return [
            'status' => $status,
            'label' => $label,
            'badge' => ['label' => __('Plans', 'plan-bridge'), 'color' => ['good' => 'green', 'recommended' => 'orange', 'critical' => 'red'][$status]],
            'description' => '<p>' . esc_html($text === '' ? "{$label}." : $text) . '</p>',
            'actions' => $actions,
            'test' => $test,
        ];
    }
}
