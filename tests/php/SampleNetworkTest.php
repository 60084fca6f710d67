<?php

declare(strict_types=1);

namespace PlanBridge\Tests;

/** What the other tests take for granted. */
final class SampleNetworkTest extends NetworkTestCase
{
    public function testPluginIsActiveOnTheWholeNetwork(): void
    {
        self::assertTrue(is_plugin_active_for_network('plan-bridge/plan-bridge.php'));
    }

    public function testOwnerIsAdministratorOfTheirOwnSite(): void
    {
        $this->actAs('anna', 'anna');

        self::assertTrue(current_user_can('manage_options'));
    }

    public function testSaraIsOnlyASubscriberOfHerOwnSite(): void
    {
        $this->actAs('sara', 'sara');

        self::assertFalse(current_user_can('edit_posts'));
    }

    public function testWhatATestWritesIsRolledBack(): void
    {
        $this->actAs('anna', 'anna');
        update_option('blogname', 'Something else');

        $this->tearDown();
        $this->setUp();

        self::assertSame('Annas trädgård', get_blog_option($this->blog('anna'), 'blogname'));
    }
}
