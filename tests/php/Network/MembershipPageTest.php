<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Flash;
use PlanBridge\Network\MembershipPage;
use PlanBridge\Network\Screens;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Answers.php';

/** A membership's own page: what it shows, and its term made longer. */
final class MembershipPageTest extends NetworkTestCase
{
    use Answers;

    private const PAGE = 'GET /v1/network/memberships/7';
    private const EXTEND = 'POST /v1/network/memberships/7/extend';
    private const EXTENSION = ['membership_id' => 7, 'end' => '2026-07-01T00:00:00Z', 'until' => '2026-08-20T00:00:00Z', 'opens_again' => true, 'bill' => null, 'bill_on' => null, 'ended_order' => 'a'];

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

    public function testItShowsTheMembershipWithWhatCanBeDone(): void
    {
        $this->serviceAnswers([self::PAGE => self::whole()]);

        $page = $this->shown(new MembershipPage());

        self::assertStringContainsString('Membership 7', $page);
        self::assertStringContainsString('value="forecast"', $page);
        self::assertStringNotContainsString('value="extend"', $page);
    }

    public function testWhatCannotBeExtendedSaysWhy(): void
    {
        $this->serviceAnswers([self::PAGE => self::whole('take_over_first')]);

        $page = $this->shown(new MembershipPage());

        self::assertStringContainsString('Something else bills it. Take it over first.', $page);
        self::assertStringNotContainsString('value="forecast"', $page);
    }

    public function testTheForecastIsShownBeforeAnythingIsDone(): void
    {
        $this->send('forecast');
        $this->serviceAnswers([self::PAGE => self::whole(), self::EXTEND => ['extension' => self::EXTENSION, 'is_forecast' => true]]);

        $page = $this->shown(new MembershipPage());

        self::assertSame(['forecast' => true, 'until' => '2026-08-20', 'reason' => 'Sorry <3'], $this->asked[0]['body']);
        self::assertStringContainsString('its sites open at once', $page);
        self::assertStringContainsString('ends unpaid', $page);
        self::assertStringContainsString('value="extend"', $page);
    }

    public function testADayThatIsNoneIsSaidBesideItsField(): void
    {
        $this->send('extend');
        $refusal = ['status' => 422, 'code' => 'invalid_request', 'params' => ['errors' => [['path' => 'until', 'code' => 'not_later']]]];
        $this->serviceAnswers([self::PAGE => self::whole(), self::EXTEND => $refusal]);

        $page = $this->shown(new MembershipPage());

        self::assertMatchesRegularExpression('/id="pb-extend-until-problem">The term does not end before this day/', $page);
        self::assertStringContainsString('value="2026-08-20"', $page);
    }

    public function testAFormThatWasNotMeantAsksTheServiceForNothing(): void
    {
        $this->send('extend');
        $_POST['_wpnonce'] = 'forged';
        $this->serviceAnswers([self::PAGE => self::whole()]);

        $this->shown(new MembershipPage());

        self::assertSame(['GET'], array_column($this->asked, 'method'));
    }

    public function testAnOrderThatWaitsForMoneyByHandCanBeMarkedAsPaidHereToo(): void
    {
        $money = ['amount_minor' => 19900, 'currency' => 'SEK', 'formatted' => 'SEK 199.00'];
        $open = ['quote_id' => 'a', 'kind' => 'upgrade', 'by_hand' => ['reference' => 'KX4P-7QMC', 'instructions' => '', 'received' => $money, 'left' => $money]];
        $payment = ['id' => 41, 'quote_id' => 'a', 'marking' => 'settles', 'may_be_marked_paid' => true, 'left' => $money, 'amount' => $money, 'status' => 'pending', 'gateway' => 'manual'];
        $this->serviceAnswers([
            self::PAGE => self::whole() + ['account' => ['open_change' => $open]],
            'GET /v1/network/payments?search=KX4P-7QMC' => ['payments' => [['quote_id' => 'of another', 'marking' => 'settles'] + $payment, $payment]],
        ]);

        $page = $this->shown(new MembershipPage());

        self::assertMatchesRegularExpression('/<form[^>]*action="[^"]*page=plan-bridge-payments[^"]*membership=\d+"/', $page);
        self::assertStringContainsString('name="payment" value="41"', $page);
        self::assertStringContainsString('value="mark-paid"', $page);
    }

    public function testAnOrderThatAProviderIsPaidForAsksForNoPayments(): void
    {
        $this->serviceAnswers([self::PAGE => self::whole() + ['account' => ['open_change' => ['quote_id' => 'a', 'by_hand' => null]]]]);

        $page = $this->shown(new MembershipPage());

        self::assertStringNotContainsString('mark-paid', $page);
        self::assertCount(1, $this->asked);
    }

    private function send(string $act): void
    {
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = ['pb_act' => $act, 'until' => '2026-08-20', 'reason' => 'Sorry <3', '_wpnonce' => wp_create_nonce(Screens::nonce(MembershipPage::form(7)))];
        $_REQUEST = $_POST;
    }

    /** @return array<string, mixed> what the service says of membership 7 */
    private static function whole(?string $refusal = null): array
    {
        return ['acts' => [['name' => 'extend', 'refusal' => $refusal]]];
    }
}
