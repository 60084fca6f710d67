<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Network\Products\Catalog;
use PlanBridge\Network\Products\Imposed;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Answers.php';
require_once __DIR__ . '/Sample.php';

/** A package's number for what a plan does not limit: the two plugins then hold members to different limits. */
final class ImposedTest extends NetworkTestCase
{
    use Answers;

    private const PACKAGE = ['id' => 5, 'name' => 'More', 'type' => 'package', 'available_addons' => []];

    /**
     * @param array<string, mixed> $plan
     * @param array<string, mixed> $package
     * @dataProvider limits
     */
    #[DataProvider('limits')]
    public function testANumberIsToldWhereThePlanHasNoneAndNowhereElse(array $plan, array $package, array $told): void
    {
        $this->actAs('admin');
        $products = [Sample::plan(['limits' => $plan, 'available_addons' => [5]]), Sample::plan(['limits' => $package] + self::PACKAGE), Sample::plan(['id' => 9, 'name' => 'Alone', 'limits' => [], 'available_addons' => []])];
        $this->serviceAnswers(['GET /v1/network/products' => ['products' => $products, 'plan_groups' => []] + Sample::tables('products')]);
        $catalog = new Catalog();
        self::assertNull($catalog->error);

        foreach ([0, 1] as $at) {
            $sentences = Imposed::of($catalog, $catalog->products[$at]);
            self::assertCount(count($told), $sentences);
            foreach ($told as $i => $words) {
                self::assertStringContainsString($words, $sentences[$i]);
                self::assertStringContainsString('“More” on “Premium”', $sentences[$i]);
            }
        }
        self::assertSame([], Imposed::of($catalog, $catalog->products[2]), 'a plan that does not offer it');
    }

    /** @return array<string, array{0: array<string, mixed>, 1: array<string, mixed>, 2: list<string>}> */
    public static function limits(): array
    {
        $number = static fn (?int $number, bool $flag = false, ?string $unreadable = null): array => ['number' => $number, 'flag' => $flag, 'unreadable' => $unreadable];
        return [
            'no word of it on the plan' => [[], ['disk_space' => $number(500)], ['does not limit Disk space. Ultimate Multisite then allows 500 MB only']],
            'unlimited on the plan' => [['visits' => $number(null)], ['visits' => $number(1000)], ['does not limit Visits per month. Ultimate Multisite then allows 1,000 only']],
            'a post type' => [['post_types' => ['page' => $number(null)]], ['post_types' => ['page' => $number(7)]], ['does not limit Pages']],
            'both have a number' => [['disk_space' => $number(100)], ['disk_space' => $number(500)], []],
            'none is allowed on the plan' => [['post_types' => ['page' => $number(null, true)]], ['post_types' => ['page' => $number(7)]], []],
            'the plan’s cannot be read' => [['disk_space' => $number(null, false, 'many')], ['disk_space' => $number(500)], []],
            'the package makes it unlimited' => [[], ['disk_space' => $number(null, true)], []],
            'the package says nothing' => [[], ['disk_space' => $number(null)], []],
            'two of them' => [[], ['disk_space' => $number(1), 'sites' => $number(2)], ['Disk space', 'Sites']],
        ];
    }
}
