<?php

declare(strict_types=1);

namespace {

    if (!function_exists('as_unschedule_all_actions')) {
        function as_unschedule_all_actions(string $hook, array $args, string $group): void
        {
            do_action('plan_bridge_test_unscheduled', $hook, $args, $group, get_current_blog_id());
        }
    }
}

namespace PlanBridge\Tests\Outbox {

    use PlanBridge\Outbox\Task;
    use PlanBridge\Service\Network;
    use PlanBridge\Tests\NetworkTestCase;

    /** What Ultimate Multisite is asked to do after a membership was taken over or handed back. */
    final class ElsewhereTest extends NetworkTestCase
    {
        private array $asked = [];

        public function testAScheduledChangeIsTakenOffTheQueueOfTheMainSite(): void
        {
            add_action('plan_bridge_test_unscheduled', fn (mixed ...$told) => $this->asked[] = $told, 10, 4);

            self::pull('unschedule_swap', 12);

            self::assertSame([['wu_async_membership_swap', ['membership_id' => 12], 'membership', get_main_site_id()]], $this->asked);
        }

        public function testItWritesItsOwnInvoiceForAMembershipThatWasHandedBack(): void
        {
            add_action('wu_async_create_renewal_payment', fn (mixed ...$told) => $this->asked[] = $told, 10, 2);

            self::pull('invoice_elsewhere', 1000001);

            self::assertSame([[1000001, false]], $this->asked);
        }

        public function testItWritesNoneForOneThatIsOursAgain(): void
        {
            global $wpdb;
            add_action('wu_async_create_renewal_payment', fn (mixed ...$told) => $this->asked[] = $told, 10, 2);
            $wpdb->insert(Network::table('wu_memberships'), ['id' => 1000001, 'gateway' => 'bridge', 'auto_renew' => 1]);

            self::pull('invoice_elsewhere', 1000001);

            self::assertSame([], $this->asked);
        }

        public function testASubscriptionThatNobodyCanCancelHereIsNotCalledCancelled(): void
        {
            global $wpdb;
            $ends = Network::table('bridge_subscription_ends');
            $wpdb->insert($ends, ['membership_id' => 12, 'gateway' => 'stripe', 'subscription_id' => 'sub_1', 'asked_by' => 1, 'asked_at' => '2025-06-15 10:00:00']);

            self::pull('cancel_subscription', 12, 0);

            self::assertNull($wpdb->get_var("SELECT cancelled_at FROM {$ends} WHERE membership_id = 12"));
            self::assertStringContainsString('cancel the subscription at the provider', (string) Task::failing()['error']);
        }

        private static function pull(string $topic, int $membership, int $expected = 1): void
        {
            global $wpdb;
            $wpdb->query('UPDATE ' . Network::table('bridge_outbox') . ' SET done_at = UTC_TIMESTAMP(6) WHERE done_at IS NULL');
            $wpdb->insert(Network::table('bridge_outbox'), [
                'topic' => $topic,
                'membership_id' => $membership,
                'payload' => wp_json_encode(['membership_id' => $membership]),
                'created_at' => '2025-06-15 10:00:00',
            ]);
            $done = Task::pull(5.0);
            self::assertSame($expected, $done);
        }
    }
}
