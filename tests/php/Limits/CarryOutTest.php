<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\CarryOut;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** Sites that a run names are asked and counted by what can be read, and by nothing that cannot. */
final class CarryOutTest extends NetworkTestCase
{
    private const DIGEST = '8b5785334e0d072a3caac59b2da630d685c31adff3ea999d97356eaecde55658';

    private int $site;
    private int $run;

    protected function setUp(): void
    {
        parent::setUp();
        global $wpdb;
        $this->site = $this->blog('anna');
        $wpdb->query('DELETE FROM ' . Network::table('bridge_reapply_ranges'));
        $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => $this->site, 'membership_id' => 7004, 'applied' => self::DIGEST]);
        $wpdb->insert(Network::table('bridge_reapply_runs'), [
            'first_id' => 1, 'last_id' => $this->site, 'next_id' => $this->site + 1, 'state' => 'running',
            'looked_at' => 5000, 'named' => 1, 'begun_at' => '2026-01-01 00:00:00',
        ]);
        $this->run = (int) $wpdb->insert_id;
    }

    public function testWhoHasDoneItMeanwhileIsCountedAndTheRangeIsThrough(): void
    {
        $this->name((string) json_encode([self::DIGEST => [$this->site]]));

        CarryOut::pull(2.0);

        self::assertSame([], $this->ranges());
        self::assertSame(['1', '0'], $this->counted());
    }

    public function testWhileItCannotBeReadWhoHasDoneItNobodyIsCounted(): void
    {
        $this->name((string) json_encode([self::DIGEST => [$this->site]]));
        $asked = 0;
        add_filter('query', static function (string $sql) use (&$asked): string {
            $isRead = str_contains($sql, 'SELECT blog_id, applied') || str_contains($sql, 'AS applied UNION');
            $asked += (int) $isRead;
            return $isRead ? 'SELECT nothing_of_this_name' : $sql;
        });

        CarryOut::pull(2.0);

        self::assertSame(2, $asked, 'once more, and not again and again');
        self::assertSame([['named', '0']], $this->ranges());
        self::assertSame(['0', '0'], $this->counted());
    }

    /** @dataProvider spoilt */
    #[\PHPUnit\Framework\Attributes\DataProvider('spoilt')]
    public function testARangeOfWhichTheSitesCannotBeReadIsLookedAtAnew(string $sites): void
    {
        $this->name($sites);

        CarryOut::pull(2.0);

        self::assertSame([['looking', '0']], $this->ranges());
        self::assertSame(['0', '0'], $this->counted());
    }

    /** @return iterable<array{string}> */
    public static function spoilt(): iterable
    {
        yield 'cut off' => ['{"8b57":[5,'];
        yield 'nothing' => [''];
        yield 'no list' => ['{"8b57":5}'];
        yield 'no numbers' => ['{"8b57":["five"]}'];
    }

    private function name(string $sites): void
    {
        global $wpdb;
        $wpdb->insert(Network::table('bridge_reapply_ranges'), ['run_id' => $this->run, 'first_id' => 1, 'last_id' => $this->site, 'state' => 'named', 'sites' => $sites]);
    }

    private function ranges(): array
    {
        global $wpdb;
        return $wpdb->get_results('SELECT state, come_to FROM ' . Network::table('bridge_reapply_ranges'), ARRAY_N);
    }

    private function counted(): array
    {
        global $wpdb;
        return $wpdb->get_row($wpdb->prepare('SELECT carried_out, unreached FROM ' . Network::table('bridge_reapply_runs') . ' WHERE id = %d', $this->run), ARRAY_N);
    }
}
