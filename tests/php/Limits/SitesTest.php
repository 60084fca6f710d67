<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Sites;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** How many sites a membership has: of any age, and none of the questions goes through the notes of all sites. */
final class SitesTest extends NetworkTestCase
{
    private const MEMBERSHIP = 7003;
    private const PLAN = 904;

    protected function tearDown(): void
    {
        parent::tearDown();
        Quota::forget();
    }

    public function testSitesThatItLimitsCountHoweverOldTheirNotesAreAndThoseThatLeftDoNot(): void
    {
        $this->note(800001, self::MEMBERSHIP);
        $this->note(800002, self::MEMBERSHIP);
        $this->note(800003, self::MEMBERSHIP + 1); // went to another membership, and the service was not told yet
        $this->note(800009, self::MEMBERSHIP);
        $this->limits('bridge_site_limits', 800001, 800003, 800004); // the last has no note any more
        $this->limits('bridge_site_quotas', 800001, 800002);
        self::assertSame(3, Sites::ofMembership(self::MEMBERSHIP));

        $this->manyNotes();

        self::assertSame(2, Sites::ofMembership(self::MEMBERSHIP));
        self::assertSame(0, Sites::ofMembership(0));
    }

    public function testTheLimitHoldsForSitesMadeOneAfterTheOther(): void
    {
        global $wpdb;
        $this->actAs('anna');
        $site = $this->blog('anna');
        $customer = (int) $wpdb->get_var($wpdb->prepare('SELECT id FROM ' . Network::table('wu_customers') . ' WHERE user_id = %d', get_current_user_id()));
        $membership = (int) $wpdb->get_var($wpdb->prepare('SELECT id FROM ' . Network::table('wu_memberships') . ' WHERE customer_id = %d LIMIT 1', $customer));
        $wpdb->query($wpdb->prepare('DELETE FROM ' . Network::table('wu_memberships') . ' WHERE customer_id = %d AND id <> %d', $customer, $membership));
        $wpdb->replace(Network::table('bridge_product_limits'), ['product_id' => self::PLAN, 'kind' => 'plan', 'name' => 'Of the test', 'limits' => '{"sites":[true,true,3],"v":1}', 'revision' => 1, 'source_digest' => '']);
        $wpdb->delete(Network::table('bridge_holdings'), ['membership_id' => $membership]);
        $wpdb->replace(Network::table('bridge_holdings'), ['membership_id' => $membership, 'product_id' => self::PLAN, 'quantity' => 1]);
        $wpdb->replace(Network::table('bridge_membership_limits'), ['membership_id' => $membership, 'revision' => 1]);
        $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => $site, 'membership_id' => $membership]);
        wp_cache_flush();
        $made = 0;
        while ($made < 9 && $this->refusal() === []) {
            $this->note(800001 + $made++, $membership);
        }

        self::assertSame(3 - 1, $made);
        self::assertStringContainsString('3', implode(' ', $this->refusal()));

        $this->many($membership, 20000);
        $read = static fn (): int => array_sum(array_map('intval', array_column($wpdb->get_results("SHOW SESSION STATUS LIKE 'Handler_read%'"), 'Value')));
        $before = $read();
        self::assertSame([], Sites::withRoom(get_current_user_id()));
        self::assertLessThan(12000, $read() - $before, 'not all of its sites are gone through');
    }

    public function testNoQuestionAsksForValuesOfAllNotes(): void
    {
        global $wpdb;
        $this->limits('bridge_site_limits', 800001);
        $asked = [];
        add_filter('query', static function (string $sql) use (&$asked): string {
            $asked[] = $sql;
            return $sql;
        });

        Sites::ofMembership(self::MEMBERSHIP);

        self::assertCount(1, $asked);
        $select = substr($asked[0], (int) strpos($asked[0], 'SELECT COUNT'));
        foreach ($wpdb->get_results("EXPLAIN {$select}") as $step) {
            self::assertNotSame('meta_key', $step->key, (string) json_encode($step));
            self::assertFalse($step->table === 'note' && $step->type === 'ALL', (string) json_encode($step));
        }
    }

    public function testSitesAreCountedToOneMoreThanTheLimit(): void
    {
        $this->many(self::MEMBERSHIP, 3000);
        $this->manyNotes();

        self::assertSame(Sites::COUNTED, Sites::ofMembership(self::MEMBERSHIP));
        self::assertSame(2001, Sites::ofMembership(self::MEMBERSHIP, 2000));
        self::assertSame(3000, Sites::ofMembership(self::MEMBERSHIP, 5000));
        self::assertSame(['+', '+', '', ''], [Sites::orMore(1000, 3), Sites::orMore(1000, null), Sites::orMore(1500, 2000), Sites::orMore(9, 3)]);
    }

    public function testBeforeTheTablesAreThereAllNotesAreGoneThrough(): void
    {
        $this->note(800001, self::MEMBERSHIP);
        $this->manyNotes();
        add_filter('query', static fn (string $sql): string => str_replace('bridge_site_limits', 'bridge_not_there', $sql));

        self::assertSame(1, Sites::ofMembership(self::MEMBERSHIP));
    }

    public function testASiteGetsAnAddressOfItsOwnOnlyWhereThePlanIncludesOne(): void
    {
        global $wpdb;
        $this->actAs('anna', 'anna');
        $site = get_site();
        $below = "shop.{$site->domain}";
        foreach (['[true,true,0]' => ['own.example' => 1, $below => 0], '[true,true,1]' => ['own.example' => 0], '[true,true,null]' => ['own.example' => 0]] as $limit => $cases) {
            $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => $site->id, 'membership_id' => (int) get_site_meta($site->id, 'wu_membership_id', true), 'own' => "{\"domain_mapping\":{$limit},\"v\":1}"]);
            foreach ($cases as $domain => $refusals) {
                self::assertCount($refusals, $this->refusal(['domain' => $domain], $site), "{$limit} {$domain}");
            }
        }
        $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => $site->id, 'membership_id' => (int) get_site_meta($site->id, 'wu_membership_id', true), 'own' => '{"domain_mapping":[true,true,0],"v":1}']);
        self::assertSame(['The plan of this site does not include a domain of its own.'], $this->refusal(['domain' => 'own.example'], $site));
        $had = clone $site;
        $had->domain = 'before.example';
        self::assertSame([], $this->refusal(['domain' => 'own.example'], $had), 'one in place of another is no growth');
        wp_set_current_user(get_user_by('login', 'admin')->ID);
        self::assertSame([], $this->refusal(['domain' => 'own.example'], $site), 'no limit stops a super admin');
    }

    private function note(int $blogId, int $membership): void
    {
        global $wpdb;
        $wpdb->insert($wpdb->blogmeta, ['blog_id' => $blogId, 'meta_key' => 'wu_membership_id', 'meta_value' => (string) $membership]);
    }

    private function limits(string $table, int ...$blogIds): void
    {
        global $wpdb;
        $more = $table === 'bridge_site_quotas' ? ['version' => 1, 'quotas' => '{}', 'updated_at' => '2026-01-01 00:00:00'] : [];
        foreach ($blogIds as $blogId) {
            $wpdb->replace(Network::table($table), ['blog_id' => $blogId, 'membership_id' => self::MEMBERSHIP] + $more);
        }
    }

    private function many(int $membership, int $sites): void
    {
        global $wpdb;
        $numbers = range(810001, 810000 + $sites);
        $notes = array_map(static fn (int $blogId): string => "({$blogId}, 'wu_membership_id', '{$membership}')", $numbers);
        $limits = array_map(static fn (int $blogId): string => "({$blogId}, {$membership})", $numbers);
        $wpdb->query("INSERT INTO {$wpdb->blogmeta} (blog_id, meta_key, meta_value) VALUES " . implode(',', $notes));
        $wpdb->query('INSERT INTO ' . Network::table('bridge_site_limits') . ' (blog_id, membership_id) VALUES ' . implode(',', $limits));
    }

    private function manyNotes(): void
    {
        global $wpdb;
        $wpdb->query("INSERT INTO {$wpdb->blogmeta} (blog_id, meta_key, meta_value) VALUES " . implode(',', array_fill(0, 1000, "(800099, 'of_the_test', '1')")));
    }

    /** @return list<string> why one more site may not be made, or one not changed so */
    private function refusal(array $data = [], ?\WP_Site $old = null): array
    {
        Quota::forget();
        $errors = new \WP_Error();
        Sites::onValidate($errors, $data, $old);
        return $errors->get_error_messages();
    }
}
