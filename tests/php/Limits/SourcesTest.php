<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\Faults;
use PlanBridge\Limits\Gate;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Sites;
use PlanBridge\Limits\Sources;
use PlanBridge\Limits\Uploads\UploadLimit;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** A site's limits read where they are said: whole, and with each of the rows missing, spoilt or written by somebody else. */
final class SourcesTest extends NetworkTestCase
{
    private const PLAN = 901;
    private const PACKAGE = 902;
    private const UNREAD = 'The limits of this site cannot be read just now. Please try again in a minute.';

    private int $site;
    private int $membership;

    /** @var list<string> paths of what the service was asked */
    private array $asked = [];

    protected function setUp(): void
    {
        parent::setUp();
        global $wpdb;
        $this->site = $this->blog('anna');
        $this->membership = (int) get_site_meta($this->site, 'wu_membership_id', true);
        $wpdb->delete(Network::table('bridge_site_quotas'), ['blog_id' => $this->site]);
        $wpdb->delete(Network::table('bridge_known_quotas'), ['blog_id' => $this->site]);
        $wpdb->query('DELETE FROM ' . Network::table('bridge_limit_faults'));
        $wpdb->query('DELETE FROM ' . Network::table('bridge_holdings'));
        $wpdb->update(Network::table('wu_memberships'), ['plan_id' => self::PLAN, 'addon_products' => ''], ['id' => $this->membership]);
        $this->put('bridge_product_limits', $this->product(self::PLAN, 'plan', ['disk_space' => [true, true, 500], 'users' => [true, true, ['editor' => [true, true, 2]]]]));
        $this->put('bridge_product_limits', $this->product(self::PACKAGE, 'package', ['disk_space' => [null, false, 250]]));
        $this->put('bridge_membership_limits', ['membership_id' => $this->membership, 'revision' => 1, 'source_digest' => $this->digest()]);
        $this->put('bridge_holdings', ['membership_id' => $this->membership, 'product_id' => self::PLAN, 'quantity' => 1]);
        $this->put('bridge_holdings', ['membership_id' => $this->membership, 'product_id' => self::PACKAGE, 'quantity' => 2]);
        $this->put('bridge_site_limits', ['blog_id' => $this->site, 'membership_id' => $this->membership]);
        add_filter('pre_http_request', function (mixed $answer, mixed $args, mixed $url): mixed {
            $this->asked[] = (string) wp_parse_url((string) $url, PHP_URL_PATH);
            $body = (string) json_encode(['blog_id' => $this->site, 'quota_version' => 1, 'limits' => new \stdClass(), 'access' => new \stdClass()]);
            return ['headers' => [], 'body' => $body, 'response' => ['code' => 200, 'message' => 'OK'], 'cookies' => [], 'filename' => null];
        }, 10, 3);
        delete_site_transient("plan_bridge_asked_{$this->site}");
        Quota::forget();
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        Quota::forget();
    }

    public function testPlanPackagesAndOwnAreAddedUp(): void
    {
        $quota = Quota::for($this->site);

        self::assertSame(1000, $quota?->limit('disk_space')?->most());
        self::assertSame(2, $quota->limit('users.editor')?->most());
        self::assertSame(['editor'], $quota->names('users'));
        self::assertSame($this->membership, $quota->membershipId());
        self::assertTrue($quota->hasPlan());
        self::assertNull($quota->closedBecause());
        self::assertSame([], $this->asked);
        self::assertSame([], $this->faults());
    }

    public function testOwnValuesReplaceWhatWasAddedUp(): void
    {
        $this->change('bridge_membership_limits', ['own' => $this->text(['disk_space' => [null, false, 100]])]);
        self::assertSame(100, $this->disk());

        $this->change('bridge_site_limits', ['own' => $this->text(['disk_space' => [false, true, 'unsaid']])]);
        self::assertNull($this->limit('disk_space'));
        self::assertSame(2, $this->limit('users.editor'));
    }

    public function testOneStatementReadsThem(): void
    {
        global $wpdb;
        $before = $wpdb->num_queries;
        Quota::for($this->site);
        Quota::for($this->site);

        self::assertSame($before + 1, $wpdb->num_queries);
    }

    public function testSitesOfAMembershipAreReadInOneStatement(): void
    {
        global $wpdb;
        $sites = [$this->site, 7001, 7002, 7003];
        foreach (array_slice($sites, 1) as $site) {
            $this->put('bridge_site_limits', ['blog_id' => $site, 'membership_id' => $this->membership, 'own' => $this->text(['visits' => [true, true, $site]])]);
        }
        $before = $wpdb->num_queries;
        $quotas = Quota::ofSites($sites);

        self::assertSame($before + 1, $wpdb->num_queries);
        self::assertSame([1000, 1000, 1000, 1000], array_map(static fn (?Quota $quota): mixed => $quota?->limit('disk_space')?->most(), array_values($quotas)));
        self::assertSame(7002, $quotas[7002]?->limit('visits')?->most());
    }

    public function testAPaidTermEndsByTheDatabasesClockWithoutAWriter(): void
    {
        $this->change('bridge_membership_limits', ['closed' => 'cancelled', 'open_until' => $this->instant('+ INTERVAL 2 SECOND')]);
        self::assertNull(Quota::for($this->site)?->closedBecause());

        $this->change('bridge_membership_limits', ['open_until' => $this->instant('- INTERVAL 1 SECOND')]);
        self::assertSame('cancelled', Quota::for($this->site)?->closedBecause());

        $this->change('bridge_membership_limits', ['closed' => 'expired', 'open_until' => null]);
        self::assertSame('expired', Quota::for($this->site)?->closedBecause());

        $this->change('bridge_membership_limits', ['closed' => null, 'open_until' => $this->instant('- INTERVAL 1 SECOND')]);
        self::assertNull(Quota::for($this->site)?->closedBecause());
    }

    public function testASiteThatWasMadeATemplateIsNotLimited(): void
    {
        update_site_meta($this->site, 'wu_type', 'site_template');
        Quota::forget();
        self::assertNull(Quota::for($this->site));

        update_site_meta($this->site, 'wu_type', 'of no type');
        Quota::forget();
        self::assertSame(1000, $this->disk());
    }

    public function testACustomersSiteWithoutARowIsAskedForOnce(): void
    {
        $this->lose('bridge_site_limits', ['blog_id' => $this->site]);

        self::assertNull(Quota::for($this->site));
        Quota::forget();
        self::assertNull(Quota::for($this->site));
        self::assertSame(["/v1/sites/{$this->site}/quota"], $this->asked);
        self::assertSame([['site', (string) $this->site, 'row_missing']], $this->faults());
        self::assertSame(["Site {$this->site}: its limits are not written. Until the service writes them, only WordPress’ own rules hold there;"
            . ' check that the service runs, and run bridge materialise for it.'], Faults::words(5));
    }

    public function testWhatTheServiceWritesWhenAskedHoldsAtOnce(): void
    {
        $this->lose('bridge_site_limits', ['blog_id' => $this->site]);
        add_filter('pre_http_request', function (mixed $answer): mixed {
            $this->put('bridge_site_limits', ['blog_id' => $this->site, 'membership_id' => $this->membership]);
            return $answer;
        }, 11);

        self::assertSame(1000, $this->disk());
        self::assertSame([], $this->faults());
    }

    public function testTheRowOfBeforeHoldsWhereTheSiteHasNoNewOneAndNobodyIsAsked(): void
    {
        $this->lose('bridge_site_limits', ['blog_id' => $this->site]);
        $this->rowOfBefore(77);

        self::assertSame(77, $this->disk());
        self::assertSame([], $this->asked);
    }

    public function testTheRowOfBeforeHoldsWhereTheTablesAreNotThereYet(): void
    {
        $this->rowOfBefore(77);
        add_filter('query', static fn (string $sql): string => str_replace('bridge_site_limits', 'bridge_site_limits_of_later', $sql));

        self::assertSame(77, $this->disk());
        self::assertSame([], $this->asked);
    }

    /** @return iterable<string, array{string, list<string>}> a table, and the column by which the membership's rows are lost */
    public static function rows(): iterable
    {
        yield "the membership's row" => ['bridge_membership_limits', 'membership_id'];
        yield 'its holdings' => ['bridge_holdings', 'membership_id'];
    }

    /** @dataProvider rows */
    #[\PHPUnit\Framework\Attributes\DataProvider('rows')]
    public function testALostRowIsAskedForOnceAndNeverAnEmptySum(string $table, string $column): void
    {
        $this->lose($table, [$column => $this->membership]);

        self::assertNull(Quota::for($this->site));
        Quota::forget();
        self::assertNull(Quota::for($this->site));
        self::assertSame(["/v1/sites/{$this->site}/quota"], $this->asked);
        self::assertSame([['membership', (string) $this->membership, 'limits_missing']], $this->faults());

        $this->rowOfBefore(77);
        self::assertSame(77, $this->disk());
    }

    public function testALostHoldingOfThePlanIsNoEmptySumEither(): void
    {
        $this->lose('bridge_holdings', ['product_id' => self::PLAN]);

        self::assertNull(Quota::for($this->site));
        self::assertCount(1, $this->asked);
        self::assertSame([['membership', (string) $this->membership, 'limits_missing']], $this->faults());
    }

    public function testTheLostRowOfThePlanIsAskedForOnceAndNeverAnEmptySum(): void
    {
        $this->lose('bridge_product_limits', ['product_id' => self::PLAN]);

        self::assertNull(Quota::for($this->site));
        self::assertCount(1, $this->asked);
        self::assertSame([['product', (string) self::PLAN, 'limits_missing']], $this->faults());

        $this->rowOfBefore(77);
        self::assertSame(77, $this->disk());
    }

    public function testWithoutThePackagesRowThePlanAloneHoldsAndItIsTold(): void
    {
        $this->lose('bridge_product_limits', ['product_id' => self::PACKAGE]);

        self::assertSame(500, $this->disk());
        self::assertCount(1, $this->asked);
        self::assertSame([['product', (string) self::PACKAGE, 'limits_missing']], $this->faults());
        self::assertStringContainsString((string) self::PACKAGE, implode(' ', Faults::words(5)));
    }

    /** @dataProvider spoilt */
    #[\PHPUnit\Framework\Attributes\DataProvider('spoilt')]
    public function testAnUnreadableProductSaysWhatItSaidLastThatCanBeRead(string $text): void
    {
        foreach ([[3, $text], [2, $this->text(['disk_space' => [true, true, 300]])], [1, $this->text(['disk_space' => [true, true, 200]])]] as [$revision, $limits]) {
            $this->put('bridge_product_limit_revisions', ['product_id' => self::PLAN, 'revision' => $revision, 'limits' => $limits, 'at' => '2026-11-01 00:00:00']);
        }
        $this->change('bridge_product_limits', ['limits' => $text], ['product_id' => self::PLAN]);

        self::assertSame(300 + 2 * 250, $this->disk());
        self::assertSame([['product', (string) self::PLAN, 'said_unreadable']], $this->faults());
    }

    /** @dataProvider spoilt */
    #[\PHPUnit\Framework\Attributes\DataProvider('spoilt')]
    public function testAnUnreadablePlanWithoutAReadableRevisionIsAMissingOne(string $text): void
    {
        $this->change('bridge_product_limits', ['limits' => $text], ['product_id' => self::PLAN]);

        self::assertNull(Quota::for($this->site));
        self::assertCount(1, $this->asked);
    }

    /** @dataProvider spoilt */
    #[\PHPUnit\Framework\Attributes\DataProvider('spoilt')]
    public function testAnUnreadableOwnWordTakesNoLimitAway(string $text): void
    {
        $this->change('bridge_site_limits', ['own' => $text]);

        self::assertSame(1000, $this->disk());
        self::assertSame([['site', (string) $this->site, 'said_unreadable']], $this->faults());
        self::assertCount(1, $this->asked);
    }

    /** @return iterable<string, array{string}> */
    public static function spoilt(): iterable
    {
        yield 'cut off' => ['{"disk_space":[true,tr'];
        yield 'of a later version' => ['{"disk_space":[true,true,5,"of later"],"v":2}'];
        yield 'empty' => [''];
        yield 'one number that is none' => ['{"disk_space":[true,true,"5"],"v":1}'];
    }

    public function testARowThatSomebodyElseWroteChangesNothingAndIsNotedOnce(): void
    {
        global $wpdb;
        $wpdb->update(Network::table('wu_memberships'), ['plan_id' => self::PACKAGE], ['id' => $this->membership]);

        self::assertSame(1000, $this->disk());
        $noted = $wpdb->num_queries;
        self::assertSame([['membership', (string) $this->membership, Faults::TO_LOOK_AT]], $this->faults());
        self::assertSame(1000, $this->disk());
        self::assertSame($noted + 3, $wpdb->num_queries, 'noted a second time'); // the faults above, ours, whether it is noted
        self::assertSame([], $this->asked);
        self::assertSame(0, Faults::count(), 'it is no fault that a person has to mend');
        self::assertSame([], Faults::words(5));
    }

    public function testAMembershipThatIsGoneFromTheSharedTableGoesOnLimiting(): void
    {
        $this->lose('wu_memberships', ['id' => $this->membership]);

        self::assertSame(1000, $this->disk());
        self::assertSame([], $this->faults());
    }

    public function testAServerWithoutTheClustersVariableIsAskedWithoutIt(): void
    {
        add_filter('query', static fn (string $sql): string => str_replace('wsrep_sync_wait=', 'wsrep_of_no_server=', $sql));

        self::assertSame(1000, $this->disk());
    }

    public function testTheStatementIsNoneThatADropInSendsToAReplica(): void
    {
        $seen = [];
        add_filter('query', static function (string $sql) use (&$seen): string {
            $seen[] = $sql;
            return $sql;
        });
        Quota::for($this->site);

        self::assertCount(1, $seen);
        self::assertDoesNotMatchRegularExpression('/^\s*SELECT/i', $seen[0]);
    }

    public function testAReadThatFailsIsTriedOnceMore(): void
    {
        $this->doNotAnswer('bridge_holdings', 1);

        self::assertSame(1000, $this->disk());
        self::assertFalse(Quota::isUnread($this->site));
    }

    public function testWhatWaitsForTheClusterTooLongIsReadWithoutWaiting(): void
    {
        $this->doNotAnswer('wsrep_sync_wait', 9);

        self::assertSame(1000, $this->disk());
    }

    /** @dataProvider unread */
    #[\PHPUnit\Framework\Attributes\DataProvider('unread')]
    public function testWhereNothingCanBeReadNothingMoreIsAllowedAndItIsSaid(string $lost): void
    {
        if ($lost !== 'bridge_holdings') {
            $lost === 'bridge_site_quotas' ? $this->lose('bridge_site_limits', ['blog_id' => $this->site]) : $this->change('bridge_product_limits', ['limits' => ''], ['product_id' => self::PLAN]);
        }
        switch_to_blog($this->site);
        $this->doNotAnswer($lost, 99);
        try {
            self::assertNull(Quota::for($this->site));
            foreach (['post_types.post', 'post_types.attachment', 'users.editor'] as $limit) {
                self::assertSame(self::UNREAD, Gate::refusal($limit, static fn (): int => 0)?->text, $limit);
            }
            self::assertSame(self::UNREAD, UploadLimit::refusal(1)?->text);
            self::assertSame(self::UNREAD, Gate::enter('users.author', static fn (): int => 0)?->text);
            self::assertNull(Gate::refusal('post_types.nav_menu_item', static fn (): int => 0), 'what nobody is shown goes on');
            self::assertNull(UploadLimit::allowedBytes(), 'a figure that nobody knows');
            self::assertSame('', Refusal::way(), 'a larger plan would change nothing');
            wp_set_current_user(get_user_by('login', get_super_admins()[0])->ID);
            self::assertNull(Gate::refusal('post_types.post', static fn (): int => 0), 'a super admin is never limited');
        } finally {
            wp_set_current_user(0);
            restore_current_blog();
        }
    }

    /** @return iterable<string, array{string}> what the statement names that the database does not answer */
    public static function unread(): iterable
    {
        yield 'where limits are said' => ['bridge_holdings'];
        yield 'what a product said before' => ['bridge_product_limit_revisions'];
        yield 'the row of before' => ['bridge_site_quotas'];
    }

    public function testASiteOfTheNetworkIsNotRefusedWhatNobodySold(): void
    {
        update_site_meta($this->site, 'wu_type', 'default');
        $this->doNotAnswer('bridge_holdings', 99);

        self::assertFalse(Quota::isUnread($this->site));
    }

    public function testNobodyMakesAnotherSiteWhereHisLimitsCannotBeRead(): void
    {
        wp_set_current_user((int) get_user_by('login', 'anna')->ID);
        $refused = static function (): array {
            Quota::forget();
            Sites::onValidate($errors = new \WP_Error(), [], null);
            return $errors->get_error_messages();
        };
        try {
            self::assertSame([], $refused());
            $this->doNotAnswer('bridge_holdings', 99);
            self::assertSame([self::UNREAD], $refused());
        } finally {
            wp_set_current_user(0);
        }
    }

    /** The database answers statements that name a table, or a word, with an error: the first so many of them. */
    private function doNotAnswer(string $named, int $times): void
    {
        add_filter('query', static function (string $sql) use ($named, &$times): string {
            return str_contains($sql, $named) && str_contains($sql, 'SELECT') && $times-- > 0 ? "SELECT of nothing that can be read, {$named}" : $sql;
        });
        Quota::forget();
    }

    private function limit(string $name): int|float|null
    {
        Quota::forget();

        return Quota::for($this->site)?->limit($name)?->most();
    }

    private function disk(): int|float|null
    {
        return $this->limit('disk_space');
    }

    private function faults(): array
    {
        global $wpdb;

        return $wpdb->get_results('SELECT subject, subject_id, code FROM ' . Network::table('bridge_limit_faults') . ' ORDER BY subject, subject_id, code', ARRAY_N);
    }

    private function product(int $id, string $kind, array $says): array
    {
        return ['product_id' => $id, 'kind' => $kind, 'name' => "The {$kind}", 'limits' => $this->text($says), 'revision' => 1, 'source_digest' => ''];
    }

    private function text(array $says): string
    {
        return (string) json_encode(['v' => 1] + $says);
    }

    private function digest(): string
    {
        global $wpdb;
        $sql = "SELECT RPAD(LEFT(SHA2(CONCAT_WS('|', plan_id, status, COALESCE(date_expiration, ''), COALESCE(addon_products, '')), 256), 32), 64, '0') FROM ";

        return (string) $wpdb->get_var($sql . Network::table('wu_memberships') . " WHERE id = {$this->membership}");
    }

    private function instant(string $later): string
    {
        global $wpdb;

        return (string) $wpdb->get_var("SELECT UTC_TIMESTAMP() {$later}");
    }

    private function rowOfBefore(int $megabytes): void
    {
        $document = ['v' => 1, 'plan' => ['id' => 1, 'name' => 'Of before'], 'limits' => ['disk_space' => ['limit' => $megabytes]]];
        $this->put('bridge_site_quotas', ['blog_id' => $this->site, 'membership_id' => $this->membership, 'version' => 1, 'quotas' => (string) json_encode($document), 'updated_at' => '2026-11-01']);
    }

    private function put(string $table, array $row): void
    {
        global $wpdb;
        self::assertNotFalse($wpdb->replace(Network::table($table), $row), $wpdb->last_error);
        Quota::forget();
    }

    private function change(string $table, array $values, ?array $where = null): void
    {
        global $wpdb;
        $where ??= $table === 'bridge_site_limits' ? ['blog_id' => $this->site] : ['membership_id' => $this->membership];
        self::assertSame(1, $wpdb->update(Network::table($table), $values, $where), $wpdb->last_error);
        Quota::forget();
    }

    private function lose(string $table, array $where): void
    {
        global $wpdb;
        self::assertGreaterThan(0, $wpdb->delete(Network::table($table), $where), $wpdb->last_error);
        Quota::forget();
    }
}
