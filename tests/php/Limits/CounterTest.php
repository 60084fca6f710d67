<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\Visits\Counter;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** Days that are over are moved faster than they come; none is lost or counted twice where a round ends in the middle. */
final class CounterTest extends NetworkTestCase
{
    private const FIRST = 700001;
    private const SITES = 2500;

    protected function setUp(): void
    {
        parent::setUp();
        $this->clear();
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        $this->clear(); // what was moved is committed
    }

    public function testThousandsOfDaysOfSitesAreMovedInOneRoundOfSomeSeconds(): void
    {
        $this->visited(self::SITES, 2);
        $this->visited(1, 1);
        $begun = microtime(true);

        Counter::fold();

        self::assertLessThan(5.0 + 5.0, microtime(true) - $begun);
        self::assertSame([0, self::SITES * 5 + 5], [$this->counted(), $this->kept()]);
        Counter::fold();
        self::assertSame(self::SITES * 5 + 5, $this->kept());
    }

    /** @dataProvider ends */
    public function testWhereARoundEndsInTheMiddleTheSumIsTheSame(string $at, bool $isNewConnection): void
    {
        global $wpdb;
        $this->visited(3, 2);
        $ends = 1;
        $end = static function (string $sql) use ($at, $isNewConnection, &$ends): string {
            if (str_contains($sql, $at) && $ends-- > 0) {
                global $wpdb;
                if (!$isNewConnection) {
                    throw new \RuntimeException('killed');
                }
                $old = $wpdb->dbh;
                $wpdb->db_connect(false); // as where the server ended the old one, and WordPress goes on with the statement
                mysqli_close($old);
            }
            return $sql;
        };
        add_filter('query', $end);

        try {
            Counter::fold();
        } catch (\RuntimeException) {
            $wpdb->query('ROLLBACK'); // what the server does with the connection of a process that is gone
        }
        remove_filter('query', $end);

        self::assertLessThan(1, $ends, 'it came to it');
        self::assertSame(15, $this->counted() + $this->kept());
        Counter::fold();
        self::assertSame([0, 15], [$this->counted(), $this->kept()]);
    }

    public static function ends(): array
    {
        $places = ['DELETE FROM', 'SET meta_value = CAST', 'COMMIT'];
        $cases = [];
        foreach ($places as $place) {
            $cases["killed at {$place}"] = [$place, false];
            $cases["connected anew at {$place}"] = [$place, true];
        }
        return $cases;
    }

    /** Five visits a site on a day that is over, in two rows. */
    private function visited(int $sites, int $daysAgo): void
    {
        global $wpdb;
        foreach ([[0, 2], [7, 3]] as [$shard, $visits]) {
            $rows = array_map(static fn (int $blogId): string => "({$blogId}, UTC_DATE() - INTERVAL {$daysAgo} DAY, {$shard}, {$visits})", range(self::FIRST, self::FIRST + $sites - 1));
            $wpdb->query('INSERT INTO ' . Network::table('bridge_visits') . ' (blog_id, day, shard, visits) VALUES ' . implode(',', $rows));
        }
        $wpdb->query('COMMIT');
    }

    private function counted(): int
    {
        global $wpdb;
        return (int) $wpdb->get_var('SELECT SUM(visits) FROM ' . Network::table('bridge_visits') . ' WHERE blog_id >= ' . self::FIRST . ' AND blog_id < ' . (self::FIRST + self::SITES));
    }

    private function kept(): int
    {
        global $wpdb;
        return (int) $wpdb->get_var("SELECT SUM(meta_value) FROM {$wpdb->blogmeta} WHERE meta_key LIKE 'wu\\_visits\\_%' AND blog_id >= " . self::FIRST . ' AND blog_id < ' . (self::FIRST + self::SITES));
    }

    private function clear(): void
    {
        global $wpdb;
        foreach ([Network::table('bridge_visits'), $wpdb->blogmeta] as $table) {
            $wpdb->query("DELETE FROM {$table} WHERE blog_id >= " . self::FIRST . ' AND blog_id < ' . (self::FIRST + self::SITES));
        }
        $wpdb->query('COMMIT');
    }
}
