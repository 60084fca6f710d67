<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Limits\ClosedSite;
use PlanBridge\Network\MembershipPage;
use PlanBridge\Network\Memberships;
use PlanBridge\Network\Screens;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\View;

require_once __DIR__ . '/Answers.php';

/** A membership is paused from its own page, shown first, and goes on from there. */
final class PauseTest extends NetworkTestCase
{
    use Answers;

    private const PAGE = 'GET /v1/network/memberships/7';
    private const PAUSE = 'POST /v1/network/memberships/7/pause';
    private const REST = ['since' => '2026-06-16T09:30:17Z', 'until' => '2026-07-01T00:00:00Z', 'term_end' => '2026-07-30T00:00:00Z', 'sites_closed' => true];

    protected function setUp(): void
    {
        parent::setUp();
        $this->asked = [];
        $this->actAs('admin');
        Flash::take();
        $_GET = ['id' => '7'];
    }

    protected function tearDown(): void
    {
        unset($_SERVER['REQUEST_METHOD']);
        parent::tearDown();
    }

    public function testTheForecastSaysWhenItGoesOnAndWhenTheTermEndsThen(): void
    {
        $this->send('forecast-pause', ['closes_sites' => '1']);
        $this->serviceAnswers([self::PAGE => self::whole(), self::PAUSE => ['is_forecast' => true, 'pause' => [
            'membership_id' => 7, 'since' => '2026-06-16T09:30:17Z', 'until' => '2026-07-01T00:00:00Z', 'end' => '2026-07-15T00:00:00Z',
            'end_after' => '2026-07-29T14:29:43Z', 'closes_sites' => true, 'ended_order' => 'a', 'waits' => 'b',
        ]]]);

        $page = $this->shown(new MembershipPage());

        self::assertSame(['forecast' => true, 'until' => '2026-07-01', 'reason' => 'Fire <3', 'closes_sites' => true], $this->asked[0]['body']);
        foreach (['It goes on by itself on', 'closed to visitors meanwhile', 'ends unpaid', 'is booked waits'] as $words) {
            self::assertStringContainsString($words, $page);
        }
        self::assertStringContainsString('value="pause"', $page);
    }

    public function testABoxThatIsNotTickedLeavesTheSitesOpen(): void
    {
        $this->send('forecast-pause');
        $this->serviceAnswers([self::PAGE => self::whole(), self::PAUSE => ['status' => 409, 'code' => 'change_open']]);

        $page = $this->shown(new MembershipPage());

        self::assertFalse($this->asked[0]['body']['closes_sites']);
        self::assertStringContainsString('An order is under way that counts on the present term.', $page);
        self::assertDoesNotMatchRegularExpression('/name="closes_sites" value="1"\s+checked/', $page);
    }

    public function testADayThatIsOverIsSaidBesideItsField(): void
    {
        $this->send('pause');
        $this->serviceAnswers([self::PAGE => self::whole(), self::PAUSE => ['status' => 422, 'code' => 'invalid_request', 'params' => ['errors' => [['path' => 'until', 'code' => 'not_to_come']]]]]);

        self::assertMatchesRegularExpression('/id="pb-rest-until-problem">This day is over/', $this->shown(new MembershipPage()));
    }

    public function testOneThatRestsSaysSinceWhenAndCanGoOn(): void
    {
        $this->serviceAnswers([self::PAGE => self::whole('membership_paused', self::REST)]);

        $page = $this->shown(new MembershipPage());

        self::assertStringContainsString('The membership is paused since', $page);
        self::assertMatchesRegularExpression('#<dt>Paid until</dt>\s*<dd>July 30, 2026</dd>#', $page);
        self::assertStringContainsString('value="resume"', $page);
        self::assertStringNotContainsString('value="forecast-pause"', $page);
        self::assertMatchesRegularExpression('#<dt>Status</dt>\s*<dd>Paused</dd>#', $page);
    }

    public function testTheListSaysSinceWhenAndHasThemAlone(): void
    {
        $_GET = ['which' => 'paused'];
        $row = ['id' => 7, 'user_id' => 0, 'user_login' => 'anna', 'plan_id' => 3, 'plan_name' => 'Premium', 'status' => 'on-hold', 'paused_at' => self::REST['since']];
        $this->serviceAnswers(['GET /v1/network/memberships?which=paused&per_page=20' => ['memberships' => [$row]], 'GET /v1/network/ownership' => ['run' => null]]);

        $page = $this->shown(new Memberships());

        self::assertStringContainsString('Paused since', $page);
    }

    public function testAClosedSiteSaysThatItIsPausedAndOffersNoRenewal(): void
    {
        ob_start();
        View::render('account/closed-site', ['reason' => 'paused', 'membership' => ['id' => 7, 'term_end' => '2026-07-15T00:00:00Z', 'pause' => self::REST], 'open_change' => null, 'may_renew' => true]);
        $page = (string) ob_get_clean();

        self::assertSame('This site is paused. It will be back.', ClosedSite::text('paused'));
        self::assertStringContainsString('Your site is paused', $page);
        self::assertStringContainsString('The membership is paused since', $page);
        self::assertStringNotContainsString('pb-renew', $page);
        self::assertStringNotContainsString('was paid until', $page);
    }

    public function testHowMuchIsLeftIsSaidWhereNobodyKnowsWhenItGoesOn(): void
    {
        $rest = ['until' => null, 'term_end' => null] + self::REST;

        self::assertSame(['Paid time left', '4 weeks'], Format::paidUntil(['term_end' => '2026-07-15T00:00:00Z', 'pause' => $rest]));
        self::assertSame(['Paid time left', '–'], Format::paidUntil(['term_end' => '2026-06-10T00:00:00Z', 'pause' => $rest]));
        self::assertSame(['Paid until', 'July 15, 2026'], Format::paidUntil(['term_end' => '2026-07-15T00:00:00Z', 'pause' => null]));
    }

    private function send(string $act, array $more = []): void
    {
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = ['pb_act' => $act, 'rest_until' => '2026-07-01', 'rest_why' => 'Fire <3', '_wpnonce' => wp_create_nonce(Screens::nonce(MembershipPage::form(7)))] + $more;
        $_REQUEST = $_POST;
    }

    /** @return array<string, mixed> what the service says of membership 7 */
    private static function whole(?string $refusal = null, ?array $rest = null): array
    {
        return ['account' => ['membership' => ['status' => 'on-hold', 'pause' => $rest]], 'acts' => [['name' => 'pause', 'refusal' => $refusal]]];
    }
}
