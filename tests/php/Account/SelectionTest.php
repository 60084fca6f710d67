<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use PlanBridge\Account\Selection;

final class SelectionTest extends TestCase
{
    public function testReadsPlanPeriodAndTheAddonsOfThatPlanOnly(): void
    {
        $input = ['offer' => '3:1-month', 'addons' => ['3' => ['6' => '2', '7' => '0'], '1' => ['5' => '9']]];

        $selection = Selection::fromInput($input);

        self::assertSame([3, ['n' => 1, 'unit' => 'month'], [6 => 2]], [$selection->planId, $selection->period, $selection->addons]);
    }

    /** @dataProvider unreadable */
    #[DataProvider('unreadable')]
    public function testIsNothingWhereTheChoiceCannotBeRead(array $input): void
    {
        self::assertNull(Selection::fromInput($input));
    }

    public static function unreadable(): array
    {
        return [[[]], [['offer' => '']], [['offer' => ['3:1-month']]], [['offer' => '3:1-fortnight']], [['offer' => '3']]];
    }

    public function testComesBackFromItsOwnAddress(): void
    {
        $selection = new Selection(3, null, [6 => 2]);

        parse_str(http_build_query($selection->query()), $input);

        self::assertEquals($selection, Selection::fromInput($input));
    }

    public function testSendsAnEmptyMapAndNotAnEmptyListToTheService(): void
    {
        $body = (new Selection(1, null, []))->body();

        self::assertSame('{"plan_id":1,"period":null,"addons":{}}', json_encode($body));
    }

    public function testFreePlanHeldPerMonthIsItsOnlyPrice(): void
    {
        $selection = new Selection(1, ['n' => 1, 'unit' => 'month'], []);

        self::assertSame('1:none', $selection->chosenOffer(1, [['period' => null]]));
        self::assertNull($selection->chosenOffer(3, [['period' => ['n' => 1, 'unit' => 'month']]]));
    }

    /** @dataProvider quantities */
    #[DataProvider('quantities')]
    public function testWhatIsNoQuantityIsKeptAsTypedAndAskedForByNobody(mixed $typed, ?int $quantity): void
    {
        $selection = Selection::fromInput(['offer' => '3:1-month', 'addons' => ['3' => ['6' => $typed]]]);

        $isRead = $quantity !== null;
        self::assertSame($isRead, $selection->unreadable === []);
        self::assertSame($isRead && $quantity > 0 ? [6 => $quantity] : [], $selection->addons);
        self::assertSame($isRead ? (string) $quantity : trim((string) $typed), $selection->shown(6));
        parse_str(http_build_query($selection->query()), $input);
        self::assertEquals($selection, Selection::fromInput($input));
    }

    public static function quantities(): array
    {
        $read = ['0' => 0, '' => 0, ' 2 ' => 2, '9999' => 9999, '007' => 7, '9 999' => 9999];
        $refused = ['99999999', '10000', '1.5', '1,5', '-2', '−2', 'abc', '1e3', '0x10', '2 pieces', '٣', 'NaN', '99999999999999999999'];
        $cases = [];
        foreach ($read as $typed => $quantity) {
            $cases["'{$typed}'"] = [(string) $typed, $quantity];
        }
        foreach ($refused as $typed) {
            $cases[$typed] = [$typed, null];
        }
        return $cases;
    }
}
