<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Outbox;

use PlanBridge\Outbox\Task;
use PlanBridge\Service\Network;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/other_plugin.php';

/** What went back of a payment is said in Ultimate Multisite's own row, in whatever order the outbox is done. */
final class RefundedPaymentTest extends NetworkTestCase
{
    private const ID = 1000078;
    private const SHARED = 7078;

    protected function setUp(): void
    {
        parent::setUp();
        global $wpdb;
        $wpdb->insert(Network::table('wu_payments'), ['id' => self::SHARED, 'status' => 'completed', 'customer_id' => 5, 'membership_id' => 4, 'total' => 199]);
        $wpdb->insert(Network::table('bridge_payments'), ['payment_id' => self::ID, 'shared_id' => self::SHARED, 'listed_after' => 0, 'membership_id' => 4, 'customer_id' => 5,
            'gateway' => 'manual', 'provider_id' => 'manual-abd', 'status' => 'partially-refunded', 'currency' => 'SEK', 'amount_minor' => 19900,
            'refunded_minor' => 3000, 'tax_minor' => 0, 'created_at' => '2025-06-15 10:00:00']);
    }

    public function testTheNewestRowIsWrittenAndAnOlderOneSaysNothing(): void
    {
        $this->told(3000, '30.00');
        $this->told(2000, '20.00');

        Task::pull();

        self::assertSame(['partially-refunded', '30.0000'], self::row());
        self::assertSame('0', self::open());
    }

    public function testOneWithoutItsRowThereWaitsForIt(): void
    {
        global $wpdb;
        $wpdb->query('UPDATE ' . Network::table('bridge_payments') . ' SET shared_id = NULL WHERE payment_id = ' . self::ID);
        $this->told(3000, '30.00');

        Task::pull();

        self::assertSame(['completed', '0.0000'], self::row());
        self::assertSame('1', self::open());
    }

    private function told(int $minor, string $total): void
    {
        global $wpdb;
        $payload = ['payment_id' => self::ID, 'refunded_minor' => $minor, 'refund_total' => $total, 'status' => 'partially-refunded'];
        $wpdb->insert(Network::table('bridge_outbox'), ['topic' => 'payment_refunded', 'payload' => (string) wp_json_encode($payload), 'created_at' => '2025-06-15 10:00:00']);
    }

    /** @return array{0: string, 1: string} */
    private static function row(): array
    {
        global $wpdb;
        return $wpdb->get_row('SELECT status, refund_total FROM ' . Network::table('wu_payments') . ' WHERE id = ' . self::SHARED, ARRAY_N);
    }

    private static function open(): string
    {
        global $wpdb;
        return (string) $wpdb->get_var('SELECT COUNT(*) FROM ' . Network::table('bridge_outbox') . " WHERE topic = 'payment_refunded' AND done_at IS NULL");
    }
}
