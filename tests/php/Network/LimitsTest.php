<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Network\Fields;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Sample.php';
require_once __DIR__ . '/Answers.php';

/** The Limits tab: a row for each limit of the service, and for each post type and role. */
final class LimitsTest extends NetworkTestCase
{
    use Answers;

    protected function setUp(): void
    {
        parent::setUp();
        $this->actAs('admin');
    }

    public function testEachLimitOfTheServiceHasItsRowAndANewOneIsCalledByItsName(): void
    {
        $limits = [...Sample::tables('products')['limits'], ['name' => 'mail_boxes', 'of' => '', 'may_be_refused' => true]];

        $shown = ['mail_boxes' => ['number' => '3', 'flag' => ''], 'post_types' => ['book' => ['number' => '7']]];
        $this->serviceAnswers(['POST /v1/network/products/form' => Sample::form('products', ['limits' => $shown])]);

        [$numbers, $posts, $users] = Fields::of('products', Sample::tables('products')['fields'], [])->limits($limits, false);

        self::assertSame(['Disk space (MB)', 'Visits per month', 'Sites', 'Own domains', 'Mail boxes'], array_column($numbers['rows'], 'label'));
        self::assertSame([false, false, false, true, true], array_column($numbers['rows'], 'flaggable'));
        self::assertSame('3', end($numbers['rows'])['number']);
        self::assertContains('book', array_column($posts['rows'], 'key'), 'what the product names already has a row');
        self::assertContains('Editor', array_column($users['rows'], 'label'));
        self::assertSame('limits[users][new]', end($users['rows'])['input']);
    }
}
