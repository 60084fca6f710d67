<?php

declare(strict_types=1);

namespace PlanBridge\Health;

use PlanBridge\Limits\Faults;
use PlanBridge\Limits\Quota;
use PlanBridge\Messages;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Settings\Connection;
use PlanBridge\Outbox\Task;
use PlanBridge\Service\Client;
use PlanBridge\View;

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
        ];
    }

    /** Filter `site_status_tests`. */
    public function onTests(array $tests): array
    {
        if (Screens::mayUse(Screens::FOR_SETTINGS)) {
            $tests['async'][self::CONNECTION] = ['label' => __('Plan Bridge: connection to the service', 'plan-bridge'), 'test' => self::CONNECTION,
                'has_rest' => false, 'async_direct_test' => [$this, 'connection']];
            $tests['direct']['plan_bridge_limit_faults'] = ['label' => __('Limits of all sites', 'plan-bridge'), 'test' => [$this, 'limits']];
        }
        $tests['direct']['plan_bridge_quota'] = ['label' => __('Limits of this site', 'plan-bridge'), 'test' => [$this, 'quota']];
        $tests['direct']['plan_bridge_outbox'] = ['label' => __('Tasks from the plan service', 'plan-bridge'), 'test' => [$this, 'outbox']];
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
        $label = $status === 'good' ? __('Plan Bridge is connected to its service', 'plan-bridge') : __('Plan Bridge has a problem with its service', 'plan-bridge');
        $settings = sprintf('<p><a href="%s">%s</a></p>', esc_url(Screens::address(Screens::SETTINGS)), esc_html__('Plan Bridge, Settings', 'plan-bridge'));
        return ['badge' => ['label' => 'Plan Bridge', 'color' => 'blue'], 'actions' => $status === 'good' ? '' : $settings]
            + self::result(self::CONNECTION, $status, $label, $finding['text']);
    }

    public function limits(): array
    {
        return Faults::count() === 0
            ? self::result('plan_bridge_limit_faults', 'good', __('All limits of this network can be read', 'plan-bridge'))
            : self::result('plan_bridge_limit_faults', 'critical', __('Limits of this network have to be mended', 'plan-bridge'), self::limitFaults());
    }

    /** Which limits have to be mended, the first of them by name. */
    private static function limitFaults(): string
    {
        $sentences = Faults::words(self::FAULTS_SHOWN);
        $more = Faults::count() - self::FAULTS_SHOWN;
        if ($more > 0) {
            /* translators: %s: number */
            $sentences[] = sprintf(__('%s more are listed by bridge check.', 'plan-bridge'), number_format_i18n($more));
        }
        return implode(' ', $sentences);
    }

    public function quota(): array
    {
        $blogId = get_current_blog_id();
        $quota = Quota::isCustomerOwned($blogId) ? Quota::written($blogId) : null;
        [$label, $text] = match (true) {
            !Quota::isCustomerOwned($blogId) => [__('This site is not a customer’s: no plan limits it', 'plan-bridge'), ''],
            $quota === null && Quota::copy($blogId) !== null => [
                __('The limits of this site cannot be read', 'plan-bridge'),
                __('What was written last goes on holding. They are spoilt, or of a later version than this plugin: a network administrator can have them written anew (bridge materialise), or update the plugin.', 'plan-bridge'),
            ],
            Quota::hasLostItsLink($blogId) => [
                __('This site has lost its link to its membership', 'plan-bridge'),
                __('Its limits go on holding as they were. A network administrator can give the site its type and its membership back.', 'plan-bridge'),
            ],
            $quota === null => [
                __('The limits of this site’s plan have not been worked out yet', 'plan-bridge'),
                __('Until they are, only WordPress’ own rules hold here. The plan service was asked for them; check that it runs and that its database is set up (bridge check).', 'plan-bridge'),
            ],
            !$quota->hasPlan() => [
                __('No plan limits this site: the plan of its membership cannot be found', 'plan-bridge'),
                __('Only WordPress’ own rules hold here, and what was set for this site or its membership alone. A network administrator can give the membership a plan that exists.', 'plan-bridge'),
            ],
            default => [__('The limits of this site’s plan hold', 'plan-bridge'), ''],
        };
        return self::result('plan_bridge_quota', $text === '' ? 'good' : 'critical', $label, $text);
    }

    public function outbox(): array
    {
        ['count' => $count, 'error' => $error] = Task::failing();
        if ($count === 0) {
            return self::result('plan_bridge_outbox', 'good', __('Everything the plan service asked for has been done', 'plan-bridge'));
        }
        /* translators: 1: a number, 2: an error message */
        $words = _n(
            '%1$s task failed and is tried again: mail, cached data or disk space settings. The message was: %2$s',
            '%1$s tasks failed and are tried again: mail, cached data or disk space settings. A message was: %2$s',
            $count,
            'plan-bridge'
        );
        $label = __('Some of what the plan service asked for could not be done', 'plan-bridge');
        return self::result('plan_bridge_outbox', 'recommended', $label, sprintf($words, number_format_i18n($count), (string) $error));
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
    private static function result(string $test, string $status, string $label, string $text = ''): array
    {
        return [
            'status' => $status,
            'label' => $label,
            'badge' => ['label' => __('Plans', 'plan-bridge'), 'color' => ['good' => 'green', 'recommended' => 'orange', 'critical' => 'red'][$status]],
            'description' => '<p>' . esc_html($text === '' ? "{$label}." : $text) . '</p>',
            'actions' => '',
            'test' => $test,
        ];
    }
}
