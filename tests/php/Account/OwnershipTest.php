<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PlanBridge\Account\AccountPage;
use PlanBridge\Account\Checkout;
use PlanBridge\Account\Ownership;
use PlanBridge\Flash;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Tests\WholeAnswer;
use PlanBridge\View;
use RuntimeException;

require_once __DIR__ . '/Sample.php';

/** Who bills a membership: what a network administrator sees of it on its account, and what the buttons do. */
final class OwnershipTest extends NetworkTestCase
{
    /** @var list<array{string, string, mixed}> method, path and body of what the service was asked */
    private array $asked = [];

    public function testANetworkAdminSeesWhatTakingOverComesToAndTheButton(): void
    {
        $page = $this->page('network_admin', 'elsewhere', ['notes' => ['closes_at_once'], 'cancelled_bills' => [7], 'bill' => Sample::money(9900)]);

        self::assertStringContainsString('Ultimate Multisite bills it, or nobody does.', $page);
        self::assertStringContainsString('The next bill is SEK 99.00, on July 1, 2025.', $page);
        self::assertStringContainsString('These invoices of Ultimate Multisite are cancelled: #7.', $page);
        self::assertStringContainsString('it closes at once', $page);
        self::assertMatchesRegularExpression('/name="act" value="take-over"/', $page);
        self::assertContains('/v1/network/ownership/forecast?direction=take_over&membership=12', array_column($this->asked, 1));
    }

    public function testASubscriptionIsCancelledOnlyWhereThatIsTicked(): void
    {
        $page = $this->page('network_admin', 'at_a_provider', ['refusal' => 'billed_elsewhere']);

        self::assertMatchesRegularExpression('/type="checkbox" name="ends_subscription" value="1" required/', $page);
    }

    public function testOneThatCannotBeMovedSaysWhyAndHasNoButton(): void
    {
        $page = $this->page('network_admin', 'ours', ['refusal' => 'change_open']);

        self::assertStringContainsString('Money for an order is on its way.', $page);
        self::assertStringNotContainsString('name="act"', $page);
    }

    public function testAnOwnerSeesNothingOfIt(): void
    {
        self::assertStringNotContainsString('Who bills this membership', $this->page('customer', 'elsewhere', []));
        self::assertSame(['/v1/account', '/v1/memberships/12/payment-methods'], array_column($this->asked, 1));
    }

    public function testWhatIsPendingElsewhereIsShownWithPlanDayAndAmount(): void
    {
        $pending = [
            'bills' => [['payment_id' => 7, 'amount' => Sample::money(9900), 'created_at' => '2025-06-14T10:00:00Z']],
            'change' => ['plan' => ['product_id' => 2, 'name' => 'Basic'], 'at' => '2025-07-01T00:00:00Z'],
        ];
        $this->actAs('anna', 'anna');

        $page = View::text('parts/elsewhere', ['pending' => $pending]);

        self::assertStringContainsString('A bill of SEK 99.00 from June 14, 2025, made elsewhere', $page);
        self::assertStringContainsString('Pending change, made elsewhere on this network: Basic, from July 1, 2025.', $page);
        self::assertSame('', trim(View::text('parts/elsewhere', ['pending' => ['bills' => [], 'change' => null]])));
    }

    public function testTheChangePageSaysThatASubscriptionElsewhereBillsIt(): void
    {
        $this->actAs('anna', 'anna');
        $choices = ['membership_id' => 12, 'currency' => 'SEK', 'current' => ['plan_id' => 1, 'period' => null, 'addons' => []], 'plans' => [], 'obstacle' => ['code' => 'billed_elsewhere', 'params' => ['gateway' => 'stripe']], 'pending_elsewhere' => ['bills' => [], 'change' => null]];
        $this->answered($choices);

        ob_start();
        (new Checkout())->render();
        $page = (string) ob_get_clean();

        self::assertStringContainsString('billed by a subscription outside this page', $page);
    }

    public function testTheButtonMovesTheMembershipOnce(): void
    {
        $this->actAs('admin');
        $this->answered(['moved' => ['membership_id' => 12, 'unchanged' => false, 'refusal' => null]]);

        $this->pressed('take-over', ['ends_subscription' => '1']);

        self::assertSame([['POST', '/v1/network/memberships/12/take-over', ['ends_subscription' => true]]], $this->asked);
        self::assertSame(['membership_taken_over'], array_column(Flash::take(), 'code'));
    }

    public function testARefusalIsToldInWords(): void
    {
        $this->actAs('admin');
        $this->answered(['moved' => ['membership_id' => 12, 'unchanged' => false, 'refusal' => 'change_open']]);

        $this->pressed('hand-back');

        self::assertSame(['move_change_open'], array_column(Flash::take(), 'code'));
    }

    public function testWhatTheServiceTurnsDownIsToldAndNotFatal(): void
    {
        $this->actAs('admin');
        add_filter('pre_http_request', static fn (): array => ['response' => ['code' => 404], 'body' => '{"code": "membership_unknown", "params": {"membership_id": 12}}']);

        $this->pressed('take-over');

        self::assertSame([['type' => 'error', 'code' => 'membership_unknown', 'params' => ['membership_id' => 12]]], Flash::take());
    }

    public function testAFormThatIsNotMeantAsksNothing(): void
    {
        $this->actAs('admin');
        $this->answered([]);

        $this->pressed('hand-back', ['_wpnonce' => 'x']);

        self::assertSame([], $this->asked);
        self::assertSame(['form_expired'], array_column(Flash::take(), 'code'));
    }

    public function testNobodyButANetworkAdminMovesAnything(): void
    {
        $this->actAs('anna', 'anna');
        $this->answered([]);
        add_filter('wp_die_handler', static fn (): callable => static fn (): never => throw new RuntimeException('died'));

        $this->pressed('take-over');

        self::assertSame([], $this->asked);
    }

    /** @param array<string, mixed> $more fields of the form */
    private function pressed(string $act, array $more = []): void
    {
        add_filter('wp_redirect', static fn (string $address): never => throw new RuntimeException($address), PHP_INT_MIN);
        $_POST = $more + ['membership' => '12', 'act' => $act, '_wpnonce' => wp_create_nonce(Ownership::nonce(12, $act))];
        try {
            (new Ownership())->act();
        } catch (RuntimeException) {
            $_POST = [];
        }
    }

    /** @param array<string, mixed> $forecast */
    private function page(string $role, string $owner, array $forecast): string
    {
        $this->actAs('anna', 'anna');
        $account = Sample::account(['viewer' => ['user_id' => 2, 'role' => $role, 'may_buy' => true, 'may_not_buy_reason' => null], 'membership' => Sample::membership(['owner' => $owner])]);
        $told = $forecast + ['membership_id' => 12, 'bill_on' => '2025-07-01T00:00:00Z', 'bill' => null, 'notes' => [], 'cancelled_bills' => [], 'replaced_change_at' => null, 'ended_order' => null, 'refusal' => null];
        $this->answered($account, ['forecasts' => [$told]]);
        ob_start();
        (new AccountPage())->render();
        return (string) ob_get_clean();
    }

    /**
     * @param array<string, mixed> $answer
     * @param array<string, mixed> $forecasts
     */
    private function answered(array $answer, array $forecasts = []): void
    {
        $this->asked = [];
        remove_all_filters('pre_http_request');
        add_filter('pre_http_request', function (mixed $given, array $request, string $address) use ($answer, $forecasts): array {
            $path = (string) preg_replace('#^.*(?=/v1/)#', '', $address);
            $this->asked[] = [$request['method'], $path, json_decode((string) ($request['body'] ?? ''), true)];
            $said = str_contains($path, '/forecast') ? $forecasts : $answer;
            return ['response' => ['code' => 200], 'body' => wp_json_encode(WholeAnswer::of($request['method'], $path, $said))];
        }, 10, 3);
    }
}
