<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use PlanBridge\Network\Input\PeriodInput;
use PlanBridge\Network\Input\Problem;
use PlanBridge\Network\Input\WholeNumber;

final class WholeNumberTest extends TestCase
{
    /** @dataProvider numbers */
    #[DataProvider('numbers')]
    public function testReadsACountHoweverItIsGrouped(string $typed, int $expected): void
    {
        self::assertSame($expected, WholeNumber::read($typed, -128, 20000));
    }

    public static function numbers(): array
    {
        return [['10 000', 10000], ['10,000', 10000], ['10.000', 10000], [' 7 ', 7], ["\u{2212}5", -5], ['0', 0]];
    }

    public function testRefusesDecimalsAndWords(): void
    {
        foreach (['1,5', 'ten', '', '1 0', '0,500', '1,000.000'] as $typed) {
            $read = WholeNumber::read($typed, 0, 100);

            self::assertInstanceOf(Problem::class, $read, $typed);
            self::assertSame('not_a_whole_number', $read->code);
        }
    }

    public function testTellsTheBounds(): void
    {
        $read = WholeNumber::read('128', -128, 127);

        self::assertEquals(new Problem('out_of_range', ['least' => -128, 'most' => 127]), $read);
    }

    public function testAnEmptyPeriodIsNoPeriod(): void
    {
        self::assertNull(PeriodInput::read(['n' => '', 'unit' => 'month']));
        self::assertNull(PeriodInput::read(['n' => '0', 'unit' => 'month']));
        self::assertSame(['n' => 3, 'unit' => 'month'], PeriodInput::read(['n' => '3', 'unit' => 'month']));
        self::assertEquals(new Problem('period_unit_unknown'), PeriodInput::read(['n' => '3', 'unit' => 'fortnight']));
    }
}
