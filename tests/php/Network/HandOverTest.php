<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Flash;
use PlanBridge\Network\MembershipPage;
use PlanBridge\Network\Screens;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Answers.php';

/** A membership is moved to another customer from its own page: shown first, then done. */
final class HandOverTest extends NetworkTestCase
{
    use Answers;

    private const PAGE = 'GET /v1/network/memberships/7';
    private const HAND_OVER = 'POST /v1/network/memberships/7/hand-over';

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

    public function testTheForecastSaysWhatGoesAlongAndWhatStaysBeforeAnythingIsDone(): void
    {
        $this->send('forecast-hand-over', ['removes_user' => '1']);
        $this->serviceAnswers([self::PAGE => self::whole(), self::HAND_OVER => ['hand_over' => self::comesTo(), 'is_forecast' => true]]);

        $page = $this->shown(new MembershipPage());

        self::assertSame(['forecast' => true, 'user' => 'gun', 'customer_id' => 12, 'reason' => 'Sold <3', 'removes_user' => true], $this->asked[0]['body']);
        foreach (['Gun &amp; Co (gun) becomes a customer', '2 sites go along', 'loses the role there', 'account credit of 70.00', 'asked of the present owner', 'for the present owner it would be 125.00', 'neither is told who the other is'] as $words) {
            self::assertStringContainsStringIgnoringCase($words, $page);
        }
        self::assertStringContainsString('value="hand-over"', $page);
        self::assertMatchesRegularExpression('/name="removes_user" value="1"\s+checked/', $page);
    }

    public function testNothingCanBeDoneBeforeItWasShown(): void
    {
        $this->serviceAnswers([self::PAGE => self::whole()]);

        $page = $this->shown(new MembershipPage());

        self::assertStringContainsString('value="forecast-hand-over"', $page);
        self::assertStringNotContainsString('value="hand-over"', $page);
        self::assertStringContainsString('name="customer_id" value="12"', $page);
    }

    public function testMoneyOnItsWaySaysWhyItCannotBeMoved(): void
    {
        $this->serviceAnswers([self::PAGE => self::whole('change_settled')]);

        $page = $this->shown(new MembershipPage());

        self::assertStringContainsString('Money of the present owner is on its way.', $page);
        self::assertStringNotContainsString('value="forecast-hand-over"', $page);
    }

    public function testAUserWhoIsNobodyIsSaidBesideTheFieldAndWhatWasTypedStays(): void
    {
        $this->send('hand-over');
        $this->serviceAnswers([self::PAGE => self::whole(), self::HAND_OVER => ['status' => 422, 'code' => 'invalid_request', 'params' => ['errors' => [['path' => 'user', 'code' => 'user_unknown'], ['path' => 'reason', 'code' => 'required']]]]]);

        $page = $this->shown(new MembershipPage());

        self::assertMatchesRegularExpression('/id="pb-hand-over-user-problem">There is no user with this name/', $page);
        self::assertStringContainsString('id="pb-hand-over-why-problem"', $page);
        self::assertStringContainsString('value="gun"', $page);
    }

    public function testOfTwoAdministratorsTheSecondIsTold(): void
    {
        $this->send('hand-over');
        $this->serviceAnswers([self::PAGE => self::whole(), self::HAND_OVER => ['status' => 409, 'code' => 'membership_transferred']]);

        self::assertStringContainsString('Somebody else has given the membership to another customer meanwhile.', $this->shown(new MembershipPage()));
    }

    public function testAFormThatWasNotMeantAsksTheServiceForNothing(): void
    {
        $this->send('hand-over');
        $_POST['_wpnonce'] = 'forged';
        $this->serviceAnswers([self::PAGE => self::whole()]);

        $this->shown(new MembershipPage());

        self::assertSame(['GET'], array_column($this->asked, 'method'));
    }

    private function send(string $act, array $more = []): void
    {
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = ['pb_act' => $act, 'user' => 'gun', 'why' => 'Sold <3', 'customer_id' => '12', '_wpnonce' => wp_create_nonce(Screens::nonce(MembershipPage::form(7)))] + $more;
        $_REQUEST = $_POST;
    }

    /** @return array<string, mixed> what the service says of membership 7 */
    private static function whole(?string $refusal = null): array
    {
        return ['customer' => ['id' => 12, 'user_id' => 0], 'acts' => [['name' => 'hand_over', 'refusal' => $refusal]]];
    }

    /** @return array<string, mixed> */
    private static function comesTo(): array
    {
        $money = static fn (string $text, int $minor): array => ['amount' => $text, 'amount_minor' => $minor, 'currency' => 'EUR', 'formatted' => $text];
        return [
            'membership_id' => 7, 'from_customer_id' => 12, 'from_user_id' => 3,
            'user' => ['user_id' => 4, 'user_login' => 'gun', 'display_name' => 'Gun & Co'],
            'new_customer' => true, 'blog_ids' => [3, 4], 'sites_total' => 2, 'removes_user' => true, 'status' => 'active',
            'term_end' => '2026-07-01T00:00:00Z', 'ends_at' => null, 'unused' => $money('50.00', 5000),
            'bill' => $money('100.00', 10000), 'bill_on' => '2026-07-01T00:00:00Z', 'bill_before' => $money('125.00', 12500),
            'credit_stays' => $money('70.00', 7000), 'carried_stays' => $money('0.00', 0), 'ended_order' => 'a',
            'ended_booking' => null, 'cancelled_bills' => [], 'is_trial' => false, 'has_trialed' => false,
        ];
    }
}
