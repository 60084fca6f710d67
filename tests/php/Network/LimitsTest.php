<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Network\Problem;
use PlanBridge\Network\Products\LimitFields;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Sample.php';

/** The Limits tab reads what was meant; what it comes to among what is stored, the service decides. */
final class LimitsTest extends NetworkTestCase
{
    public function testWhatIsSaidStandsInTheFields(): void
    {
        $said = static fn (?int $number, bool $flag = false, ?string $unreadable = null): array => ['number' => $number, 'flag' => $flag, 'unreadable' => $unreadable];

        $shown = LimitFields::show(['disk_space' => $said(500), 'visits' => $said(null), 'domain_mapping' => $said(null, true), 'sites' => $said(null, false, '5 GB'),
            'users' => ['editor' => $said(2), 'flag' => $said(null, true)]]);

        self::assertSame(['number' => '500', 'flag' => ''], $shown['disk_space']);
        self::assertSame(['number' => '', 'flag' => ''], $shown['visits']);
        self::assertSame(['number' => '', 'flag' => '1'], $shown['domain_mapping']);
        self::assertSame(['number' => '5 GB', 'flag' => ''], $shown['sites'], 'what cannot be read stands in the field');
        self::assertSame(['number' => '2', 'flag' => ''], $shown['users']['editor']);
        self::assertSame(['number' => '', 'flag' => '1'], $shown['users']['flag'], 'a role may be called as a field is');
    }

    public function testNumbersAreReadAsPeopleTypeThem(): void
    {
        [$read, $problems] = $this->read(['disk_space' => ['number' => '1 000'], 'post_types' => ['post' => ['number' => '50'], 'page' => ['number' => '', 'flag' => '1']]]);

        self::assertSame(['number' => 1000, 'flag' => false], $read['disk_space']);
        self::assertSame(['post' => ['number' => 50, 'flag' => false], 'page' => ['number' => null, 'flag' => true]], $read['post_types']);
        self::assertSame([], $problems);
    }

    public function testALimitWithoutFieldsIsNotSent(): void
    {
        [$read] = $this->read(['visits' => ['number' => '']]);

        self::assertSame(['visits' => ['number' => null, 'flag' => false]], $read);
    }

    public function testZeroIsRefusedWhereNoneCannotBe(): void
    {
        [$read, $problems] = $this->read(['post_types' => ['post' => ['number' => '0']], 'disk_space' => ['number' => '0']]);

        self::assertSame(['post' => ['number' => 0, 'flag' => false]], $read['post_types']);
        self::assertEquals(['limits.disk_space' => new Problem('zero_would_be_unlimited')], $problems);
    }

    public function testANumberBesideATickIsRefused(): void
    {
        [, $onPlan] = $this->read(['domain_mapping' => ['number' => '2', 'flag' => '1']]);
        [, $onPackage] = $this->read(['visits' => ['number' => '2', 'flag' => '1']], true);

        self::assertEquals(['limits.domain_mapping' => new Problem('number_and_not_allowed')], $onPlan);
        self::assertEquals(['limits.visits' => new Problem('number_and_unlimited')], $onPackage);
    }

    public function testWhatIsNoNumberIsRefused(): void
    {
        [, $problems] = $this->read(['sites' => ['number' => '5 GB'], 'users' => ['editor' => ['number' => '99999999999']]]);

        self::assertSame(['not_a_whole_number', 'out_of_range'], array_values(array_map(static fn (Problem $problem): string => $problem->code, $problems)));
    }

    public function testAPostTypeCanBeNamedByItsKey(): void
    {
        [$read, $problems] = $this->read(['post_types' => ['new' => ['key' => 'product', 'number' => '20']], 'users' => ['new' => ['key' => '', 'number' => '']]]);

        self::assertSame(['product' => ['number' => 20, 'flag' => false]], $read['post_types']);
        self::assertSame([[], false], [$problems, isset($read['users'])]);
    }

    public function testAKeyWithOtherCharactersIsRefused(): void
    {
        [$read, $problems] = $this->read(['users' => ['new' => ['key' => 'shop boss', 'number' => '1']]]);

        self::assertSame([], $read);
        self::assertSame('not_a_key', $problems['limits.users.new']->code);
    }

    public function testEachLimitOfTheServiceHasItsRowAndANewOneIsCalledByItsName(): void
    {
        $limits = [...Sample::tables('products')['limits'], ['name' => 'mail_boxes', 'of' => '', 'may_be_refused' => true]];

        [$numbers, $posts, $users] = LimitFields::tables(['mail_boxes' => ['number' => '3', 'flag' => ''], 'post_types' => ['book' => ['number' => '7']]], $limits, false);

        self::assertSame(['Disk space (MB)', 'Visits per month', 'Sites', 'Own domains', 'Mail boxes'], array_column($numbers['rows'], 'label'));
        self::assertSame([false, false, false, true, true], array_column($numbers['rows'], 'flaggable'));
        self::assertSame('3', end($numbers['rows'])['number']);
        self::assertContains('book', array_column($posts['rows'], 'key'), 'what the product names already has a row');
        self::assertContains('Editor', array_column($users['rows'], 'label'));
        self::assertSame('limits[users][new]', end($users['rows'])['input']);
    }

    /** @return array{0: array<string, mixed>, 1: array<string, Problem>} */
    private function read(array $typed, bool $adds = false): array
    {
        return LimitFields::read($typed, Sample::tables('products')['limits'], 2147483647, $adds);
    }
}
