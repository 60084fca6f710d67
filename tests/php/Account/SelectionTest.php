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

        self::assertSame([3, ['n' => 1, 'unit' => 'month'], [6 => '2', 7 => '0']], [$selection->planId, $selection->period, $selection->addons]);
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
        $selection = new Selection(3, null, [6 => '2']);

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

    public function testWhatIsTypedIsSentAndShownAsItIsForTheServiceToRead(): void
    {
        $selection = Selection::fromInput(['offer' => '3:1-month', 'addons' => ['3' => ['6' => ' 1,5 ', '7' => ['x'], 'x' => '1', '8' => '']]]);

        self::assertSame([[6 => '1,5', 8 => ''], '1,5', '0'], [$selection->addons, $selection->shown(6), $selection->shown(7)]);
        parse_str(http_build_query($selection->query()), $input);
        self::assertEquals($selection, Selection::fromInput($input));
    }
}
