<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Network\AccountCredit;
use PlanBridge\Network\Payments;
use PlanBridge\Network\Refund;
use PlanBridge\Network\Screens;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Answers.php';

/** A refund is shown before it is done, and done by a pressed button alone; account credit is adjusted with a reason. */
final class RefundTest extends NetworkTestCase
{
    use Answers;

    private const ID = '0123456789abcdef0123456789abcdef';

    protected function setUp(): void
    {
        parent::setUp();
        $this->asked = [];
        $this->actAs('admin');
    }

    protected function tearDown(): void
    {
        unset($_SERVER['REQUEST_METHOD']);
        parent::tearDown();
    }

    public function testWhatARefundMeansIsShownFirstAndNothingIsSent(): void
    {
        $this->serviceAnswers(['GET /v1/network/payments/12/refund' => self::forecast(), 'GET /v1/network/payments/12/refund?amount=20' => self::forecast()]);
        $this->sends('refund-forecast', ['amount' => '20', 'reason' => 'Too <b>late</b>', 'to' => 'payer']);

        $page = $this->shown(new Payments());

        self::assertSame(['GET'], array_column($this->asked, 'method'));
        self::assertStringContainsString('20,00 kr goes back the way it was paid', $page);
        self::assertStringContainsString('is worth 199,00 kr now, and 179,00 kr then', $page);
        self::assertMatchesRegularExpression('/name="pb_act" value="refund"[^>]*>Refund 20,00 kr</', $page);
        self::assertMatchesRegularExpression('/5,00 kr.*to whoever paid: done.*Sorry/s', $page);
        self::assertStringNotContainsString('<b>late', $page);
    }

    public function testAPressedButtonRefundsWithTheFormsOwnId(): void
    {
        $this->serviceAnswers(['POST /v1/network/payments/12/refund' => ['payment' => self::payment(), 'amount' => self::money(2000), 'destination' => 'payer', 'status' => 'succeeded']]);
        $this->sends('refund', ['amount' => '20', 'reason' => 'Sorry', 'to' => 'payer', 'id' => self::ID]);

        $this->leaves(fn () => (new Payments())->load());

        self::assertSame(['id' => self::ID, 'reason' => 'Sorry', 'to' => 'payer', 'amount' => '20'], $this->asked[0]['body']);
    }

    public function testWithoutAReasonOrAGenuineFormNothingIsSent(): void
    {
        $this->serviceAnswers(['GET /v1/network/payments/12/refund' => self::forecast(), 'GET /v1/network/payments/12/refund?amount=20' => self::forecast()]);
        $this->sends('refund', ['amount' => '20', 'reason' => ' ', 'to' => 'payer', 'id' => self::ID]);

        $page = $this->shown(new Payments());

        self::assertStringContainsString('Please say why.', $page);
        self::assertSame(['GET'], array_column($this->asked, 'method'));
        $_POST['_wpnonce'] = 'made-up';
        $_POST['reason'] = 'Sorry';
        self::assertStringContainsString('name="pb_act" value="refund-forecast"', $this->shown(new Refund()));
        self::assertNotContains('POST', array_column($this->asked, 'method'));
    }

    public function testAccountCreditIsTakenWithAMinusAndItsMovementsAreListed(): void
    {
        $movement = ['id' => 3, 'amount' => self::money(-500), 'cause' => 'withdrawn', 'membership_id' => 5, 'payment_id' => null, 'reason' => 'Mistake', 'by_network_admin' => true, 'created_at' => '2026-01-10T10:00:00Z'];
        $answer = ['balance' => self::money(3000), 'free' => self::money(2000), 'movements' => [$movement], 'older' => 3, 'newer' => null];
        $this->serviceAnswers(['POST /v1/network/memberships/5/account-credit' => $answer, 'GET /v1/memberships/5/account-credit' => $answer]);
        $_GET = ['credit' => '5'];
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = ['pb_act' => 'adjust-credit', 'way' => 'take', 'amount' => '5', 'reason' => 'Mistake', 'id' => self::ID, '_wpnonce' => wp_create_nonce(AccountCredit::nonce(5))];

        $this->leaves(fn () => (new AccountCredit())->load());
        $_SERVER['REQUEST_METHOD'] = 'GET';
        $page = $this->shown(new AccountCredit());

        self::assertSame(['id' => self::ID, 'amount' => '-5', 'reason' => 'Mistake'], $this->asked[0]['body']);
        self::assertMatchesRegularExpression('/Taken by the network – Mistake.*-5,00 kr/s', $page);
        self::assertStringContainsString('older=3', $page);
    }

    private function sends(string $act, array $typed): void
    {
        $_GET = ['refund' => '12'];
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = ['pb_act' => $act, '_wpnonce' => wp_create_nonce(Screens::nonce('refund_12'))] + $typed;
    }

    private function leaves(callable $work): void
    {
        add_filter('wp_redirect', static fn () => throw new \DomainException('gone'));
        try {
            $work();
            self::fail('it leaves');
        } catch (\DomainException) {
            remove_all_filters('wp_redirect');
        }
    }

    private static function money(int $minor): array
    {
        return ['amount_minor' => $minor, 'currency' => 'SEK', 'formatted' => number_format($minor / 100, 2, ',', '') . ' kr'];
    }

    private static function payment(): array
    {
        return ['id' => 12, 'shared_id' => 12, 'membership_id' => 1, 'user_id' => null, 'status' => 'completed', 'gateway' => 'stripe', 'amount' => self::money(19900), 'tax' => self::money(0),
            'refunds' => [['id' => 1, 'amount' => self::money(500), 'destination' => 'payer', 'status' => 'succeeded', 'reason' => null, 'said' => 'Sorry', 'asked_by' => 1, 'created_at' => '2026-01-10T10:00:00Z']]];
    }

    private static function forecast(): array
    {
        return ['payment' => self::payment(), 'amount' => self::money(2000), 'left' => self::money(19400), 'why' => null, 'unused' => self::money(19900), 'unused_after' => self::money(17900),
            'destinations' => ['payer', 'account_credit'], 'by_hand' => false, 'credit' => false];
    }
}
