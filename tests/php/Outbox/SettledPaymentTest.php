<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Outbox;

use PlanBridge\Outbox\Task;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/other_plugin.php';

/** A payment whose money is there, where Ultimate Multisite runs. */
final class SettledPaymentTest extends NetworkTestCase
{
    private const ID = 1000077;

    protected function setUp(): void
    {
        parent::setUp();
        $GLOBALS['plan_bridge_test_payments'] = [];
        global $wpdb;
        $wpdb->insert(Network::table('bridge_payments'), ['payment_id' => self::ID, 'listed_after' => 0, 'membership_id' => 4, 'customer_id' => 5,
            'gateway' => 'manual', 'provider_id' => 'manual-abc', 'status' => 'completed', 'currency' => 'SEK', 'amount_minor' => 19900,
            'tax_minor' => 0, 'created_at' => '2025-06-15 10:00:00']);
    }

    public function testItsRowIsMadeByTheOtherPluginWithItsLinesAndOursKnowsIt(): void
    {
        self::pull();

        [$made] = $GLOBALS['plan_bridge_test_payments'];
        self::assertSame(['completed', '199.00', 'manual-abc', true], [$made['status'], $made['total'], $made['gateway_payment_id'], $made['skip_validation']]);
        self::assertSame(['LN_FEE_pb77n0'], array_keys($made['line_items']));
        self::assertSame('Set-up fee for Premium', $made['line_items']['LN_FEE_pb77n0']->told['title']);
        self::assertSame([self::row()], [self::sharedId()]);
    }

    public function testASecondTimeNoSecondRowIsMade(): void
    {
        self::pull();
        self::pull();

        self::assertCount(1, $GLOBALS['plan_bridge_test_payments']);
    }

    public function testARowThatWasMadeBeforeTheProcessDiedIsFound(): void
    {
        global $wpdb;
        self::pull();
        $wpdb->query('UPDATE ' . Network::table('bridge_payments') . ' SET shared_id = NULL WHERE payment_id = ' . self::ID);

        self::pull();

        self::assertCount(1, $GLOBALS['plan_bridge_test_payments']);
        self::assertSame(self::row(), self::sharedId());
    }

    private static function sharedId(): int
    {
        global $wpdb;
        return (int) $wpdb->get_var('SELECT shared_id FROM ' . Network::table('bridge_payments') . ' WHERE payment_id = ' . self::ID);
    }

    private static function row(): int
    {
        global $wpdb;
        return (int) $wpdb->get_var('SELECT id FROM ' . Network::table('wu_payments') . " WHERE gateway_payment_id = 'manual-abc'");
    }

    private static function pull(): void
    {
        global $wpdb;
        $wpdb->query('UPDATE ' . Network::table('bridge_outbox') . ' SET done_at = UTC_TIMESTAMP(6) WHERE done_at IS NULL');
        $wpdb->insert(Network::table('bridge_outbox'), [
            'topic' => 'payment_settled',
            'membership_id' => 4,
            'payload' => wp_json_encode(['payment_id' => self::ID, 'customer_id' => 5, 'membership_id' => 4, 'total' => '199.00', 'gateway' => 'manual',
                'gateway_payment_id' => 'manual-abc', 'date_created' => '2025-06-15 10:00:00', 'items' => [['hash' => 'pb77n0', 'type' => 'fee',
                    'code' => 'setup_fee', 'name' => 'Premium', 'title' => 'Set-up fee for Premium', 'quantity' => 1, 'unit_price' => 199.0]]]),
            'created_at' => '2025-06-15 10:00:00',
        ]);
        self::assertSame(1, Task::pull(5.0), (string) Task::failing()['error']);
    }
}
