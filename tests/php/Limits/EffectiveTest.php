<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Limits\Effective;
use PlanBridge\Limits\Said;
use PlanBridge\Tests\NetworkTestCase;

/** What is said of limits adds up as the service adds it up; what is spoilt says nothing. */
final class EffectiveTest extends NetworkTestCase
{
    /** @return iterable<string, array{array<string, mixed>}> */
    public static function cases(): iterable
    {
        $file = dirname(__DIR__, 2) . '/vectors/limits/added_up.json';
        foreach (json_decode((string) file_get_contents($file), true)['cases'] as $case) {
            yield $case['name'] => [$case];
        }
    }

    /** @dataProvider cases */
    #[DataProvider('cases')]
    public function testWhatIsSaidAddsUpToTheLimitsOfTheVectors(array $case): void
    {
        $said = $case['said'];
        $packages = array_map(static fn (array $package): array => [Said::read($package[0]), $package[1]], $said['packages']);
        $own = array_map(Said::read(...), array_values(array_filter([$said['membership'], $said['site']], 'is_string')));

        self::assertEquals($case['limits'], Effective::limits(Said::read($said['plan']), $packages, $own));
    }

    /** @return iterable<string, array{array<string, mixed>}> */
    public static function graces(): iterable
    {
        $file = dirname(__DIR__, 2) . '/vectors/limits/grace.json';
        foreach (json_decode((string) file_get_contents($file), true)['cases'] as $case) {
            yield $case['name'] => [$case];
        }
    }

    /** @dataProvider graces */
    #[DataProvider('graces')]
    public function testInDaysOfGraceWhatHeldBeforeGoesOnWhereItIsMore(array $case): void
    {
        self::assertEquals($case['holds'], Effective::withGrace($case['limits'], $case['grace']));
    }

    /** @return iterable<string, array{string}> */
    public static function spoilt(): iterable
    {
        $texts = [
            '', 'null', '[]', '{}', '{"v":2}', '{"v":true}', '{"v":"1"}', '{"v":1', '{"v":1,"disk_space":null}', '{"v":1,"disk_space":[true,true]}',
            '{"v":1,"disk_space":[true,true,"5"]}', '{"v":1,"disk_space":[true,true,-1]}', '{"v":1,"disk_space":[true,true,5.0]}',
            '{"v":1,"disk_space":[true,true,true]}', '{"v":1,"disk_space":[1,true,5]}', '{"v":1,"disk_space":[true,false,5]}',
            '{"v":1,"disk_space":{"0":true,"2":true,"1":5}}', '{"v":1,"users":[true,true,null]}', '{"v":1,"users":[true,true,{"editor":5}]}',
            '{"v":1,"plugins":5}', '{"v":1,"plugins":{"a.php":{"behavior":5}}}', '{"v":1,"site_templates":[true,5,{}]}',
            '{"v":1,"customer_user_role":5}', '{"v":1,"hide_credits":"1"}', '{"v":1,"disk_space":[true,true,99999999999999999999]}',
            str_repeat('[', 1000),
        ];
        foreach ($texts as $text) {
            yield substr($text, 0, 60) => [$text];
        }
    }

    /** @dataProvider spoilt */
    #[DataProvider('spoilt')]
    public function testASpoiltTextIsNeverReadAsSayingNothing(string $text): void
    {
        self::assertNull(Said::read($text));
    }

    public function testAModuleOfALaterVersionIsPassedOver(): void
    {
        self::assertSame(['disk_space' => ['limit' => 5]], Effective::limits(Said::read('{"disk_space":[true,true,5],"of_later":[[1]],"v":1}')));
    }
}
