<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Flash;
use PlanBridge\Network\Memberships;
use PlanBridge\Network\Screens;
use PlanBridge\Tests\NetworkTestCase;
use RuntimeException;

require_once __DIR__ . '/Answers.php';

/** The list of memberships: who bills each, what was written elsewhere, and moving some or all of them. */
final class MovesTest extends NetworkTestCase
{
    use Answers;

    private const LIST = 'GET /v1/network/memberships?per_page=20';
    private const RUN = ['id' => 'a', 'direction' => 'take_over', 'total' => 12000, 'done' => 4000, 'unchanged' => 1, 'refused' => 2,
        'refusals' => [['membership_id' => 4, 'code' => 'not_running']], 'created_at' => '2026-01-10T10:00:00Z', 'finished_at' => null];

    protected function setUp(): void
    {
        parent::setUp();
        $this->asked = [];
        $this->actAs('admin');
        Flash::take();
    }

    protected function tearDown(): void
    {
        unset($_SERVER['REQUEST_METHOD']);
        parent::tearDown();
    }

    public function testTheListSaysWhoBillsEachAndMarksWhatWasWrittenElsewhere(): void
    {
        $this->serviceAnswers([self::LIST => self::page([self::membership(7, 'ours', 'accepted'), self::membership(6, 'at_a_provider')]), 'GET /v1/network/ownership' => ['run' => null]]);

        $page = $this->shown(new Memberships());

        self::assertMatchesRegularExpression('/#7.*Plan Bridge.*Written elsewhere.*It was taken as a decision.*I have looked at it.*#6.*A provider’s subscription/s', $page);
        self::assertSame(1, substr_count($page, 'value="seen"'));
        self::assertStringContainsString('name="memberships[]" value="7" form="pb-moves"', $page);
        self::assertStringNotContainsString('id="pb-run"', $page);
    }

    public function testARowSaysItsSiteItsNextBillAndWhatIsOrdered(): void
    {
        $money = ['amount_minor' => 9900, 'currency' => 'SEK', 'formatted' => 'SEK 99.00'];
        $row = ['site' => ['blog_id' => 3, 'domain' => 'net.test', 'path' => '/a&b/'], 'sites' => 3, 'next_bill' => ['at' => '2026-02-01T00:00:00Z', 'amount' => $money],
            'open_order' => ['kind' => 'upgrade', 'status' => 'awaiting_payment', 'due' => $money]] + self::membership(7);
        $this->serviceAnswers([self::LIST => ['words_percent' => 40, 'is_short' => true] + self::page([$row, self::membership(6)]), 'GET /v1/network/ownership' => ['run' => null]]);

        $page = $this->shown(new Memberships());

        self::assertMatchesRegularExpression('/plan-bridge-site[^"]*id=3">net.test\/a&amp;b<\/a>.*and 2 more sites.*SEK 99\.00.*Upgrade.*SEK 99\.00/s', $page);
        self::assertStringContainsString('found for 40% of the memberships', $page);
        self::assertStringContainsString('Few memberships fit', $page);
        self::assertMatchesRegularExpression('/All <span class="count">\(10,000\+\).*Plan Bridge <span class="count">\(3\)/s', $page);
        self::assertStringContainsString('<option value="5">More space</option>', $page);
    }

    public function testAStateInTheReadersWordsIsAskedForByItsOwnName(): void
    {
        $_GET = ['search' => 'anna ON HOLD', 'state' => 'no state', 'orderby' => 'next_bill', 'product' => '5'];
        $this->serviceAnswers(['GET /v1/network/memberships?search=anna%20state%3Aon-hold&product=5&order=next_bill&per_page=20' => self::page([]), 'GET /v1/network/ownership' => ['run' => null]]);

        self::assertStringContainsString('value="anna ON HOLD"', $this->shown(new Memberships()));
    }

    public function testFilterAndPageStandInTheAddressesOfTheNeighbours(): void
    {
        $_GET = ['which' => 'ours', 'start' => '40', 'search' => 'a&b'];
        $this->serviceAnswers(['GET /v1/network/memberships?start=40&search=a%26b&which=ours&per_page=20' => self::page([self::membership(7)], 40, 5), 'GET /v1/network/ownership' => ['run' => null]]);

        $page = $this->shown(new Memberships());

        self::assertStringContainsString('above=40&#038;search=a%26b&#038;which=ours', $page);
        self::assertStringContainsString('start=5&#038;search=a%26b&#038;which=ours', $page);
    }

    public function testWhatIsNoFilterAndNoKeyIsNotAskedFor(): void
    {
        $_GET = ['which' => 'nobody', 'start' => "1' OR 1", 'above' => ['3']];
        $this->serviceAnswers([self::LIST => self::page([]), 'GET /v1/network/ownership' => ['run' => null]]);

        self::assertStringContainsString('No memberships found.', $this->shown(new Memberships()));
    }

    public function testHowFarItHasComeStandsAboveTheListAndIsLookedAtAgain(): void
    {
        $this->serviceAnswers([self::LIST => self::page([]), 'GET /v1/network/ownership' => ['run' => self::RUN]]);

        $page = $this->shown(new Memberships());

        self::assertStringContainsString('4,003 of 12,000: 4,000 moved, 1 billed that way before, 2 refused.', $page);
        self::assertMatchesRegularExpression('/data-pb-watch.*max="12000" value="4003"/s', $page);
        self::assertMatchesRegularExpression('/#4<\/a> It is cancelled, expired or not paid yet.*The first 1 are named/s', $page);
    }

    public function testWhatARunCameToIsToldForADayAndNoLonger(): void
    {
        $this->serviceAnswers([self::LIST => self::page([]), 'GET /v1/network/ownership' => ['run' => ['finished_at' => gmdate('Y-m-d\TH:i:s\Z', time() - 3600)] + self::RUN]]);
        $page = $this->shown(new Memberships());
        self::assertStringContainsString('Finished: 4,000 moved', $page);
        self::assertStringNotContainsString('data-pb-watch', $page);

        remove_all_filters('pre_http_request');
        $this->serviceAnswers([self::LIST => self::page([]), 'GET /v1/network/ownership' => ['run' => ['finished_at' => gmdate('Y-m-d\TH:i:s\Z', time() - 90000)] + self::RUN]]);
        self::assertStringNotContainsString('Finished', $this->shown(new Memberships()));
    }

    public function testBeforeAnythingIsMovedItIsSaidWhatItComesTo(): void
    {
        $_GET = ['move' => 'take_over', 'memberships' => ['4', '2', 'x', '2']];
        $refused = ['refusal' => 'not_running'] + self::forecast(4);
        $this->serviceAnswers(['GET /v1/network/ownership/forecast?direction=take_over&chosen=4%2C2' => ['direction' => 'take_over', 'forecasts' => [self::forecast(2), $refused], 'total' => 2, 'next_after' => null]]);

        $page = $this->shown(new Memberships());

        self::assertSame(['GET'], array_column($this->asked, 'method'));
        self::assertMatchesRegularExpression('/#2.*The next bill is SEK 99.00.*#4.*It is cancelled, expired or not paid yet/s', $page);
        self::assertMatchesRegularExpression('/name="memberships" value="4,2".*name="pb_act" value="move"/s', $page);
        self::assertStringNotContainsString('type="checkbox" required', $page);
    }

    public function testAllIsSaidToBeAllAndShownAPageAtATime(): void
    {
        $_GET = ['move' => 'take_over_all'];
        $this->serviceAnswers(['GET /v1/network/ownership/forecast?direction=take_over' => ['direction' => 'take_over', 'forecasts' => [self::forecast(2)], 'total' => 30000, 'next_after' => 2]]);

        $page = $this->shown(new Memberships());

        self::assertStringContainsString('I mean all memberships of the network that can be moved (30,000)', $page);
        self::assertStringContainsString('move=take_over_all&#038;after=2', $page);
        self::assertStringContainsString('name="memberships" value="all"', $page);
    }

    public function testWithoutATickTheListIsShownAndSaysSo(): void
    {
        $_GET = ['move' => 'take_over'];
        $this->serviceAnswers([self::LIST => self::page([]), 'GET /v1/network/ownership' => ['run' => null]]);

        self::assertStringContainsString('Please tick the memberships first', $this->shown(new Memberships()));
    }

    public function testWithoutUltimateMultisiteNothingIsHandedBack(): void
    {
        $this->serviceAnswers([self::LIST => self::page([]), 'GET /v1/network/ownership' => ['run' => null]]);

        self::assertStringNotContainsString('hand_back', $this->shown(new Memberships()));
    }

    public function testTheButtonBeginsTheRunAndAnExpiredFormDoesNot(): void
    {
        $this->serviceAnswers(['POST /v1/network/ownership' => ['run' => self::RUN]]);

        $this->sends('move', 'move_take_over', ['direction' => 'take_over', 'memberships' => '4,2']);
        $this->sends('move', 'move_take_over', ['direction' => 'take_over', 'memberships' => 'all']);
        self::assertSame([['direction' => 'take_over', 'memberships' => [4, 2]], ['direction' => 'take_over', 'memberships' => null]], array_column($this->asked, 'body'));
        self::assertSame(['moving_take_over'], array_column(Flash::take(), 'code'));

        $this->asked = [];
        $this->sends('move', 'move_hand_back', ['direction' => 'take_over', 'memberships' => 'all']);
        $this->sends('move', 'move_take_over', ['direction' => 'take_over', 'memberships' => '']);
        self::assertSame([], $this->asked);
        self::assertSame(['form_expired'], array_column(Flash::take(), 'code'));
    }

    public function testWhatWasLookedAtIsNotedForThatMembershipAlone(): void
    {
        $this->serviceAnswers(['POST /v1/network/memberships/7/looked-at' => ['membership_id' => 7, 'was_open' => true]]);

        $this->sends('seen', 'seen_7', ['membership' => '7']);
        self::assertSame(['edit_looked_at'], array_column(Flash::take(), 'code'));

        $this->asked = [];
        $this->sends('seen', 'seen_7', ['membership' => '8']);
        self::assertSame([], $this->asked);
    }

    /** @param array<string, string> $fields */
    private function sends(string $act, string $form, array $fields): void
    {
        add_filter('wp_redirect', static fn (string $address): never => throw new RuntimeException($address), PHP_INT_MIN);
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = $fields + [Screens::ACT => $act, '_wpnonce' => wp_create_nonce(Screens::nonce($form))];
        try {
            (new Memberships())->load();
        } catch (RuntimeException) {
            $_POST = [];
        }
    }

    private static function page(array $memberships, ?int $newer = null, ?int $older = null): array
    {
        $counts = [['name' => 'all', 'found' => 10000, 'has_more' => true], ['name' => 'ours', 'found' => 3, 'has_more' => false]];
        return ['memberships' => $memberships, 'newer' => $newer === null ? null : (string) $newer, 'older' => $older === null ? null : (string) $older, 'is_short' => false, 'words_percent' => null,
            'counts' => $counts, 'products' => [['id' => 5, 'name' => 'More space', 'type' => 'package']]];
    }

    private static function membership(int $id, string $owner = 'elsewhere', ?string $edited = null): array
    {
        return ['id' => $id, 'customer_id' => 1, 'user_id' => 1, 'user_login' => 'x', 'plan_id' => 2, 'plan_name' => 'Basic', 'status' => 'active', 'term_end' => null,
            'beyond_term' => null, 'owner' => $owner, 'edited_elsewhere' => $edited, 'paused_at' => null, 'site' => null, 'sites' => 0, 'next_bill' => null, 'open_order' => null];
    }

    private static function forecast(int $id): array
    {
        return ['membership_id' => $id, 'user_id' => 1, 'owner' => 'elsewhere', 'plan_id' => 2, 'plan_name' => 'Basic', 'gateway' => 'manual', 'gateway_after' => 'bridge',
            'bill' => ['amount_minor' => 9900, 'currency' => 'SEK', 'formatted' => 'SEK 99.00'], 'bill_on' => '2026-02-01T00:00:00Z', 'cancelled_bills' => [],
            'replaced_change_at' => null, 'ended_order' => null, 'notes' => [], 'unchanged' => false, 'refusal' => null];
    }
}
