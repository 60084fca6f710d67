<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Usage;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** What all sites of a membership use, as the live summary asks: one question each for limits, visits and the sites themselves. */
final class UsageTest extends NetworkTestCase
{
    private const SITES = ['anna', 'bjorn', 'cecilia', 'david', 'eva'];

    /** @var list<string> */
    private array $asked = [];

    public function testLimitsVisitsAndSitesAreAskedForOnceForAllOfThem(): void
    {
        global $wpdb;
        $sites = array_map($this->blog(...), self::SITES);
        $product = ['product_id' => 901, 'kind' => 'plan', 'name' => 'Of the test', 'limits' => '{"post_types":[true,true,{"bok":[true,true,5]}],"v":1}', 'revision' => 1, 'source_digest' => ''];
        $wpdb->replace(Network::table('bridge_product_limits'), $product);
        $wpdb->replace(Network::table('bridge_holdings'), ['membership_id' => 7001, 'product_id' => 901, 'quantity' => 1]);
        $wpdb->replace(Network::table('bridge_membership_limits'), ['membership_id' => 7001, 'revision' => 1]);
        foreach ($sites as $site) {
            $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => $site, 'membership_id' => 7001]);
        }
        wp_cache_flush();
        Quota::forget();
        add_filter('query', function (string $sql): string {
            $this->asked[] = $sql;
            return $sql;
        });

        $usage = Usage::ofSites($sites, 60.0);

        self::assertSame($sites, array_keys($usage));
        self::assertSame([0, 0, 0, 0, 0], array_map(static fn (array $one): mixed => $one['post_types']['bok'] ?? null, array_values($usage)));
        self::assertSame(1, $this->asking('bridge_site_limits'));
        self::assertSame(1, $this->asking('visits'));
        self::assertSame(1, $this->asking("FROM {$wpdb->blogs} "));
        self::assertSame(0, $this->asking('bridge_site_quotas'));
        Quota::forget();
    }

    public function testDomainsAreCountedInOneStatementForAllSites(): void
    {
        global $wpdb;
        foreach ([800001, 800002, 800002, 800003] as $number => $site) {
            $wpdb->insert(Network::table('wu_domain_mappings'), ['blog_id' => $site, 'domain' => "{$number}.of-the-test.example", 'active' => 1, 'stage' => 'done']);
        }
        add_filter('query', function (string $sql): string {
            $this->asked[] = $sql;
            return $sql;
        });

        $domains = (new \ReflectionMethod(Usage::class, 'domains'))->invoke(null, [800001, 800002, 800004]);

        self::assertEquals([800001 => 1, 800002 => 2], $domains);
        self::assertCount(1, $this->asked);
    }

    private function asking(string $what): int
    {
        return count(array_filter($this->asked, static fn (string $sql): bool => str_contains($sql, $what)));
    }
}
