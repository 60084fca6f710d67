<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Network\Products\Catalog;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Answers.php';
require_once __DIR__ . '/Sample.php';

/** A package's number for what a plan does not limit: the two plugins then hold members to different limits. */
final class ImposedTest extends NetworkTestCase
{
    use Answers;

    public function testWhatTheServiceFindsIsToldOfThePlanAndOfThePackageAndOfNoOther(): void
    {
        $this->actAs('admin');
        $products = [Sample::plan(['available_addons' => [5]]), Sample::plan(['id' => 5, 'name' => 'More', 'type' => 'package', 'available_addons' => []]), Sample::plan(['id' => 9, 'name' => 'Alone'])];
        $imposed = [['addon_id' => 5, 'plan_id' => 3, 'limit' => 'disk_space', 'number' => 500], ['addon_id' => 5, 'plan_id' => 3, 'limit' => 'post_types.page', 'number' => 1000]];
        $this->serviceAnswers(['GET /v1/network/products' => ['products' => $products, 'plan_groups' => [], 'imposed' => $imposed] + Sample::tables('products')]);
        $catalog = new Catalog();
        self::assertNull($catalog->error);

        $told = $catalog->imposed(3);

        self::assertStringStartsWith('“More” on “Premium”: the plan does not limit Disk space. Ultimate Multisite then allows 500 MB only', $told[0]);
        self::assertStringContainsString('does not limit Pages. Ultimate Multisite then allows 1,000 only', $told[1]);
        self::assertSame([$told, []], [$catalog->imposed(5), $catalog->imposed(9)]);
    }
}
