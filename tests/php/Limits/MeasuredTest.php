<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\Measured;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Usage;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** What a site uses is kept after the answer: what was measured anyway, and what the request made more or less of. */
final class MeasuredTest extends NetworkTestCase
{
    private const MEMBERSHIP = 7002;
    private const PLAN = 903;

    private int $site;

    protected function setUp(): void
    {
        parent::setUp();
        global $wpdb;
        $this->site = $this->blog('anna');
        $limits = '{"disk_space":[true,true,500],"post_types":[true,true,{"post":[true,true,50]}],"v":1}';
        $wpdb->replace(Network::table('bridge_product_limits'), ['product_id' => self::PLAN, 'kind' => 'plan', 'name' => 'Of the test', 'limits' => $limits, 'revision' => 1, 'source_digest' => '']);
        $wpdb->replace(Network::table('bridge_holdings'), ['membership_id' => self::MEMBERSHIP, 'product_id' => self::PLAN, 'quantity' => 1]);
        $wpdb->replace(Network::table('bridge_membership_limits'), ['membership_id' => self::MEMBERSHIP, 'revision' => 1]);
        $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => $this->site, 'membership_id' => self::MEMBERSHIP]);
        $wpdb->query('DELETE FROM ' . Network::table('bridge_usage'));
        Quota::forget();
        Measured::keep(); // what other tests have left
        $wpdb->query('DELETE FROM ' . Network::table('bridge_usage'));
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        Quota::forget();
    }

    public function testWhatWasMeasuredIsKeptWithThePlanAndReadForTheMembership(): void
    {
        $usage = Usage::forSite($this->site);

        Measured::keep();

        self::assertSame((string) self::PLAN, $this->row('disk_space')['plan_id']);
        $kept = Measured::ofMembership(self::MEMBERSHIP);
        self::assertSame([$this->site], array_keys($kept));
        self::assertEqualsWithDelta($usage['disk_space'], $kept[$this->site]['disk_space'], 0.001);
        self::assertSame($usage['post_types']['post'], $kept[$this->site]['post_types']['post']);
        self::assertArrayNotHasKey('plugins', $kept[$this->site]);
    }

    public function testAPublishedPostIsCountedAnewAfterTheAnswer(): void
    {
        switch_to_blog($this->site);
        $before = Usage::forSite($this->site)['post_types']['post'];
        Measured::keep();
        $this->age(120);
        self::insert(['post_title' => 'One more', 'post_status' => 'publish', 'post_type' => 'post']);

        Measured::keep();

        restore_current_blog();
        self::assertSame((float) ($before + 1), (float) $this->row('post_types.post')['used']);
    }

    public function testNoFigureIsWrittenTwiceInAMinuteAndTheNextPageMeasuresAgain(): void
    {
        update_blog_option($this->site, Measured::OPTION, time() + 1000);
        Measured::note($this->site, ['disk_space' => 100.0]);
        Measured::keep();
        Measured::note($this->site, ['disk_space' => 200.0]);
        Measured::keep();

        self::assertSame(100.0, (float) $this->row('disk_space')['used']);
        self::assertFalse(get_blog_option($this->site, Measured::OPTION));
    }

    public function testAHundredthIsNotWorthAWritingUntilADayHasPassed(): void
    {
        Measured::note($this->site, ['disk_space' => 100.0]);
        Measured::keep();
        $this->age(3600);
        Measured::note($this->site, ['disk_space' => 100.5]);
        Measured::keep();
        $after = (float) $this->row('disk_space')['used'];
        $this->age(DAY_IN_SECONDS);
        Measured::note($this->site, ['disk_space' => 100.5]);
        Measured::keep();

        self::assertSame([100.0, 100.5], [$after, (float) $this->row('disk_space')['used']]);
    }

    public function testASiteThatIsDeletedLeavesNothing(): void
    {
        Measured::note($this->site, ['disk_space' => 100.0]);
        Measured::keep();

        Measured::forget(get_site($this->site));

        self::assertNull($this->row('disk_space'));
    }

    private static function insert(array $post): void
    {
        wp_set_current_user(0);
        wp_insert_post($post);
    }

    private function age(int $seconds): void
    {
        global $wpdb;
        $wpdb->query($wpdb->prepare('UPDATE ' . Network::table('bridge_usage') . ' SET measured_at = measured_at - INTERVAL %d SECOND', $seconds));
    }

    private function row(string $limit): ?array
    {
        global $wpdb;
        $sql = 'SELECT t.* FROM ' . Network::table('bridge_usage') . ' t JOIN ' . Network::table('bridge_limit_names') . ' n ON n.id = t.limit_id WHERE t.blog_id = %d AND n.name = %s';
        return $wpdb->get_row($wpdb->prepare($sql, $this->site, $limit), ARRAY_A);
    }
}
