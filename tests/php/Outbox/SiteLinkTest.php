<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Outbox;

use PlanBridge\Outbox\Task;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

/** A site that was given a membership is tied to it once, and keeps one that it got meanwhile. */
final class SiteLinkTest extends NetworkTestCase
{
    public function testASiteIsTiedToTheMembershipThatItWasGiven(): void
    {
        $site = self::newSite();

        self::pull($site, 77, 7);

        self::assertSame(['customer_owned', '77', '7'], self::linkOf($site));
    }

    public function testASiteThatGotAnotherMembershipMeanwhileKeepsIt(): void
    {
        $site = self::newSite();
        update_site_meta($site, 'wu_membership_id', 12);
        update_site_meta($site, 'wu_type', 'customer_owned');

        self::pull($site, 77, 7);

        self::assertSame('12', self::linkOf($site)[1]);
    }

    public function testASiteThatIsGoneIsDone(): void
    {
        self::pull(999999, 77, 7);

        self::assertSame('', self::linkOf(999999)[1]);
    }

    public function testASiteWhoseMembershipIsAnotherCustomersSaysSoAndLetsThemWorkOnIt(): void
    {
        [$site, $membership, $new, $old] = self::handedOver(true);

        self::assertSame(1, Task::pull(5.0));

        self::assertSame((string) self::CUSTOMER, self::linkOf($site)[2]);
        self::assertSame(['administrator'], get_users(['blog_id' => $site, 'include' => [$new]])[0]->roles ?? []);
        self::assertFalse(is_user_member_of_blog($old, $site));
    }

    public function testWhoHadItKeepsTheRoleWhereThatWasSaid(): void
    {
        [$site, , , $old] = self::handedOver(false);

        self::assertSame(1, Task::pull(5.0));

        self::assertTrue(is_user_member_of_blog($old, $site));
    }

    public function testOneThatWasGivenOnSinceIsLeftToWhatWasWrittenLater(): void
    {
        global $wpdb;
        [$site, $membership, $new, $old] = self::handedOver(true);
        $wpdb->update(Network::table('wu_memberships'), ['customer_id' => 99], ['id' => $membership]);

        self::assertSame(1, Task::pull(5.0));

        self::assertNotSame((string) self::CUSTOMER, self::linkOf($site)[2]);
        self::assertFalse(is_user_member_of_blog($new, $site));
        self::assertTrue(is_user_member_of_blog($old, $site));
    }

    private const CUSTOMER = 88;

    /** @return array{0: int, 1: int, 2: int, 3: int} a site whose membership is given from one user to another: site, membership, new, old */
    private static function handedOver(bool $removes): array
    {
        global $wpdb;
        $site = (int) wpmu_create_blog(get_network()->domain, '/handed-' . wp_rand() . '/', 'Handed', 1);
        [$new, $old] = array_map(static fn (string $name): int => (int) wpmu_create_user($name . wp_rand(), 'x', $name . wp_rand() . '@a.test'), ['neu', 'alt']);
        add_user_to_blog($site, $old, 'administrator');
        $wpdb->insert(Network::table('wu_memberships'), ['customer_id' => self::CUSTOMER, 'plan_id' => 1, 'currency' => 'SEK', 'status' => 'active']);
        $membership = (int) $wpdb->insert_id;
        update_site_meta($site, 'wu_membership_id', $membership);
        update_site_meta($site, 'wu_customer_id', 7);
        $payload = ['blog_id' => $site, 'membership_id' => $membership, 'customer_id' => self::CUSTOMER, 'user_id' => $new, 'from_user_id' => $old, 'removes_user' => $removes];
        $wpdb->query('UPDATE ' . Network::table('bridge_outbox') . ' SET done_at = UTC_TIMESTAMP(6) WHERE done_at IS NULL');
        $wpdb->insert(Network::table('bridge_outbox'), ['topic' => 'hand_over_site', 'blog_id' => $site, 'membership_id' => $membership, 'payload' => wp_json_encode($payload), 'created_at' => '2025-06-15 10:00:00']);
        return [$site, $membership, $new, $old];
    }

    private static function newSite(): int
    {
        global $wpdb;
        $wpdb->insert($wpdb->blogs, ['site_id' => get_current_network_id(), 'domain' => get_network()->domain, 'path' => '/given-' . wp_rand() . '/']);
        return (int) $wpdb->insert_id;
    }

    /** @return array{0: string, 1: string, 2: string} type, membership and customer, as stored */
    private static function linkOf(int $site): array
    {
        return array_map(static fn (string $key): string => (string) get_site_meta($site, $key, true), ['wu_type', 'wu_membership_id', 'wu_customer_id']);
    }

    private static function pull(int $site, int $membership, int $customer): void
    {
        global $wpdb;
        $wpdb->query('UPDATE ' . Network::table('bridge_outbox') . ' SET done_at = UTC_TIMESTAMP(6) WHERE done_at IS NULL');
        $wpdb->insert(Network::table('bridge_outbox'), [
            'topic' => 'link_site',
            'blog_id' => $site,
            'membership_id' => $membership,
            'payload' => wp_json_encode(['blog_id' => $site, 'membership_id' => $membership, 'customer_id' => $customer]),
            'created_at' => '2025-06-15 10:00:00',
        ]);
        self::assertSame(1, Task::pull(5.0));
    }
}
