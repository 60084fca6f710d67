<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Account\Checkout;
use PlanBridge\Account\PayPage;
use PlanBridge\Account\WayToPay;
use PlanBridge\Flash;
use PlanBridge\View;

require_once __DIR__ . '/PayingTestCase.php';

/** The page on which an order is paid, and what the choice of a way to pay sends. */
final class PayPageTest extends PayingTestCase
{
    protected function setUp(): void
    {
        parent::setUp();
        $this->actAs('anna', 'anna');
    }

    /** @dataProvider ways */
    #[DataProvider('ways')]
    public function testAChosenWayToPayIsSentAsWhatItIs(array $input, ?array $body): void
    {
        self::assertSame($body, WayToPay::fromInput($input)?->body());
    }

    public static function ways(): array
    {
        return [
            'by hand' => [['gateway' => 'manual'], ['gateway' => 'manual']],
            'by hand, though a box was ticked' => [['gateway' => 'manual', 'saves' => '1'], ['gateway' => 'manual']],
            'saved' => [['gateway' => 'stripe:pm_1', 'saves' => '1'], ['gateway' => 'stripe', 'method_id' => 'pm_1']],
            'new' => [['gateway' => 'stripe:new'], ['gateway' => 'stripe']],
            'new and kept' => [['gateway' => 'stripe:new', 'saves' => '1'], ['gateway' => 'stripe', 'saves_method' => true]],
            'nothing' => [[], null],
            'nonsense' => [['gateway' => 'stripe:pm_1; DROP'], null],
        ];
    }

    public function testSavedCardsComeFirstThenANewOneThenByHandAndExpiredOnesNotAtAll(): void
    {
        $choices = WayToPay::choices(['manual', 'stripe'], self::saved(self::OLD, self::VISA));

        self::assertSame(['stripe:pm_visa', 'stripe:new', 'manual'], array_column($choices, 'value'));
        self::assertSame('Visa ending in 4242', $choices[0]['words']);
        self::assertSame('expires 04/2099', $choices[0]['hint']);
    }

    public function testACheckoutWithOnlyABankTransferAsksForNothingMore(): void
    {
        $shown = View::text('parts/ways', ['ways' => WayToPay::choices(['manual'], ['gateways' => [], 'methods' => []])]);

        self::assertStringContainsString('type="hidden" name="gateway" value="manual"', $shown);
        self::assertStringNotContainsString('I agree', $shown);
    }

    public function testTheCheckoutOffersWhatIsSavedAndTheAgreementInWords(): void
    {
        $this->serviceAnswers(['payment-methods' => self::saved(self::VISA)]);
        $quote = ['id' => self::ORDER, 'confirmable' => true, 'reason' => null, 'kind' => 'upgrade', 'gateways' => [['id' => 'manual'], ['id' => 'stripe']], 'valid_until' => '2026-12-01T00:00:00Z'];

        $shown = View::text('change/confirm', ['quote' => $quote, 'membership_id' => 12, 'saved' => (new Checkout())->summary(12, $quote)['saved']]);

        self::assertMatchesRegularExpression('/value="stripe:pm_visa" checked/', str_replace("'", '"', $shown));
        self::assertStringContainsString('value="stripe:new"', $shown);
        foreach (['charges it for this membership without asking me each time', 'when a term begins', 'Next billing date', 'I can end this at any time'] as $words) {
            self::assertStringContainsString($words, $shown);
        }
    }

    public function testAnOrderWithANewCardGoesOnToTheCard(): void
    {
        $this->serviceAnswers(['POST /v1/changes' => ['change' => self::order(['next_action' => ['kind' => 'authenticate', 'parameters' => self::FIELDS + ['needs' => 'method']]])]]);
        $_POST = ['quote_id' => self::ORDER, 'gateway' => 'stripe:new', 'saves' => '1', '_wpnonce' => wp_create_nonce(Checkout::nonce('confirm', self::ORDER))];

        $to = $this->ledTo(static fn () => (new Checkout())->confirm());

        self::assertSame(['plan-bridge-pay', self::ORDER], [$to['page'], $to['order']]);
        self::assertSame(['quote_id' => self::ORDER, 'gateway' => 'stripe', 'saves_method' => true], $this->asked[0][2]);
        self::assertSame(['change_waits_for_card'], array_column(Flash::take(), 'code'));
    }

    /** @dataProvider actions */
    #[DataProvider('actions')]
    public function testEachNextActionHasItsPlaceOnThePage(array $action, array $said, array $unsaid): void
    {
        $page = $this->page(self::order(['next_action' => $action]));

        foreach ($said as $words) {
            self::assertStringContainsString($words, $page);
        }
        foreach ($unsaid as $words) {
            self::assertStringNotContainsString($words, $page);
        }
    }

    public static function actions(): array
    {
        $fields = ['data-secret="pi_1_secret_x"', 'data-key="pk_test_1"', 'data-script="https://js.example/v3/"', 'This needs scripts'];
        return [
            'a card' => [['kind' => 'authenticate', 'parameters' => self::FIELDS + ['needs' => 'method']], ['Your card', 'Pay SEK 199.00', 'data-typed="1"', ...$fields], ['<script']],
            'the bank asks' => [['kind' => 'authenticate', 'parameters' => self::FIELDS + ['needs' => 'action']], ['Your bank', 'Approve the payment', 'data-typed=""', ...$fields], ['<script']],
            'elsewhere' => [['kind' => 'redirect', 'parameters' => ['url' => 'https://bank.example/?a=1&b=2']], ['Go on to your bank', 'href="https://bank.example/?a=1&#038;b=2"'], ['pb-fields']],
            'a trap' => [['kind' => 'redirect', 'parameters' => ['url' => 'javascript:alert(1)']], ['Go on to your bank'], ['javascript:']],
        ];
    }

    public function testWhatIsDeclinedSaysWhyAndTakesAnotherCard(): void
    {
        $this->serviceAnswers(['POST /v1/changes' => ['change' => self::order(['declined_reason' => 'insufficient_funds'])]]);
        $_POST = ['order' => self::ORDER, 'gateway' => 'stripe:pm_visa', '_wpnonce' => wp_create_nonce(PayPage::nonce(self::ORDER))];

        $to = $this->ledTo(static fn () => (new PayPage())->pay());
        $page = $this->page(self::order(['declined_reason' => 'insufficient_funds']));

        self::assertSame(self::ORDER, $to['order']);
        self::assertSame(['gateway' => 'stripe', 'method_id' => 'pm_visa'], $this->asked[0][2]);
        self::assertStringContainsString('There is not enough money on the account.', $page);
        self::assertStringContainsString('value="stripe:new"', $page);
    }

    public function testAStolenCardIsToldLikeAnyOther(): void
    {
        self::assertSame(WayToPay::declined('declined'), WayToPay::declined('stolen_card'));
    }

    public function testComingBackFromTheBankAsksTheServiceAndTellsWhatItSays(): void
    {
        $this->serviceAnswers(['return' => ['change' => self::order(['status' => 'applied'])]]);
        $_GET = ['order' => self::ORDER, 'back' => '1', 'redirect_status' => 'failed'];

        $to = $this->ledTo(static fn () => (new PayPage())->load());

        self::assertSame(['POST', '/v1/changes/' . self::ORDER . '/return'], array_slice($this->asked[0], 0, 2));
        self::assertSame('plan-bridge-account', $to['page']);
        self::assertSame(['change_applied'], array_column(Flash::take(), 'code'));
    }

    public function testAPageOpenedAgainOfWhatIsPaidLeadsToTheAccount(): void
    {
        $this->serviceAnswers(['GET /v1/changes' => ['change' => self::order(['status' => 'processing'])]]);
        $_GET = ['order' => self::ORDER];

        $to = $this->ledTo(static fn () => (new PayPage())->load());

        self::assertSame(['plan-bridge-account', ['change_processing']], [$to['page'], array_column(Flash::take(), 'code')]);
    }

    public function testAnAnswerThatIsMissingIsAskedFor(): void
    {
        $this->serviceAnswers(['pay' => [502, ['html']]]);
        $_POST = ['order' => self::ORDER, 'gateway' => 'stripe:pm_visa', '_wpnonce' => wp_create_nonce(PayPage::nonce(self::ORDER))];

        $to = $this->ledTo(static fn () => (new PayPage())->pay());

        self::assertSame(['plan-bridge-change', self::ORDER], [$to['page'], $to['checking']]);
    }

    public function testWhoMayOnlyLookIsOfferedNothing(): void
    {
        $page = $this->page(self::order(), ['viewer' => ['user_id' => 2, 'role' => 'site_administrator', 'may_buy' => false, 'may_not_buy_reason' => 'not_the_customer']]);

        self::assertStringContainsString('You can look, but not buy.', $page);
        self::assertStringNotContainsString('name="gateway"', $page);
        self::assertNotContains('/v1/memberships/12/payment-methods', array_column($this->asked, 1));
    }

    public function testAStrangerReadsNothingOfTheOrder(): void
    {
        $this->serviceAnswers(['GET /v1/changes' => [404, ['code' => 'change_unknown', 'title' => 'Not Found', 'params' => []]]]);
        $_GET = ['order' => self::ORDER];
        $page = new PayPage();
        $page->load();

        $shown = $this->shown($page);

        self::assertStringContainsString('We have no record of this change.', $shown);
        self::assertStringNotContainsString('SEK', $shown);
    }

    /** @param array<string, mixed> $change @param array<string, mixed> $account */
    private function page(array $change, array $account = []): string
    {
        $this->serviceAnswers(['/v1/changes' => ['change' => $change], 'payment-methods' => self::saved(self::VISA), '/v1/account' => Sample::account($account)]);
        $_GET = ['order' => self::ORDER];
        $page = new PayPage();
        $page->load();
        return $this->shown($page);
    }
}
