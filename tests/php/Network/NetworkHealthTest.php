<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Health\Lag;
use PlanBridge\Health\NetworkTests;
use PlanBridge\Health\SiteHealth;
use PlanBridge\Limits\Faults;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Sample.php';

/** What Site Health tells of the whole network: each test when all is well, when not, and what is to be done then. */
final class NetworkHealthTest extends NetworkTestCase
{
    /** Nothing waits, however old the sample network is. */
    protected function setUp(): void
    {
        parent::setUp();
        global $wpdb;
        $wpdb->query('UPDATE ' . Network::table('bridge_outbox') . ' SET done_at = created_at WHERE done_at IS NULL');
        $wpdb->query('UPDATE ' . Network::table('bridge_membership_terms') . " SET look_at = '2099-01-01'");
        $wpdb->query('DELETE FROM ' . Network::table('bridge_reapply_ranges'));
    }

    public function testWhoRunsTheNetworkHasThemAllAndAnOwnerNone(): void
    {
        $this->actAs('admin');
        $all = (new SiteHealth())->onTests(['direct' => [], 'async' => []]);
        $this->actAs('anna');
        $owners = (new SiteHealth())->onTests(['direct' => [], 'async' => []]);

        self::assertSame(['plan-bridge-connection', 'plan-bridge-keys', 'plan-bridge-clock', 'plan-bridge-worker'], array_keys($all['async']));
        self::assertSame(['plan_bridge_limit_faults', 'plan_bridge_vanished', 'plan_bridge_unwritten', 'plan_bridge_replica', 'plan_bridge_older', 'plan_bridge_quota', 'plan_bridge_outbox'], array_keys($all['direct']));
        self::assertSame([[], ['plan_bridge_quota', 'plan_bridge_outbox']], [$owners['async'], array_keys($owners['direct'])]);
        foreach ($all['async'] as $name => $test) {
            self::assertSame([$name, false, true], [$test['test'], $test['has_rest'], is_callable($test['async_direct_test'])]);
            self::assertContains("wp_ajax_health-check-{$name}", array_column(SiteHealth::rows(), 0), 'the page’s script asks there');
        }
    }

    /** @dataProvider problems */
    #[DataProvider('problems')]
    public function testWhatTheServiceSaysOfItselfIsToldInTheTestItBelongsTo(string $test, string $code, array $params, string $words): void
    {
        $this->actAs('admin');
        $this->answering([['code' => $code, 'params' => $params, 'severity' => 'warning', 'command' => 'bridge mend']]);

        $found = array_map(static fn (string $name): array => (new NetworkTests())->ofConnection($name), ['keys' => 'keys', 'clock' => 'clock', 'worker' => 'worker']);

        self::assertSame($test === 'keys' ? 'critical' : 'recommended', $found[$test]['status'], 'the sample’s answer proves no key, which is worse');
        self::assertStringContainsString($words, $found[$test]['description']);
        self::assertStringContainsString('bridge mend', $found[$test]['description']);
        self::assertStringContainsString('page=plan-bridge-settings', $found[$test]['actions']);
        unset($found[$test], $found['keys']);
        self::assertSame(array_fill_keys(array_keys($found), 'good'), array_map(static fn (array $one): string => $one['status'], $found));
    }

    public static function problems(): array
    {
        return [
            'keys' => ['keys', 'plugin_key_pending', ['kids' => ['abc']], 'waits for approval'],
            'clock' => ['clock', 'clock_off', ['seconds' => 90], '90'],
            'worker' => ['worker', 'worker_not_running', ['last_run_at' => '2026-11-20T10:00:00Z'], 'has not run since'],
        ];
    }

    public function testWithoutAnAnswerNothingIsCalledGood(): void
    {
        $this->actAs('admin');
        add_filter('pre_http_request', static fn (): \WP_Error => new \WP_Error('http_request_failed', 'cURL error 7: Failed to connect'));

        foreach (['keys', 'clock', 'worker'] as $name) {
            self::assertSame('recommended', (new NetworkTests())->ofConnection($name)['status']);
        }
    }

    public function testAWorkerThatComesRoundAndIsBehindSaysHowOldTheOldestWorkIs(): void
    {
        global $wpdb;
        $ago = static fn (int $minutes): string => gmdate('Y-m-d H:i:s', time() - 60 * $minutes);
        $wpdb->insert(Network::table('bridge_outbox'), ['topic' => 'mail', 'payload' => '{}', 'created_at' => $ago(300), 'attempts' => 3]);
        $wpdb->insert(Network::table('bridge_outbox'), ['topic' => 'mail', 'payload' => '{}', 'created_at' => $ago(5)]);
        $good = Lag::sentences();
        $wpdb->insert(Network::table('bridge_outbox'), ['topic' => 'mail', 'payload' => '{}', 'created_at' => $ago(190)]);
        $wpdb->query('UPDATE ' . Network::table('bridge_outbox') . " SET done_at = created_at WHERE created_at = '{$ago(5)}'");
        $wpdb->replace(Network::table('bridge_membership_terms'), ['membership_id' => 4040, 'customer_id' => 1, 'recurring_lines' => '[]', 'updated_at' => $ago(60 * 49), 'look_at' => $ago(60 * 49)]);
        $wpdb->insert(Network::table('bridge_reapply_ranges'), ['run_id' => 4040, 'first_id' => 1, 'last_id' => 2, 'state' => 'looking', 'lease_until' => $ago(70)]);

        $behind = implode(' ', Lag::sentences());
        add_filter('query', static fn (string $sql): string => str_contains($sql, 'oldest') ? 'SELECT nothing_of_this_name' : $sql);

        self::assertSame([], $good);
        self::assertStringContainsString('left to WordPress has waited 3 hours', $behind);
        self::assertStringContainsString('has waited 2 days to be looked at', $behind);
        self::assertStringContainsString('have waited 1 hour for a worker', $behind);
        self::assertSame(['How long work waits cannot be read from the database.'], array_values(array_unique(Lag::sentences())));
    }

    public function testASiteThatHasLostItsMembershipIsToldApartFromLimitsThatCannotBeRead(): void
    {
        global $wpdb;
        $wpdb->query('DELETE FROM ' . Network::table('bridge_limit_faults'));
        $good = [(new NetworkTests())->vanished()['status'], (new SiteHealth())->limits()['status']];
        Faults::note('site', 7, 'link_lost');
        $lost = [(new NetworkTests())->vanished(), (new SiteHealth())->limits()['status']];
        $wpdb->query('DELETE FROM ' . Network::table('bridge_limit_faults'));
        Faults::note('product', 3, 'said_unreadable');

        self::assertSame(['good', 'good'], $good);
        self::assertSame(['recommended', 'good'], [$lost[0]['status'], $lost[1]]);
        self::assertStringContainsString('bridge check', $lost[0]['description']);
        self::assertSame(['good', 'critical'], [(new NetworkTests())->vanished()['status'], (new SiteHealth())->limits()['status']]);
    }

    public function testACustomersSiteThatIsWrittenNowhereIsNamed(): void
    {
        global $wpdb;
        foreach ($wpdb->get_col("SELECT blog_id FROM {$wpdb->blogmeta} WHERE meta_key = 'wu_type' AND meta_value = 'customer_owned'") as $blog) {
            $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => $blog, 'membership_id' => 1]);
        }
        $good = (new NetworkTests())->unwritten()['status'];
        $site = $this->blog('anna');
        $wpdb->delete(Network::table('bridge_site_limits'), ['blog_id' => $site]);

        $found = (new NetworkTests())->unwritten();

        self::assertSame(['good', 'critical'], [$good, $found['status']]);
        self::assertStringContainsString("bridge materialise {$site}", $found['description']);
    }

    public function testACopyThatIsBehindIsTold(): void
    {
        global $wpdb;
        $wpdb->query('REPLACE INTO ' . Network::table('bridge_heartbeats') . " (name, at) VALUES ('worker', '2026-11-26 10:00:08')");
        $good = (new NetworkTests())->replica()['status'];
        // what a drop-in sends to a copy: all that begins with SELECT; the copy has the round before
        add_filter('query', static fn (string $sql): string => str_starts_with($sql, 'SELECT UNIX_TIMESTAMP(at)') ? "SELECT UNIX_TIMESTAMP('2026-11-26 10:00:00') AS at" : $sql);

        $found = (new NetworkTests())->replica();

        self::assertSame(['good', 'recommended'], [$good, $found['status']]);
        self::assertStringContainsString('behind by 8 seconds', $found['description']);
        self::assertStringContainsString('PLAN_BRIDGE_READ_HINT', $found['description']);
    }

    public function testAnOlderPluginIsToldForAWeek(): void
    {
        global $wpdb;
        $seen = static function (string $ago) use ($wpdb): string {
            $wpdb->query('REPLACE INTO ' . Network::table('bridge_heartbeats') . " (name, at) VALUES ('older_plugin', UTC_TIMESTAMP(6) - INTERVAL {$ago})");
            return (new NetworkTests())->older()['status'];
        };

        self::assertSame(['recommended', 'good'], [$seen('6 DAY'), $seen('8 DAY')]);
    }

    /** @param list<array<string, mixed>> $problems */
    private function answering(array $problems): void
    {
        $body = wp_json_encode(Sample::connection(['problems' => $problems]));
        add_filter('pre_http_request', static fn (): array => ['response' => ['code' => 200], 'body' => $body]);
    }
}
