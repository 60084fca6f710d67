<?php

declare(strict_types=1);

namespace PlanBridge\Tests;

use PlanBridge\Flash;
use PlanBridge\Limits\Posts\PostLimit;
use PlanBridge\Limits\Uploads\SpaceOption;
use PlanBridge\Outbox\Task;
use PlanBridge\Plugin;
use PlanBridge\Removal;
use PlanBridge\Service\Network;

/** What is left of the plugin when it is switched off, and when it is deleted. */
final class RemovalTest extends NetworkTestCase
{
    public function testSwitchedOffItIsNotCalledByCronAnyMore(): void
    {
        Task::schedule();
        self::assertNotFalse(wp_next_scheduled(Plugin::PULL));
        switch_to_blog($this->blog('anna'));

        do_action('deactivate_' . plugin_basename(PLAN_BRIDGE_FILE), true);

        restore_current_blog();
        self::assertFalse(wp_next_scheduled(Plugin::PULL));
    }

    public function testDeletedItLeavesNothingOfItsOwn(): void
    {
        global $wpdb;
        $this->actAs('anna', 'anna');
        Flash::add('info', 'form_expired');
        update_site_option('plan_bridge_service_url', 'http://127.0.0.1:1');
        set_site_transient('plan_bridge_unanswered', 1, 30);
        $post = wp_insert_post(['post_title' => 'Kept back', 'post_status' => 'draft']);
        PostLimit::mark($post, 'publish');
        update_option(SpaceOption::WRITTEN, 500);

        Removal::uninstall();

        $own = "SELECT COUNT(*) FROM {$wpdb->sitemeta} WHERE meta_key LIKE '%plan\\_bridge%'";
        self::assertSame('0', $wpdb->get_var($own));
        self::assertSame('0', $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->usermeta} WHERE meta_key LIKE 'plan\\_bridge%'"));
        self::assertSame('0', $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->postmeta} WHERE meta_key = '" . PostLimit::META . "'"));
        self::assertSame('0', $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->options} WHERE option_name = '" . SpaceOption::WRITTEN . "'"));
        self::assertNotNull(get_post($post));
    }

    public function testTheNetworksRecordsStay(): void
    {
        $before = self::records();

        Removal::uninstall();

        self::assertSame($before, self::records());
        self::assertNotContains('0', $before);
    }

    /** @return list<string> how many rows the network's records have */
    private static function records(): array
    {
        global $wpdb;
        $tables = ['wu_memberships', 'wu_products', 'wu_customers', 'bridge_site_limits', 'bridge_product_limits', 'bridge_keys', 'bridge_installation'];
        return array_map(static fn (string $name): string => (string) $wpdb->get_var('SELECT COUNT(*) FROM ' . Network::table($name)), $tables);
    }
}
