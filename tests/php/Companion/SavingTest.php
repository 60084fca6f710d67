<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Companion;

use PlanBridge\Companion\KeptBack;
use PlanBridge\Companion\Ownership;
use PlanBridge\Companion\Saving;
use PlanBridge\Plugin;
use PlanBridge\Tests\NetworkTestCase;

/** What an object means by a value, however it or the row writes it. */
final class SavingTest extends NetworkTestCase
{
    private const BJORN = 2;

    /** @return array<string, array{0: string, 1: mixed, 2: mixed}> column, as it was loaded, as it is saved */
    public static function sameValues(): array
    {
        return [
            'a number with its zeros' => ['amount', '12.5000', 12.5],
            'a number as a text' => ['times_billed', 3, '3'],
            'a switch that is on' => ['auto_renew', true, '1'],
            'a switch that is off' => ['recurring', '0', false],
            'no gateway' => ['gateway_customer_id', null, ''],
            'no date' => ['date_expiration', null, '0000-00-00 00:00:00'],
            'a date without its seconds' => ['date_expiration', '2030-01-01 10:30:00', '2030-01-01 10:30'],
            'no packages' => ['addon_products', 'a:0:{}', []],
            'packages as a list' => ['addon_products', 'a:1:{i:6;i:2;}', [6 => 2]],
            'packages counted in words' => ['addon_products', [6 => '2'], [6 => 2]],
            'packages with backslashes' => ['addon_products', 'a:1:{s:1:\"6\";i:2;}', [6 => 2]],
        ];
    }

    /** @dataProvider sameValues */
    public function testTheSameValueWrittenOtherwiseIsNoChangeThatSomebodyMeant(string $column, mixed $loaded, mixed $saved): void
    {
        self::assertSame([], $this->told($column, $loaded, $saved));
    }

    /** @return array<string, array{0: string, 1: mixed, 2: mixed}> */
    public static function otherValues(): array
    {
        return [
            'a hundredth' => ['amount', '12.5000', 12.51],
            'free of charge' => ['amount', '12.5000', 0],
            'renewed no more' => ['recurring', '1', false],
            'another gateway' => ['gateway', 'bridge', 'manual'],
            'a date at last' => ['date_expiration', null, '2030-01-01 10:30:00'],
            'for ever' => ['date_expiration', '2030-01-01 10:30:00', null],
            'one package more' => ['addon_products', [6 => 2], [6 => 3]],
            'no package' => ['addon_products', 'a:1:{i:6;i:2;}', []],
        ];
    }

    /** @dataProvider otherValues */
    public function testAnotherValueIsToldAndNotWritten(string $column, mixed $loaded, mixed $saved): void
    {
        self::assertSame([$column], $this->told($column, $loaded, $saved));
    }

    /** Who loaded it before it was moved does not give it back; another customer who is meant there has it. */
    public function testAnOlderCustomerIsNotWrittenAndAnotherWhoIsMeantIs(): void
    {
        global $wpdb;
        $this->actAs('admin');
        $wpdb->update(\PlanBridge\Service\Network::table('wu_memberships'), ['gateway' => 'bridge', 'auto_renew' => 1], ['id' => self::BJORN]);
        $late = ['id' => self::BJORN, 'customer_id' => '71', 'user_id' => 9];

        $stale = Saving::onSave(['customer_id' => 71, 'user_id' => 9, 'signup_method' => 'x'], $late, $this->loaded(['customer_id' => 71, 'user_id' => 9]));
        $meant = Saving::onSave(['customer_id' => 71, 'user_id' => 9], $late, $this->loaded(['customer_id' => 70, 'user_id' => 9]));

        self::assertSame(['signup_method' => 'x'], $stale);
        self::assertSame(['customer_id' => 71, 'user_id' => 9], $meant);
        self::assertSame('', get_user_meta(get_current_user_id(), Plugin::KEPT_BACK, true));
    }

    /** A row that cannot be read may be ours: what is billed is not written over, and that is told. */
    public function testWhereTheRowCannotBeReadNoBillingColumnIsWritten(): void
    {
        global $wpdb;
        $this->actAs('admin');
        $prefix = $wpdb->base_prefix;
        $wpdb->base_prefix = 'nowhere_';
        $wpdb->suppress_errors(true);
        try {
            $data = Saving::onSave(['amount' => 1, 'signup_method' => 'x'], ['id' => self::BJORN, 'amount' => 1], $this->loaded([]));
        } finally {
            $wpdb->base_prefix = $prefix;
        }

        self::assertSame(['signup_method' => 'x'], $data);
        self::assertSame([self::BJORN => ['amount']], get_user_meta(get_current_user_id(), Plugin::KEPT_BACK, true));
    }

    public function testEveryColumnThatIsKeptBackHasAName(): void
    {
        $unnamed = array_filter(Ownership::BILLING, static fn (string $column): bool => KeptBack::name($column) === $column);

        self::assertSame([], $unnamed);
    }

    /** A replica lags behind; and who is stopped for a deadlock has read nothing. */
    public function testTheRowIsReadWhereItIsWrittenAndASecondTimeAfterADeadlock(): void
    {
        global $wpdb;
        $before = $wpdb;
        $wpdb = new class {
            public string $base_prefix = 'wp_';
            public string $last_error = '';
            public bool $isSentToPrimary = false;
            public bool $hasFailed = false;

            public function send_reads_to_masters(): void // phpcs:ignore PSR1.Methods.CamelCapsMethodName -- the drop-ins' name
            {
                $this->isSentToPrimary = true;
            }

            public function prepare(string $sql): string
            {
                return $sql;
            }

            /** @return array<string, mixed>|null */
            public function get_row(): ?array // phpcs:ignore PSR1.Methods.CamelCapsMethodName -- WordPress' name
            {
                $this->last_error = $this->last_error === '' && !$this->hasFailed ? 'Deadlock found when trying to get lock' : '';
                $this->hasFailed = true;
                return $this->last_error === '' ? ['gateway' => $this->isSentToPrimary ? 'manual' : 'bridge', 'auto_renew' => 1] : null;
            }
        };
        try {
            self::assertFalse(Ownership::isOurMembership(self::BJORN));
            self::assertTrue($wpdb->hasFailed);
        } finally {
            $wpdb = $before;
        }
    }

    /** @return list<string> the columns that are told on the next page */
    private function told(string $column, mixed $loaded, mixed $saved): array
    {
        global $wpdb;
        $this->actAs('admin');
        delete_user_meta(get_current_user_id(), Plugin::KEPT_BACK);
        $row = [$column => is_bool($loaded) ? (int) $loaded : maybe_serialize($loaded), 'gateway' => 'bridge', 'auto_renew' => 1];
        $wpdb->query("SET SESSION sql_mode = ''");
        $wpdb->update($wpdb->base_prefix . 'wu_memberships', $row, ['id' => self::BJORN]);

        $data = Saving::onSave([$column => $saved, 'signup_method' => 'x'], ['id' => self::BJORN, 'status' => 'active', $column => $saved], $this->loaded([$column => $loaded, 'status' => 'active']));

        self::assertSame(['signup_method' => 'x'], $data);
        $kept = get_user_meta(get_current_user_id(), Plugin::KEPT_BACK, true);
        return $kept[self::BJORN] ?? [];
    }

    private function loaded(array $values): object
    {
        return new class ($values) {
            public function __construct(private readonly array $values)
            {
            }

            public function _get_original(): array // phpcs:ignore PSR1.Methods.CamelCapsMethodName, PSR2.Methods.MethodDeclaration.Underscore -- the name it has there
            {
                return $this->values;
            }
        };
    }
}
