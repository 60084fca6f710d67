<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Account\Billing;
use PlanBridge\Account\Receipt;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\View;

/** What the Account page says of billing details and documents. */
final class BillingTest extends NetworkTestCase
{
    /** @dataProvider taxes */
    #[DataProvider('taxes')]
    public function testItSaysWhichTaxAppliesNow(string $status, array $rates, bool $inclusive, string $expected): void
    {
        self::assertSame($expected, Billing::tax(['status' => $status, 'rates' => $rates, 'inclusive' => $inclusive]));
    }

    public static function taxes(): array
    {
        return [
            ['charged', ['25'], false, "Tax of 25\u{a0}% is added to the prices."],
            ['charged', ['25', '6.5'], true, "The prices include tax of 25\u{a0}% and 6.5\u{a0}%."],
            ['charged', [], false, 'No tax is charged for this address.'],
            ['not_charged', [], false, 'No tax is charged in this network.'],
            ['reverse_charge', [], false, 'No VAT is charged: you account for it yourself (reverse charge).'],
        ];
    }

    public function testAnAddressIsWrittenAsOnAnEnvelope(): void
    {
        $address = ['company_name' => 'A AB', 'address_line_1' => 'Gatan 1', 'address_line_2' => '', 'zip_code' => '111 22', 'city' => 'Stockholm', 'state' => '', 'country' => 'SE'];

        self::assertSame(['A AB', 'Gatan 1', '111 22 Stockholm', 'Sweden'], Billing::lines(['address' => $address, 'country_name' => 'Sweden']));
    }

    public function testADocumentIsNamedByItsSeriesAndNumber(): void
    {
        self::assertSame('Receipt 2026-00007', Receipt::name(['series' => 'receipt', 'name' => '2026-00007']));
        self::assertSame('Credit note C2026-00001', Receipt::name(['series' => 'credit_note', 'name' => 'C2026-00001']));
    }

    public function testALinkToADocumentHoldsForOnePaymentAlone(): void
    {
        $this->actAs('anna');
        parse_str((string) parse_url(Receipt::address(7, 3), PHP_URL_QUERY), $query);

        self::assertSame(['plan_bridge_receipt', '7', '3'], [$query['action'], $query['payment'], $query['document']]);
        self::assertSame(1, wp_verify_nonce($query['_wpnonce'], Receipt::nonce(7)));
        self::assertFalse(wp_verify_nonce($query['_wpnonce'], Receipt::nonce(8)));
    }

    public function testAPaymentOfNothingSaysThatItHasNoReceiptAndOneThatIsAwaitedDoesNot(): void
    {
        $payment = ['id' => 1, 'date' => '2026-11-24T12:00:00Z', 'lines' => [], 'gateway' => 'free', 'status' => 'completed', 'reference' => '', 'total' => ['minor' => 0, 'formatted' => 'SEK 0.00', 'currency' => 'SEK']];
        $table = static fn (array $other): string => View::text('account/payments-table', ['payments' => [$other + $payment]]);

        self::assertStringContainsString('None: nothing was charged', $table([]));
        self::assertStringNotContainsString('nothing was charged', $table(['status' => 'pending']) . $table(['total' => ['minor' => null, 'formatted' => '–', 'currency' => 'SEK']]));
    }
}
