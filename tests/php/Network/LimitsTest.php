<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\TestCase;
use PlanBridge\Network\Input\Problem;
use PlanBridge\Network\Limits\Meaning;
use PlanBridge\Network\Product\LimitFields;

/** The Limits tab writes what was meant and leaves alone what it does not know. */
final class LimitsTest extends TestCase
{
    public function testAStoredNumberSaysWhatTheServiceReadsInIt(): void
    {
        $vectors = json_decode((string) file_get_contents(dirname(__DIR__, 2) . '/vectors/limits/numbers.json'), true)['numbers'];
        foreach ($vectors as [$stored, $expected]) {
            $meaning = Meaning::ofNumber($stored);
            $read = match ($meaning->kind) {
                Meaning::UNSET => 'unsaid',
                Meaning::NUMBER => $meaning->number,
                default => $meaning->kind,
            };

            self::assertSame($expected, $read, (string) json_encode($stored));
        }
    }

    public function testWhatCannotBeReadStandsInTheFieldAndCannotBeSaved(): void
    {
        $shown = Meaning::ofNumber('5 GB')->show(false);

        self::assertSame('5 GB', $shown['number']);
        self::assertInstanceOf(Problem::class, Meaning::read($shown, false, false));
    }

    private const PLAN = [
        'disk_space' => ['enabled' => true, 'limit' => '500'],
        'visits' => ['enabled' => false, 'limit' => '10000'],
        'domain_mapping' => ['enabled' => true, 'limit' => false, 'mode' => 'default'],
        'post_types' => ['enabled' => true, 'limit' => [
            'post' => ['enabled' => true, 'number' => '50', 'seen' => 'by another tool'],
            'page' => ['enabled' => false, 'number' => '5'],
            'event' => ['enabled' => true, 'number' => ''],
        ]],
        'users' => ['enabled' => false, 'limit' => ['editor' => ['enabled' => false, 'number' => '2']]],
        'plugins' => ['enabled' => false, 'limit' => ['akismet/akismet.php' => ['behavior' => 'force_active']]],
        'from_another_tool' => ['x' => 1.5],
    ];

    public function testShowsWhatAPlanAllows(): void
    {
        $fields = LimitFields::of(self::PLAN, false);

        self::assertSame(['number' => '500', 'flag' => ''], $fields['disk_space']);
        self::assertSame(['number' => '', 'flag' => ''], $fields['visits'], 'a module that is off limits nothing');
        self::assertSame(['number' => '', 'flag' => '1'], $fields['domain_mapping']);
        self::assertSame(['number' => '50', 'flag' => ''], $fields['post_types']['post']);
        self::assertSame(['number' => '', 'flag' => '1'], $fields['post_types']['page']);
        self::assertSame(['number' => '', 'flag' => ''], $fields['post_types']['event']);
        self::assertSame(['number' => '', 'flag' => ''], $fields['users']['editor']);
    }

    public function testSavingWithoutTouchingAnythingChangesNothing(): void
    {
        [$written, $problems] = LimitFields::write(LimitFields::of(self::PLAN, false), self::PLAN, false);

        self::assertSame(self::PLAN, $written);
        self::assertSame([], $problems);
    }

    public function testAChangedNumberIsWrittenAsTheTablesHoldItAndNothingElseMoves(): void
    {
        $fields = LimitFields::of(self::PLAN, false);
        $fields['post_types']['post']['number'] = '1 000';
        $expected = self::PLAN;
        $expected['post_types']['limit']['post']['number'] = '1000';

        [$written] = LimitFields::write($fields, self::PLAN, false);

        self::assertEquals($expected, $written);
        self::assertSame('1000', $written['post_types']['limit']['post']['number']);
        self::assertSame('by another tool', $written['post_types']['limit']['post']['seen']);
    }

    public function testAModuleThatWasOffBeginsToHoldOnlyAsTheFormShowedIt(): void
    {
        $fields = LimitFields::of(self::PLAN, false);
        $fields['users']['author'] = ['number' => '3', 'flag' => ''];

        [$written] = LimitFields::write($fields, self::PLAN, false);

        $expected = ['editor' => ['enabled' => true, 'number' => ''], 'author' => ['enabled' => true, 'number' => '3']];
        self::assertTrue($written['users']['enabled']);
        self::assertEquals($expected, $written['users']['limit'], 'the editors that were shown as unlimited stay so');
    }

    public function testZeroMeansNoneWhereNoneCanBeAndIsRefusedElsewhere(): void
    {
        $fields = LimitFields::of(self::PLAN, false);
        $fields['post_types']['post'] = ['number' => '0', 'flag' => ''];
        $fields['disk_space'] = ['number' => '0', 'flag' => ''];

        [$written, $problems] = LimitFields::write($fields, self::PLAN, false);

        self::assertFalse($written['post_types']['limit']['post']['enabled']);
        self::assertEquals(['limits.disk_space' => new Problem('zero_would_be_unlimited')], $problems);
        self::assertSame('500', $written['disk_space']['limit'], 'stored, 0 would be unlimited');
    }

    public function testAPackageSaysUnlimitedWithItsTickBoxAndNothingWithEmptyFields(): void
    {
        $stored = ['visits' => ['enabled' => true, 'limit' => '100'], 'disk_space' => ['limit' => '250']];
        $fields = LimitFields::of($stored, true);

        self::assertSame(['number' => '250', 'flag' => ''], $fields['disk_space'], 'what adds need not say enabled');
        $fields['visits'] = ['number' => '', 'flag' => '1'];
        $fields['disk_space'] = ['number' => '', 'flag' => ''];

        [$written] = LimitFields::write($fields, $stored, true);

        self::assertSame(['visits' => ['enabled' => true, 'limit' => '']], $written);
    }

    public function testANumberBesideATickIsRefused(): void
    {
        [, $onPlan] = LimitFields::write(['domain_mapping' => ['number' => '2', 'flag' => '1']], [], false);
        [, $onPackage] = LimitFields::write(['visits' => ['number' => '2', 'flag' => '1']], [], true);

        self::assertEquals(['limits.domain_mapping' => new Problem('number_and_not_allowed')], $onPlan);
        self::assertEquals(['limits.visits' => new Problem('number_and_unlimited')], $onPackage);
    }

    public function testAPostTypeCanBeNamedByItsKey(): void
    {
        $fields = ['post_types' => ['new' => ['key' => 'product', 'number' => '20']]];

        [$written, $problems] = LimitFields::write($fields, [], false);

        self::assertSame(['post_types' => ['enabled' => true, 'limit' => ['product' => ['enabled' => true, 'number' => '20']]]], $written);
        self::assertSame([], $problems);
    }

    public function testAKeyWithOtherCharactersIsRefused(): void
    {
        [$written, $problems] = LimitFields::write(['users' => ['new' => ['key' => 'shop boss', 'number' => '1']]], [], false);

        self::assertSame([], $written);
        self::assertSame('not_a_key', $problems['limits.users.new']->code);
    }
}
