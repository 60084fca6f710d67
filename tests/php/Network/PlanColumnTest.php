<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Network\PlanColumn;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** The column "Plan" of Network Admin → Sites: what each site is on, asked for once for the whole page. */
final class PlanColumnTest extends NetworkTestCase
{
    private const SITES = ['anna', 'bjorn', 'cecilia', 'david', 'eva'];

    protected function setUp(): void
    {
        parent::setUp();
        global $wpdb;
        foreach ([[901, 'plan', 'Stort <b>'], [902, 'package', 'More']] as [$id, $kind, $name]) {
            $wpdb->replace(Network::table('bridge_product_limits'), ['product_id' => $id, 'kind' => $kind, 'name' => $name, 'limits' => '{"v":1}', 'revision' => 1, 'source_digest' => '']);
        }
        foreach ([7001, 7002] as $membership) {
            $wpdb->replace(Network::table('bridge_membership_limits'), ['membership_id' => $membership, 'revision' => 1]);
            $wpdb->delete(Network::table('bridge_holdings'), ['membership_id' => $membership]);
        }
        $wpdb->replace(Network::table('bridge_holdings'), ['membership_id' => 7001, 'product_id' => 901, 'quantity' => 1]);
        $wpdb->replace(Network::table('bridge_holdings'), ['membership_id' => 7001, 'product_id' => 902, 'quantity' => 2]);
        foreach (self::SITES as $slug) {
            $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => $this->blog($slug), 'membership_id' => $slug === 'eva' ? 7002 : 7001]);
        }
        $wpdb->delete(Network::table('bridge_site_limits'), ['blog_id' => $this->blog('david')]);
    }

    protected function tearDown(): void
    {
        unset($GLOBALS['wp_list_table']);
        parent::tearDown();
    }

    public function testAllSitesOfThePageAreAskedForInOneStatement(): void
    {
        $sites = [1, ...array_map($this->blog(...), self::SITES)];
        $GLOBALS['wp_list_table'] = (object) ['items' => array_map(static fn (int $id): object => (object) ['blog_id' => (string) $id], $sites)];
        $column = new PlanColumn();
        $asked = 0;
        add_filter('query', static function (string $sql) use (&$asked): string {
            $asked += (int) str_contains($sql, 'bridge_site_limits'); // WordPress itself looks up what an address is made of
            return $sql;
        });

        $shown = array_map(fn (int $site): string => $this->shown($column, $site), $sites);

        self::assertSame(1, $asked);
        self::assertSame('–', $shown[0], 'the main site');
        self::assertStringContainsString('>Stort &lt;b&gt;</a><br>and 2 packages', $shown[1]);
        self::assertStringContainsString("page=plan-bridge-site&#038;id={$sites[1]}", $shown[1]);
        self::assertStringContainsString('not worked out yet', $shown[4], 'a customer’s that is written nowhere');
        self::assertStringContainsString('plan missing', $shown[5], 'nothing that is missing is a plan');
    }

    public function testTheColumnIsAddedAndOthersAreLeftAlone(): void
    {
        self::assertSame(['blogname' => 'URL', 'plan_bridge' => 'Plan'], (new PlanColumn())->onColumns(['blogname' => 'URL']));
        ob_start();
        (new PlanColumn())->show('another', 2);
        self::assertSame('', ob_get_clean());
    }

    private function shown(PlanColumn $column, int $site): string
    {
        ob_start();
        $column->show('plan_bridge', (string) $site);
        return (string) ob_get_clean();
    }
}
