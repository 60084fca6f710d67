<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Uploads\SpaceOption;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** A site writes its own `blog_upload_space`, in its next request to wp-admin, and only where that is another figure. */
final class SpaceOptionTest extends NetworkTestCase
{
    private int $membership;

    protected function setUp(): void
    {
        parent::setUp();
        switch_to_blog($this->blog('anna'));
        $this->membership = (int) get_site_meta(get_current_blog_id(), 'wu_membership_id', true);
        delete_option(SpaceOption::OPTION);
        delete_option(SpaceOption::WRITTEN);
        add_filter('pre_http_request', static fn (): \WP_Error => new \WP_Error('http_request_failed', 'cURL error 7: x'));
    }

    protected function tearDown(): void
    {
        parent::tearDown();
        Quota::forget();
    }

    public function testThePlansFigureIsWrittenOnce(): void
    {
        global $wpdb;
        $this->allow('[true,true,500]');
        SpaceOption::keep();
        self::assertSame('500', (string) get_option(SpaceOption::OPTION));

        Quota::current();
        $before = $wpdb->num_queries;
        SpaceOption::keep();
        self::assertSame($before, $wpdb->num_queries);

        $this->allow('[true,true,750]');
        SpaceOption::keep();
        self::assertSame('750', (string) get_option(SpaceOption::OPTION));
    }

    public function testAnyNumberGivesTheNetworksFigureBack(): void
    {
        $this->allow('[true,true,500]');
        SpaceOption::keep();
        $this->allow('[true,true,null]');
        SpaceOption::keep();

        self::assertFalse(get_option(SpaceOption::OPTION));
    }

    public function testWhatANetworkAdministratorSetByHandIsLeftWhereThePlanSaysNothing(): void
    {
        update_option(SpaceOption::OPTION, 42);
        $this->allow('[null,false,"unsaid"]');
        SpaceOption::keep();

        self::assertSame('42', (string) get_option(SpaceOption::OPTION));
    }

    public function testWhereNothingIsKnownOfTheSiteNothingIsWritten(): void
    {
        global $wpdb;
        update_option(SpaceOption::OPTION, 42);
        foreach (['bridge_site_limits', 'bridge_site_quotas', 'bridge_known_quotas'] as $table) {
            $wpdb->delete(Network::table($table), ['blog_id' => get_current_blog_id()]);
        }
        Quota::forget();
        SpaceOption::keep();

        self::assertSame('42', (string) get_option(SpaceOption::OPTION));
    }

    private function allow(string $number): void
    {
        global $wpdb;
        $product = ['product_id' => 901, 'kind' => 'plan', 'name' => 'Of the test', 'limits' => "{\"disk_space\":{$number},\"v\":1}", 'revision' => 1, 'source_digest' => ''];
        $wpdb->replace(Network::table('bridge_product_limits'), $product);
        $wpdb->delete(Network::table('bridge_holdings'), ['membership_id' => $this->membership]);
        $wpdb->replace(Network::table('bridge_holdings'), ['membership_id' => $this->membership, 'product_id' => 901, 'quantity' => 1]);
        $wpdb->replace(Network::table('bridge_membership_limits'), ['membership_id' => $this->membership, 'revision' => 1]);
        $wpdb->replace(Network::table('bridge_site_limits'), ['blog_id' => get_current_blog_id(), 'membership_id' => $this->membership]);
        Quota::forget();
    }
}
