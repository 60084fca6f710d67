<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Health\SiteHealth;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Sample.php';
require_once ABSPATH . 'wp-admin/includes/class-wp-screen.php';
require_once ABSPATH . 'wp-admin/includes/screen.php';

/** That the worker has stopped is told where a network administrator comes by, not only where one looks for it. */
final class WorkerNoticeTest extends NetworkTestCase
{
    protected function tearDown(): void
    {
        unset($GLOBALS['current_screen']);
        parent::tearDown();
    }

    /** @dataProvider stopped */
    #[DataProvider('stopped')]
    public function testTheDashboardOfTheNetworkTellsOfAWorkerThatHasStopped(string $code, array $params, string $words): void
    {
        $shown = $this->shown('admin', 'dashboard-network', [['code' => $code, 'params' => $params]]);

        self::assertStringContainsString($words, $shown);
        self::assertStringContainsString('bridge worker', $shown);
        self::assertStringContainsString('page=plan-bridge', $shown);
    }

    public static function stopped(): array
    {
        return [
            'never' => ['worker_never_ran', [], 'has never run'],
            'not now' => ['worker_not_running', ['last_run_at' => '2026-11-20T10:00:00Z'], 'has not run since'],
        ];
    }

    public function testNobodyElseAndNowhereElseIsTold(): void
    {
        $dead = [['code' => 'worker_never_ran', 'params' => []]];

        self::assertSame('', $this->shown('anna', 'dashboard-network', $dead));
        self::assertSame('', $this->shown('admin', 'plugins-network', $dead));
        self::assertSame('', $this->shown('admin', 'dashboard-network', []));
        self::assertSame('', $this->shown('admin', 'dashboard-network', [['code' => 'clock_off', 'params' => ['seconds' => 9]]]));
    }

    /** @param list<array<string, mixed>> $problems */
    private function shown(string $login, string $screen, array $problems): string
    {
        $this->actAs($login);
        set_current_screen($screen);
        $whole = array_map(static fn (array $one): array => $one + ['severity' => 'warning', 'command' => 'bridge worker'], $problems);
        $body = wp_json_encode(Sample::connection(['problems' => $whole]));
        add_filter('pre_http_request', static fn (): array => ['response' => ['code' => 200], 'body' => $body]);
        ob_start();
        (new SiteHealth())->worker();
        return (string) ob_get_clean();
    }
}
