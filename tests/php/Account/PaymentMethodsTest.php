<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PlanBridge\Account\AccountPage;
use PlanBridge\Account\Checkout;
use PlanBridge\Account\Ending;
use PlanBridge\Account\PaymentMethods;
use PlanBridge\Account\WayToPay;
use PlanBridge\Flash;
use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/PayingTestCase.php';

/** Saved cards on the Account page, what its buttons send, and the membership's own end. */
final class PaymentMethodsTest extends PayingTestCase
{
    protected function setUp(): void
    {
        parent::setUp();
        $this->actAs('anna', 'anna');
    }

    public function testSavedCardsAreListedWithTheirLastDigitsAndExpiredOnesAreMarked(): void
    {
        $page = $this->account([], self::saved(self::OLD, self::VISA));

        self::assertStringContainsString('Mastercard ending in 4444', $page);
        self::assertMatchesRegularExpression('/pb-method-expired">expired 01\/2020/', $page);
        self::assertStringContainsString('Used for renewals', $page);
        self::assertSame(1, substr_count($page, '>Use for renewals<'));
        self::assertSame(2, substr_count($page, 'Yes, remove it'));
    }

    public function testACardSavedForAnotherMembershipIsUsedForRenewalsOnceThatIsAgreedTo(): void
    {
        $page = $this->account([], self::saved(['is_default' => true, 'is_agreed' => false] + self::VISA));

        self::assertStringNotContainsString('Used for renewals', $page);
        self::assertSame(1, substr_count($page, '>Use for renewals<'));
        self::assertMatchesRegularExpression('/name="agreed" value="1" required.*charges it for this membership/s', $page);

        $this->serviceAnswers(['payment-methods' => self::saved()]);
        $this->asked = [];
        $_POST = $_REQUEST = ['membership' => '12', 'act' => 'default', 'method' => 'pm_visa', 'agreed' => '1', '_wpnonce' => wp_create_nonce(PaymentMethods::nonce('default', 12, 'pm_visa'))];
        $this->ledTo(static fn () => (new PaymentMethods())->act());

        self::assertSame(['agreed' => true], $this->asked[0][2]);
    }

    /** @dataProvider kinds */
    #[DataProvider('kinds')]
    public function testWhatCanBeTypedInIsCalledByItsKind(array $kinds, string $new, string $add): void
    {
        $saved = self::saved();
        $saved['gateways'][0]['kinds'] = $kinds;

        self::assertSame($new, WayToPay::choices(['stripe'], $saved)[0]['words']);
        self::assertStringContainsString('>' . $add . '<', $this->account([], $saved));
    }

    public static function kinds(): array
    {
        return [
            'cards' => [['card'], 'New card', 'Add a card'],
            'debits' => [['sepa_debit'], 'New bank account', 'Add a bank account'],
            'both' => [['card', 'sepa_debit'], 'New card or bank account', 'Add a card or bank account'],
            'what nobody here knows' => [['klarna'], 'Another way to pay', 'Add a way to pay'],
        ];
    }

    public function testANetworkWithoutAProviderHasNoSuchCard(): void
    {
        self::assertStringNotContainsString('Payment methods', $this->account([], ['gateways' => [], 'methods' => [], 'silent' => []]));
    }

    public function testWhoMayOnlyLookSeesNoCardsAndNobodyIsAsked(): void
    {
        $looking = ['user_id' => 2, 'role' => 'site_administrator', 'may_buy' => false, 'may_not_buy_reason' => 'not_the_customer'];

        $page = $this->account(['viewer' => $looking, 'membership' => Sample::membership(['may_cancel' => true])], self::saved(self::VISA));

        self::assertStringNotContainsString('4242', $page);
        self::assertStringNotContainsString('Cancel the membership', $page);
        self::assertSame(['/v1/account'], array_column($this->asked, 1));
    }

    public function testAProviderThatIsSilentHidesNothingElse(): void
    {
        $page = $this->account([], ['silent' => ['stripe']] + self::saved());
        $down = $this->account([], [503, ['code' => 'store_busy', 'title' => '', 'params' => []]]);

        self::assertStringContainsString('what you have saved cannot be shown', $page);
        self::assertStringNotContainsString('Nothing is saved', $page);
        self::assertStringContainsString('Your Membership', $down);
        self::assertStringContainsString('Too much was going on at once', $down);
    }

    public function testRemovingAndChoosingSendWhatTheButtonWasMadeFor(): void
    {
        foreach ([['remove', 'DELETE', '/pm_visa'], ['default', 'POST', '/pm_visa/default']] as [$act, $method, $end]) {
            $this->serviceAnswers(['payment-methods' => self::saved()]);
            $this->asked = [];
            $_POST = $_REQUEST = ['membership' => '12', 'act' => $act, 'method' => 'pm_visa', '_wpnonce' => wp_create_nonce(PaymentMethods::nonce($act, 12, 'pm_visa'))];

            $this->ledTo(static fn () => (new PaymentMethods())->act());

            self::assertSame([$method, '/v1/memberships/12/payment-methods' . $end], array_slice($this->asked[0], 0, 2));
        }
        self::assertSame(['method_removed', 'method_is_default'], array_column(Flash::take(), 'code'));
    }

    public function testAButtonOfOneCardDoesNothingToAnother(): void
    {
        $this->serviceAnswers([]);
        $_POST = $_REQUEST = ['membership' => '12', 'act' => 'remove', 'method' => 'pm_other', '_wpnonce' => wp_create_nonce(PaymentMethods::nonce('remove', 12, 'pm_visa'))];

        $this->ledTo(static fn () => (new PaymentMethods())->act());

        self::assertSame([[], ['form_expired']], [$this->asked, array_column(Flash::take(), 'code')]);
    }

    public function testAnOpenRenewalIsPaidFromTheAccount(): void
    {
        $renewal = self::order(['kind' => 'renewal', 'gateway' => 'manual', 'by_hand' => ['reference' => 'KX4P-7QMC', 'instructions' => 'Bankgiro 123-4567', 'received' => Sample::money(0), 'left' => Sample::money(19900)], 'payable_until' => '2099-01-01T00:00:00Z']);

        $page = $this->account(['open_change' => $renewal], self::saved());
        $without = $this->account(['open_change' => $renewal], ['gateways' => [], 'methods' => [], 'silent' => []]);

        self::assertMatchesRegularExpression('/page=plan-bridge-pay&#038;order=' . self::ORDER . '[^>]*>Pay now</', $page);
        self::assertStringContainsString('Bankgiro 123-4567', $page);
        self::assertStringNotContainsString('Pay now', $without);
    }

    public function testADeclinedRenewalSaysWhyAndOffersAnotherWay(): void
    {
        $page = $this->account(['open_change' => self::order(['kind' => 'renewal', 'declined_reason' => 'expired', 'payable_until' => '2099-01-01T00:00:00Z'])], self::saved());

        foreach (['Your payment did not go through', 'The card has expired.', 'Pay in another way'] as $words) {
            self::assertStringContainsString($words, $page);
        }
        self::assertStringNotContainsString('will send you an invoice', $page);
    }

    public function testCancellingTheMembershipAsksOnceAndTellsUntilWhen(): void
    {
        $membership = Sample::membership(['may_cancel' => true, 'term_end' => '2099-03-01T00:00:00Z']);
        $page = $this->account(['membership' => $membership], self::saved());
        self::assertMatchesRegularExpression('/<details class="pb-ask">.*Cancel the membership.*March 1, 2099.*name="reason".*Yes, cancel the membership/s', $page);

        $this->serviceAnswers(['cancel' => ['membership' => ['membership_id' => 12, 'status' => 'active', 'cancellation' => ['asked_at' => '2099-02-01T00:00:00Z', 'ends_at' => '2099-03-01T00:00:00Z', 'reason' => 'Too dear']]]]);
        $this->asked = [];
        $_POST = $_REQUEST = ['membership' => '12', 'reason' => " Too\ndear ", '_wpnonce' => wp_create_nonce(Ending::nonce('cancel', 12))];
        $this->ledTo(static fn () => (new Ending())->cancel());

        self::assertSame(['POST', '/v1/memberships/12/cancel', ['reason' => "Too\ndear"]], $this->asked[0]);
        self::assertSame(['membership_ends'], array_column(Flash::take(), 'code'));
    }

    public function testACancelledMembershipCanBeKept(): void
    {
        $page = $this->account(['membership' => Sample::membership(['cancellation' => ['asked_at' => '2099-02-01T00:00:00Z', 'ends_at' => '2099-03-01T00:00:00Z', 'reason' => null]])], self::saved());

        self::assertStringContainsString('Everything works until March 1, 2099', $page);
        self::assertStringContainsString('Keep the membership', $page);
    }

    public function testAChangeThatWasCancelledCanBeOrderedAgain(): void
    {
        $this->serviceAnswers(['cancel' => ['change' => self::order(['status' => 'cancelled', 'addons' => [['product_id' => 6, 'name' => 'Space', 'quantity' => 2]]])]]);
        $_POST = ['quote_id' => self::ORDER, '_wpnonce' => wp_create_nonce(Checkout::nonce('cancel', self::ORDER))];
        $this->ledTo(static fn () => (new Checkout())->cancel());

        $page = $this->account([], self::saved());

        self::assertMatchesRegularExpression('/has been cancelled.*page=plan-bridge-change&#038;offer=3%3A1-month&#038;addons%5B3%5D%5B6%5D=2[^>]*>Order it again</', $page);
    }

    public function testOlderPaymentsAreOnTheNextPage(): void
    {
        $payment = ['id' => 7, 'shared_id' => null, 'date' => '2025-02-01T00:00:00Z', 'status' => 'completed', 'gateway' => 'manual', 'total' => Sample::money(9900), 'lines' => []];
        $place = '20250201000000000000-1-7';
        $first = $this->account(['payments' => [$payment], 'payments_total' => 30, 'payments_older' => $place], self::saved());
        $_GET = ['older' => $place];

        $second = $this->account(['payments' => [$payment], 'payments_total' => 30, 'payments_older' => $place], self::saved(), ['payments' => [['total' => Sample::money(4200)] + $payment], 'older' => null, 'newer' => $place]);

        self::assertStringContainsString("older={$place}#pb-payments\">Older payments</a>", $first);
        self::assertStringNotContainsString('Newer payments', $first);
        self::assertStringContainsString("newer={$place}#pb-payments\">Newer payments</a>", $second);
        self::assertStringContainsString('SEK 42.00', $second);
        self::assertContains("/v1/memberships/12/payments?older={$place}", array_column($this->asked, 1));
    }

    /** @param array<string, mixed> $account @param array<int|string, mixed> $saved */
    private function account(array $account, array $saved, array $payments = []): string
    {
        $this->serviceAnswers(['payment-methods' => $saved, '/payments' => $payments, '/v1/account' => Sample::account($account)]);
        return $this->shown(new AccountPage());
    }
}
