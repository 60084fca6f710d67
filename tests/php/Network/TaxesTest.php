<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\TestCase;
use PlanBridge\Network\Taxes;

/** Tax rates as Ultimate Multisite keeps them: what an edit touches, and what it leaves as it is. */
final class TaxesTest extends TestCase
{
    private const STORED = [
        'default' => ['name' => 'Default', 'note' => 'ours', 'rates' => [
            ['id' => 'a', 'title' => 'Moms', 'country' => 'SE', 'state' => '', 'city' => '', 'tax_rate' => 25, 'priority' => 10, 'compound' => false],
            'nobody can read this',
            ['id' => 'b', 'title' => 'USt.', 'country' => 'DE', 'state' => '', 'city' => '', 'tax_rate' => '19.0000', 'type' => 'regular'],
        ]],
        'books' => ['name' => 'Books', 'rates' => ['x' => ['id' => 'c', 'title' => 'Bok', 'country' => 'SE', 'tax_rate' => '6']]],
        'spoilt' => 'text',
        'empty' => ['name' => 'Empty', 'rates' => []],
    ];

    public function testEachRateIsARowThatKnowsWhereItIsStored(): void
    {
        $rows = Taxes::rows(self::STORED);

        self::assertSame(['default/0', 'default/2', 'books/x'], array_map(static fn (array $row): string => "{$row['from']}/{$row['key']}", $rows));
        self::assertSame(['25', '19.0000', '6'], array_column($rows, 'percent'));
    }

    public function testWhatIsSavedUnchangedIsStoredAsItWas(): void
    {
        $stored = Taxes::merged(self::STORED, Taxes::rows(self::STORED));

        self::assertEquals(25, $stored['default']['rates'][0]['tax_rate']);
        $stored['books']['rates']['x'] = array_intersect_key($stored['books']['rates']['x'], self::STORED['books']['rates']['x']);
        self::assertEquals(self::STORED, $stored);
        self::assertSame(10, $stored['default']['rates'][0]['priority']);
        self::assertSame('ours', $stored['default']['note']);
    }

    public function testARateIsEditedRemovedMovedAndAddedAndNothingElseIsTouched(): void
    {
        [$moms, , $book] = Taxes::rows(self::STORED);
        $new = ['category' => 'food', 'from' => '', 'key' => '', 'title' => 'Mat', 'country' => 'SE', 'state' => '', 'city' => '', 'percent' => '12'];

        $stored = Taxes::merged(self::STORED, [['percent' => '26'] + $moms, ['category' => 'default'] + $book, $new]);

        self::assertSame(['26', 'nobody can read this', '6'], array_map(static fn (mixed $rate): mixed => is_array($rate) ? $rate['tax_rate'] : $rate, $stored['default']['rates']));
        self::assertSame('c', $stored['default']['rates'][2]['id']);
        self::assertSame([], $stored['books']['rates']);
        self::assertSame(['12', 'SE'], [$stored['food']['rates'][0]['tax_rate'], $stored['food']['rates'][0]['country']]);
        self::assertNotSame('', $stored['food']['rates'][0]['id']);
        self::assertSame(['text', self::STORED['empty']], [$stored['spoilt'], $stored['empty']]);
    }

    public function testTheFirstRateOfANetworkIsACategoryOfItsOwn(): void
    {
        $new = ['category' => 'default', 'from' => '', 'key' => '', 'title' => '', 'country' => '*', 'state' => '', 'city' => '', 'percent' => '10'];

        self::assertSame('10', Taxes::merged([], [$new])['default']['rates'][0]['tax_rate']);
    }
}
