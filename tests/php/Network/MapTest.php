<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Network\PlanMap;
use PlanBridge\Network\Products\ProductPage;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\View;

require_once __DIR__ . '/Sample.php';
require_once __DIR__ . '/Answers.php';

/** The map of plans: on the tab of a plan as edited, and on a page of its own as saved. */
final class MapTest extends NetworkTestCase
{
    use Answers;

    private const FREE = ['plan_id' => 1, 'name' => 'Free', 'group' => 'High End', 'active' => true];
    private const PREMIUM = ['plan_id' => 3, 'name' => 'Premium', 'group' => 'High End', 'active' => false];
    private const NOW = ['allowed' => true, 'effective' => 'now', 'refusals' => [], 'changed' => false];
    private const LATER = ['allowed' => true, 'effective' => 'term_end', 'refusals' => [], 'changed' => false];
    private const NO = ['allowed' => false, 'effective' => null, 'refusals' => [['code' => 'direction', 'params' => []]], 'changed' => true];

    protected function setUp(): void
    {
        parent::setUp();
        $this->actAs('admin');
    }

    public function testEachCellHasASignAndWords(): void
    {
        $page = View::text('network/plan-map', ['own' => 3, 'id' => 'm', 'caption' => ''] + $this->map([[null, self::NOW], [self::NO, null]]));

        preg_match_all('/<td class="pb-map-([a-z]+)( pb-map-changed)?">\s*<span[^>]*>(.)<\/span>\s*<span[^>]*>([^<]*)</u', $page, $cells, PREG_SET_ORDER);
        self::assertSame([
            ['same', '', '–', 'The plan itself'],
            ['now', '', '✓', 'At once'],
            ['no', ' pb-map-changed', '✕', 'the direction rule of the plan that is left'],
            ['same', '', '–', 'The plan itself'],
        ], array_map(static fn (array $cell): array => array_slice($cell, 1), $cells));
        self::assertSame(2, substr_count($page, '<th scope="col" class="pb-map-own"') + substr_count($page, '<th scope="row" class="pb-map-own"'));
    }

    public function testTheMapIsATableWithHeadsInARegionThatTheKeyboardReaches(): void
    {
        $page = View::text('network/plan-map', ['own' => 3, 'id' => 'm', 'caption' => 'A <map>'] + $this->map([[null, self::LATER], [self::NO, null]]));

        self::assertStringContainsString('role="region" tabindex="0" aria-labelledby="m"', $page);
        self::assertStringContainsString('A &lt;map&gt;', $page);
        self::assertSame(3, substr_count($page, 'scope="col"'));
        self::assertSame(2, substr_count($page, 'scope="row"'));
        self::assertStringContainsString('At the end of the term', $page);
        self::assertSame(1, substr_count($page, '(changed)'));
        self::assertSame(2, substr_count($page, 'this plan'));
        self::assertSame(2, substr_count($page, 'not active'));
    }

    public function testWhatAnEditChangesIsSaidPairByPair(): void
    {
        $pair = static fn (string $what, ?array $before, array $after): array => ['what' => $what, 'from' => self::FREE, 'to' => self::PREMIUM, 'before' => $before, 'after' => $after];
        $trap = ['code' => 'plan_nobody_can_leave', 'params' => ['group' => '', 'product_ids' => [1], 'period' => null]];

        $effects = PlanMap::effects([
            'pairs' => [$pair('opens', self::NO, self::NOW), $pair('closes', self::NOW, self::NO), $pair('timing', self::NOW, self::LATER), $pair('timing', self::LATER, self::NOW)],
            'pairs_total' => 9,
            'traps_new' => [['code' => 'group_of_one', 'params' => ['group' => 'High End', 'product_ids' => [1], 'period' => null]]],
            'traps_gone' => [$trap],
        ], [1 => 'Free']);

        self::assertSame([
            'From Free to Premium: becomes possible, at once',
            'From Free to Premium: no longer possible (the direction rule of the plan that is left)',
            'From Free to Premium: at the end of the term instead of at once',
            'From Free to Premium: at once instead of at the end of the term',
        ], array_column($effects['pairs'], 'text'));
        self::assertSame(5, $effects['more']);
        self::assertStringContainsString('High End', $effects['new'][0]);
        self::assertSame(['Nobody can leave Free for another plan.'], $effects['gone']);
        self::assertStringStartsWith('Ways between plans that your edit changes: 9. The plan group', PlanMap::status(['error' => null, 'effects' => $effects]));
    }

    public function testTheTabShowsMapAndEffectsOfWhatIsTyped(): void
    {
        $this->serviceAnswers([
            'GET /v1/network/products' => ['products' => [Sample::plan()], 'plan_groups' => []] + Sample::tables('products'),
            'POST /v1/network/products/form' => Sample::form('products', [], ['value' => ['name' => 'Premium', 'plan_group' => 'High End']]),
            'POST /v1/network/products/3/paths' => [
                'map' => $this->map([[null, self::NOW], [self::NO, null]]),
                'effects' => ['pairs' => [['what' => 'opens', 'from' => self::FREE, 'to' => self::PREMIUM, 'before' => null, 'after' => self::NOW]],
                    'pairs_total' => 1, 'traps_new' => [], 'traps_gone' => []],
            ],
        ]);
        $_GET = ['id' => '3'];

        $page = $this->shown(new ProductPage());

        self::assertStringContainsString('What your edit changes', $page);
        self::assertStringContainsString('From Free to Premium: becomes possible, at once', $page);
        self::assertStringContainsString('in the plan group “High End”, as edited', $page);
        self::assertMatchesRegularExpression('/id="pb-paths-status" role="status"/', $page);
    }

    public function testTheWholeMapIsAskedForByPagesOfRowsAndColumns(): void
    {
        $this->serviceAnswers([
            'GET /v1/network/plan-map?which=group&group=High+End&rows=2&columns=1' => ['map' => ['total' => 45] + $this->map([[null, self::NOW], [self::NO, null]]),
                'page_size' => 20, 'plan_groups' => ['High End'], 'warnings' => []],
        ]);
        $_GET = ['shown' => 'group:High End', 'rows' => '2'];

        $page = $this->shown(new PlanMap());

        self::assertStringContainsString('Page 2 of 3', $page);
        self::assertStringContainsString('Page 1 of 3', $page);
        self::assertStringContainsString('rows=3&#038;shown=group', $page);
        self::assertMatchesRegularExpression('/columns=2&#038;shown=group[^"]*&#038;rows=2/', $page);
        self::assertMatchesRegularExpression("/value=\"group:High End\" selected='selected'/", $page);
    }

    public function testAMapThatCannotBeReadSaysSo(): void
    {
        $this->serviceAnswers([]);

        self::assertStringContainsString('cannot be reached', $this->shown(new PlanMap()));
    }

    /**
     * @param list<list<array<string, mixed>|null>> $cells
     * @return array<string, mixed>
     */
    private function map(array $cells): array
    {
        return ['rows' => [self::FREE, self::PREMIUM], 'columns' => [self::FREE, self::PREMIUM], 'cells' => $cells, 'total' => 2, 'first_row' => 0, 'first_column' => 0];
    }
}
