<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use PlanBridge\Network\Typed;
use PlanBridge\Network\Notation;
use PlanBridge\Network\Problem;

/** Amounts as people in three countries type them. */
final class TypedTest extends TestCase
{
    private const ENGLISH = ['.', ','];
    private const SWEDISH = [',', "\u{00A0}"];
    private const GERMAN = [',', '.'];

    /** @dataProvider amounts */
    #[DataProvider('amounts')]
    public function testReadsTheAmountThatIsMeant(string $typed, array $notation, string $currency, string $expected): void
    {
        $read = Typed::amount($typed, new Notation(...$notation), $currency);

        self::assertSame($expected, $read);
    }

    public static function amounts(): array
    {
        return [
            'Swedish, grouped' => ['1 990,50', self::SWEDISH, 'SEK', '1990.50'],
            'Swedish with the space that its locale writes' => ["1\u{00A0}990,50", self::SWEDISH, 'SEK', '1990.50'],
            'Swedish amount typed by an English reader' => ['1 990,50', self::ENGLISH, 'SEK', '1990.50'],
            'English, grouped' => ['1,990.50', self::ENGLISH, 'SEK', '1990.50'],
            'English amount typed by a Swedish reader' => ['1,990.50', self::SWEDISH, 'SEK', '1990.50'],
            'German, grouped' => ['1.990,50', self::GERMAN, 'SEK', '1990.50'],
            'thousands as the English write them' => ['1,990', self::ENGLISH, 'SEK', '1990.00'],
            'thousands as the Germans write them' => ['1.990', self::GERMAN, 'SEK', '1990.00'],
            'millions' => ['12,345,678', self::SWEDISH, 'SEK', '12345678.00'],
            'plain' => ['199', self::SWEDISH, 'SEK', '199.00'],
            'one decimal' => ['0,5', self::SWEDISH, 'SEK', '0.50'],
            'no whole part' => [',50', self::ENGLISH, 'SEK', '0.50'],
            'zeros that say nothing' => ['1990,500', self::SWEDISH, 'SEK', '1990.50'],
            'three decimals where the currency has them' => ['1,990', self::SWEDISH, 'BHD', '1.990'],
            'Swiss apostrophe' => ["1'990.50", self::ENGLISH, 'CHF', '1990.50'],
        ];
    }

    /** @dataProvider refused */
    #[DataProvider('refused')]
    public function testRefusesWhatIsNoAmountOrCouldBeTwo(string $typed, array $notation, string $code): void
    {
        $read = Typed::amount($typed, new Notation(...$notation), 'SEK');

        self::assertInstanceOf(Problem::class, $read);
        self::assertSame($code, $read->code);
    }

    public static function refused(): array
    {
        return [
            'a comma before three digits, in Swedish' => ['1,990', self::SWEDISH, 'amount_ambiguous'],
            'a full stop before three digits, in English' => ['1.990', self::ENGLISH, 'amount_ambiguous'],
            'a full stop before three digits, in Swedish' => ['1.990', self::SWEDISH, 'amount_ambiguous'],
            'words' => ['hundra', self::SWEDISH, 'amount_unreadable'],
            'with a currency' => ['199 kr', self::SWEDISH, 'amount_unreadable'],
            'groups of two' => ['1 99', self::SWEDISH, 'amount_unreadable'],
            'a comma and nothing' => ['5,', self::SWEDISH, 'amount_unreadable'],
            'nothing' => ['', self::SWEDISH, 'amount_unreadable'],
            'below zero' => ['-5', self::SWEDISH, 'amount_negative'],
            'below zero, with a real minus' => ["\u{2212}5", self::SWEDISH, 'amount_negative'],
            'a third decimal' => ['1990,505', self::SWEDISH, 'too_many_decimals'],
            'more than the column holds' => ['1234567890', self::SWEDISH, 'amount_too_large'],
        ];
    }

    /** @dataProvider shown */
    #[DataProvider('shown')]
    public function testShowsAnAmountThatIsReadBackAsTheSame(string $stored, array $notation, string $currency, string $expected): void
    {
        $notation = new Notation(...$notation);

        $shown = Typed::showAmount($stored, $notation, $currency);

        self::assertSame($expected, $shown);
        self::assertSame(bcscaled($stored), bcscaled((string) Typed::amount($shown, $notation, $currency)));
    }

    public static function shown(): array
    {
        return [
            'Swedish decimals' => ['1990.5000', self::SWEDISH, 'SEK', '1990,50'],
            'no decimals' => ['199.00', self::SWEDISH, 'SEK', '199'],
            'dinars' => ['1.500', self::SWEDISH, 'BHD', '1,500'],
            'English' => ['0.50', self::ENGLISH, 'SEK', '0.50'],
        ];
    }

    /** @dataProvider numbers */
    #[DataProvider('numbers')]
    public function testReadsACountHoweverItIsGrouped(string $typed, int $expected): void
    {
        self::assertSame($expected, Typed::number($typed, -128, 20000));
    }

    public static function numbers(): array
    {
        return [['10 000', 10000], ['10,000', 10000], ['10.000', 10000], [' 7 ', 7], ["\u{2212}5", -5], ['0', 0]];
    }

    public function testRefusesDecimalsAndWords(): void
    {
        foreach (['1,5', 'ten', '', '1 0', '0,500', '1,000.000'] as $typed) {
            $read = Typed::number($typed, 0, 100);

            self::assertInstanceOf(Problem::class, $read, $typed);
            self::assertSame('not_a_whole_number', $read->code);
        }
    }

    public function testTellsTheBounds(): void
    {
        $read = Typed::number('128', -128, 127);

        self::assertEquals(new Problem('out_of_range', ['least' => -128, 'most' => 127]), $read);
    }

    public function testAnEmptyPeriodIsNoPeriod(): void
    {
        self::assertNull(Typed::period(['n' => '', 'unit' => 'month']));
        self::assertNull(Typed::period(['n' => '0', 'unit' => 'month']));
        self::assertSame(['n' => 3, 'unit' => 'month'], Typed::period(['n' => '3', 'unit' => 'month']));
        self::assertEquals(new Problem('period_unit_unknown'), Typed::period(['n' => '3', 'unit' => 'fortnight']));
    }
}

/** The amount with four decimals, so that "1.5" and "1.5000" are one. */
function bcscaled(string $amount): string
{
    return number_format((float) $amount, 4, '.', '');
}
