<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PlanBridge\Account\Checkout;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Tests\WholeAnswer;

require_once __DIR__ . '/Sample.php';

/** What owners read beside a plan of the list, before they choose one: the same that a quote of it would tell. */
final class BesideThePlanTest extends NetworkTestCase
{
    private const DOES_NOT_FIT = 'What you use now does not fit:';
    private const REFUSED = 'this change is refused until it fits';

    public function testMoreSitesThanAPlanAllowsAreSaidBesideIt(): void
    {
        $page = $this->page(['limits' => ['sites' => ['limit' => 1]]], ['sites_total' => 3]);

        self::assertStringContainsString('Sites: 3 used, 1 allowed, 2 have to go', $page);
        self::assertSame(1, substr_count($page, 'have to go'), 'told once, not of each site');
        self::assertStringContainsString(self::REFUSED, $page);
        self::assertStringNotContainsString('not known yet', $page);
    }

    public function testAsManySitesAsAPlanAllowsFitAndNobodyNeedMeasureThem(): void
    {
        $page = $this->page(['limits' => ['sites' => ['limit' => 3]]], ['sites_total' => 3]);

        self::assertStringNotContainsString(self::DOES_NOT_FIT, $page);
        self::assertStringNotContainsString('not known yet', $page);
    }

    public function testASiteIsHeldAgainstItsOwnValueWhereItHasOne(): void
    {
        $small = ['limits' => ['disk_space' => ['limit' => 100]]];
        $own = fn (int $limit): array => [['blog_ids' => [$this->blog('anna')], 'held' => ['disk_space' => ['limit' => $limit]], 'under' => ['4' => ['disk_space' => ['limit' => $limit]]]]];

        $higher = $this->page($small, [], ['own_sites' => $own(500)]);
        $lower = $this->page(['limits' => ['disk_space' => ['limit' => 1000]]], [], ['own_sites' => $own(50)]);

        self::assertSame([false, false], [str_contains($higher, self::DOES_NOT_FIT), str_contains($higher, self::REFUSED)]);
        self::assertStringContainsString('Disk space: 300 MB used, 50 MB allowed, 250 MB has to go', $lower);
        self::assertStringContainsString('300 MB used, 100 MB allowed', $this->page($small), 'without one it is held against the plan');
    }

    public function testASiteWhoseOwnValuesWereNotWorkedOutIsNotKnown(): void
    {
        $page = $this->page(['limits' => ['disk_space' => ['limit' => 100]]], [], ['own_untold' => [$this->blog('anna')]]);

        self::assertStringNotContainsString(self::DOES_NOT_FIT, $page);
        self::assertStringContainsString('What 1 site uses is not known yet', $page);
    }

    public function testAnOwnValueThatStaysNeedNotHaveBeenMeasured(): void
    {
        $same = ['disk_space' => ['limit' => 500]];
        $site = [['blog_ids' => [999_999], 'held' => $same, 'under' => ['4' => $same]]];
        $small = ['limits' => ['disk_space' => ['limit' => 400]]];

        self::assertStringContainsString('What 1 site uses is not known yet', $this->page($small, ['sites_total' => 2]));
        self::assertStringNotContainsString('not known yet', $this->page($small, ['sites_total' => 2], ['own_sites' => $site]));
    }

    public function testOnlyAChangeToLessIsSaidToBeRefused(): void
    {
        $page = $this->page(['limits' => ['disk_space' => ['limit' => 100]], 'kind' => 'upgrade']);

        self::assertStringContainsString(self::DOES_NOT_FIT, $page);
        self::assertStringNotContainsString(self::REFUSED, $page);
        self::assertStringContainsString('cannot add more until you are below the limit', $page);
    }

    /** The Change page of a membership with a site that uses 300 MB, beside one other plan. */
    private function page(array $plan, array $account = [], array $more = []): string
    {
        $price = ['period' => ['n' => 1, 'unit' => 'month'], 'amount' => Sample::money(900), 'effective' => null, 'due_now' => Sample::money(0), 'refusals' => []];
        $offers = static fn (int $id, string $kind, array $limits): array => ['product_id' => $id, 'name' => "Plan {$id}", 'is_current' => $id === 3, 'limits' => $limits, 'prices' => [['kind' => $kind] + $price]];
        $now = ['disk_space' => ['limit' => 1000], 'sites' => ['limit' => 5]];
        $answers = [
            'memberships/12/choices' => $more + [
                'membership_id' => 12, 'current' => ['plan_id' => 3, 'period' => null, 'addons' => [], 'limits' => $now], 'obstacle' => null,
                'plans' => [$offers(3, 'none', $now), $offers(4, $plan['kind'] ?? 'downgrade', $plan['limits'])], 'pending_elsewhere' => ['bills' => [], 'change' => null],
                'over' => ['disk_space' => 'refuse', 'sites' => 'refuse'], 'grace_days' => 0,
            ],
            'account' => Sample::account($account + ['sites' => [['blog_id' => $this->blog('anna')]], 'sites_total' => 1]),
        ];
        $this->actAs('anna', 'anna');
        $_GET = $_REQUEST = ['membership' => '12'];
        remove_all_filters('pre_http_request');
        add_filter('pre_http_request', static function (mixed $given, array $request, string $address) use ($answers): array {
            $asked = explode('/v1/', $address)[1];
            return ['response' => ['code' => 200], 'body' => wp_json_encode(WholeAnswer::of($request['method'], "/v1/{$asked}", $answers[strtok($asked, '?')]))];
        }, 10, 3);
        add_filter('pre_get_space_used', static fn (): int => 300);
        ob_start();
        (new Checkout())->render();
        return wp_specialchars_decode((string) ob_get_clean(), ENT_QUOTES);
    }
}
