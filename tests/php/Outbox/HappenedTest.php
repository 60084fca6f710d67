<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Outbox;

use PlanBridge\Outbox\Happened;
use PlanBridge\Outbox\Task;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;
use RuntimeException;

/** The network's own code hears what happened to memberships, from the journal. */
final class HappenedTest extends NetworkTestCase
{
    private const MEMBERSHIP = 990001;

    /** @var list<array{string, array<string, mixed>}> */
    private array $heard = [];

    public function testWithoutAListenerNothingIsReadAndNothingWritten(): void
    {
        global $wpdb;
        self::write(1, 'change_applied');
        $before = $wpdb->num_queries;

        Happened::tell(microtime(true) + 5);

        self::assertSame($before, $wpdb->num_queries);
    }

    public function testEachEventIsToldOnceInItsOrderWithWhatItIsAbout(): void
    {
        $this->listen();
        self::write(1, 'change_confirmed', ['kind' => 'upgrade']);
        self::write(2, 'payment_sent');
        self::write(3, 'payment_received', ['amount_minor' => 19900, 'currency' => 'SEK']);
        self::write(4, 'change_applied');

        Task::pull();
        Task::pull();

        self::assertSame(['confirmed', 'paid', 'applied'], array_column($this->heard, 0));
        $paid = $this->heard[1][1];
        self::assertSame([self::MEMBERSHIP . '-3', self::MEMBERSHIP, 'payment_received', 'gateway', 19900], [$paid['id'], $paid['membership_id'], $paid['event'], $paid['cause'], $paid['data']['amount_minor']]);
        self::assertMatchesRegularExpression('/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/', $paid['at']);
    }

    public function testWhatIsCommittedLateIsToldAllTheSame(): void
    {
        $this->listen();
        self::write(1, 'change_confirmed');
        Task::pull();
        self::write(1, 'membership_expired', [], self::MEMBERSHIP + 1, -120); // its transaction began before and ended after the others

        Task::pull();

        self::assertSame(['confirmed', 'expired'], array_column($this->heard, 0));
    }

    public function testWhatWasLongBeforeSomebodyListenedIsNotTold(): void
    {
        self::write(1, 'change_applied', [], self::MEMBERSHIP, -DAY_IN_SECONDS);
        $this->listen();

        Task::pull();

        self::assertSame([], $this->heard);
    }

    public function testAListenerThatFailsKeepsNoOtherEventBack(): void
    {
        add_action('plan_bridge_confirmed', static fn () => throw new RuntimeException('no such host'));
        $this->listen();
        self::write(1, 'change_confirmed');
        self::write(2, 'change_applied');
        $log = ini_set('error_log', get_temp_dir() . 'heard.log');

        Task::pull();

        ini_set('error_log', (string) $log);
        self::assertSame(['confirmed', 'applied'], array_column($this->heard, 0));
        self::assertStringContainsString('plan_bridge_confirmed failed: no such host', (string) file_get_contents(get_temp_dir() . 'heard.log'));
        unlink(get_temp_dir() . 'heard.log');
    }

    public function testEveryActionIsInTheDevelopersGuide(): void
    {
        $guide = (string) file_get_contents(dirname(__DIR__, 3) . '/docs/for-plugin-developers.md');

        foreach (Happened::ACTIONS as $name) {
            self::assertStringContainsString("`plan_bridge_{$name}`", $guide);
        }
    }

    private function listen(): void
    {
        add_action('plan_bridge_event', function (string $name, array $about): void {
            if ($about['membership_id'] >= self::MEMBERSHIP) {
                $this->heard[] = [$name, $about];
            }
        }, 10, 2);
    }

    /** Writes a row as the service does, so many seconds from now. */
    private static function write(int $sequence, string $event, array $data = [], int $membership = self::MEMBERSHIP, int $seconds = 0): void
    {
        global $wpdb;
        $wpdb->insert(Network::table('bridge_journal'), ['membership_id' => $membership, 'sequence' => $sequence, 'at' => gmdate('Y-m-d H:i:s', time() + $seconds),
            'event' => $event, 'cause' => 'gateway', 'data' => (string) wp_json_encode($data), 'previous_hash' => str_repeat('0', 64), 'hash' => str_repeat('0', 64)]);
    }
}
