<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Cli;

use PlanBridge\Cli\Commands;
use PlanBridge\Tests\Account\PayingTestCase;
use PlanBridge\Tests\Account\Sample;
use RuntimeException;
use WP_CLI;

require_once dirname(__DIR__) . '/Account/PayingTestCase.php';
require_once __DIR__ . '/wp_cli.php';

/** `wp plan-bridge …`: what is asked of the service, what is printed, and how a command ends. */
final class CommandsTest extends PayingTestCase
{
    private const QUOTE = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb';

    protected function setUp(): void
    {
        parent::setUp();
        WP_CLI::$said = [];
        WP_CLI::$agrees = true;
        $this->actAs('anna', 'anna');
    }

    public function testAnAccountIsOneRowWithItsAmountsInMinorUnitsToo(): void
    {
        $this->serviceAnswers(['GET /v1/account' => Sample::account(['open_change' => Sample::change()])]);

        $row = $this->printed('account');

        self::assertSame([12, 'Premium', '1-month', '2025-03-01T00:00:00Z'], [$row['membership'], $row['plan'], $row['period'], $row['term_end']]);
        self::assertSame(['SEK 0.00', 0, 'SEK'], [$row['account_credit'], $row['account_credit_minor'], $row['currency']]);
        self::assertSame([str_repeat('a', 32), 'awaiting_payment'], [$row['open_order'], $row['open_order_status']]);
        self::assertNull($row['next_charge_minor']);
    }

    public function testTheMembershipThatIsNamedIsAskedForElseTheSitesOwn(): void
    {
        $this->serviceAnswers(['GET /v1/account' => Sample::account()]);

        $this->printed('account');
        $this->printed('account', [], ['membership' => '12', 'field' => 'plan']);

        self::assertSame(['/v1/account?membership=1', '/v1/account?membership=12'], array_column($this->asked, 1));
    }

    public function testNobodyIsTakenForAnybody(): void
    {
        wp_set_current_user(0);

        foreach (['account' => [], 'payments' => [], 'quote' => ['3'], 'change' => [self::QUOTE], 'cancel' => [self::QUOTE]] as $command => $args) {
            self::assertSame(1, $this->failed($command, $args));
            self::assertStringContainsString('--user=LOGIN', (string) end(WP_CLI::$said));
        }
        self::assertSame([], $this->asked);
    }

    public function testWhatTheServiceRefusesIsSaidWithItsCodeAndEndsWith1(): void
    {
        $this->serviceAnswers(['GET /v1/account' => [404, ['code' => 'no_membership', 'status' => 404, 'title' => 'x', 'params' => []]]]);

        self::assertSame(1, $this->failed('account', []));
        self::assertStringEndsWith('(no_membership)', (string) end(WP_CLI::$said));
    }

    public function testLimitsAreOfTheSiteThatIsNamed(): void
    {
        $site = ['blog_id' => get_current_blog_id(), 'limits' => ['sites' => ['limit' => 3], 'disk_space' => ['limit' => 500], 'visits' => ['allowed' => false]]];
        $this->serviceAnswers(['GET /v1/account' => Sample::account(['site' => $site, 'sites_total' => 2])]);

        $rows = array_column($this->printed('account', [], ['limits' => true]), null, 'limit');

        self::assertSame(['limit' => 'sites', 'used' => 2, 'allowed' => 3, 'state' => 'fine'], $rows['sites']);
        self::assertSame([500, 0], [$rows['disk_space']['allowed'], $rows['visits']['allowed']]);
        switch_to_blog(get_main_site_id());
        self::assertSame(1, $this->failed('account', [], ['limits' => true]));
    }

    public function testAQuoteKeepsPeriodAndPackagesWhereThePlanHasThem(): void
    {
        $this->serviceAnswers($this->offers());

        $row = $this->printed('quote', ['3'], ['membership' => '12']);

        self::assertSame([self::QUOTE, 'upgrade', 19900], [$row['quote'], $row['kind'], $row['due_now_minor']]);
        self::assertSame(['manual', 'yes'], [$row['gateways'], $row['confirmable']]);
        $body = end($this->asked)[2];
        self::assertSame([12, 3, ['n' => 1, 'unit' => 'month'], ['6' => 2]], [$body['membership_id'], $body['plan_id'], $body['period'], $body['addons']]);
    }

    public function testAQuoteTakesPeriodPackagesAndCodeAsTyped(): void
    {
        $this->serviceAnswers($this->offers());

        $this->printed('quote', ['3'], ['membership' => '12', 'period' => '1-year', 'packages' => '6:3, 7', 'code' => ' SPRING ']);
        $typed = end($this->asked)[2];
        $this->printed('quote', ['3'], ['membership' => '12', 'packages' => 'none']);

        self::assertSame([['n' => 1, 'unit' => 'year'], ['6' => 3, '7' => 1], 'SPRING'], [$typed['period'], $typed['addons'], $typed['code']]);
        self::assertSame([], end($this->asked)[2]['addons']);
    }

    /** @dataProvider mistyped */
    public function testWhatCannotBeReadAsksForNoPrice(string $plan, array $named, string $words): void
    {
        $this->serviceAnswers($this->offers());

        self::assertSame(1, $this->failed('quote', [$plan], $named + ['membership' => '12']));
        self::assertStringContainsString($words, (string) end(WP_CLI::$said));
        self::assertNotContains('POST', array_column($this->asked, 0));
    }

    public static function mistyped(): iterable
    {
        yield 'a plan that is not offered' => ['99', [], '3 (Premium)'];
        yield 'a period' => ['3', ['period' => 'monthly'], '--period=monthly'];
        yield 'a period without a value' => ['3', ['period' => true], '1-month'];
        yield 'packages' => ['3', ['packages' => '6=2'], '--packages=6=2'];
        yield 'a membership' => ['3', ['membership' => 'anna'], 'anna is no number'];
    }

    public function testAnOrderIsAskedAboutAndSentOnceWithItsWayToPay(): void
    {
        $this->serviceAnswers(['GET /v1/quotes/' => ['quote' => $this->aQuote()], 'POST /v1/changes' => ['change' => self::order(['gateway' => 'manual', 'by_hand' => Sample::change()['by_hand']])]]);

        $row = $this->printed('change', [self::QUOTE]);

        self::assertSame(['Order Premium, per month, Extra disk space × 2 for membership 12, SEK 199.00 due now, Invoice or bank transfer?'], str_replace("\u{a0}", ' ', WP_CLI::$said));
        self::assertSame([['quote_id' => self::QUOTE, 'gateway' => 'manual']], array_column(array_filter($this->asked, static fn (array $one): bool => $one[0] === 'POST'), 2));
        self::assertSame(['awaiting_payment', 'KX4P-7QMC', 19900], [$row['status'], $row['reference'], $row['left_minor']]);
        self::assertStringContainsString('page=plan-bridge-pay&order=' . str_repeat('a', 32), $row['pay_at']);
    }

    public function testWhoSaysNoOrdersNothing(): void
    {
        WP_CLI::$agrees = false;
        $this->serviceAnswers(['GET /v1/quotes/' => ['quote' => $this->aQuote()]]);

        $this->failed('change', [self::QUOTE], code: 0);

        self::assertSame(['GET'], array_column($this->asked, 0));
    }

    public function testASavedCardIsNamedAndANewOneIsNotTypedHere(): void
    {
        $quote = ['quote' => $this->aQuote(['gateways' => [['id' => 'stripe'], ['id' => 'manual']]])];
        $this->serviceAnswers(['GET /v1/quotes/' => $quote, 'POST /v1/changes' => ['change' => self::order(['status' => 'applied', 'payable' => false])]]);

        $row = $this->printed('change', [self::QUOTE], ['gateway' => 'stripe:pm_visa', 'yes' => true]);

        self::assertSame(['gateway' => 'stripe', 'method_id' => 'pm_visa'], array_diff_key(end($this->asked)[2], ['quote_id' => 1]));
        self::assertSame(['applied', null], [$row['status'], $row['pay_at']]);
        foreach (['stripe:new', 'paypal', '?'] as $other) {
            self::assertSame(1, $this->failed('change', [self::QUOTE], ['gateway' => $other]));
            self::assertStringContainsString('stripe, manual', (string) end(WP_CLI::$said));
        }
    }

    public function testAnOrderThatCameToNothingEndsWith1AndIsPrintedAllTheSame(): void
    {
        $this->serviceAnswers(['GET /v1/quotes/' => ['quote' => $this->aQuote()], 'POST /v1/changes' => ['change' => self::order(['status' => 'needs_attention', 'payable' => false])]]);

        self::assertSame(1, $this->failed('change', [self::QUOTE], ['yes' => true]));
        self::assertSame('The order is needs_attention.', end(WP_CLI::$said));
    }

    public function testAnAnswerThatGotLostIsNotCalledARefusal(): void
    {
        $this->serviceAnswers(['GET /v1/quotes/' => ['quote' => $this->aQuote()], 'POST /v1/changes' => [502, []]]);

        self::assertSame(1, $this->failed('change', [self::QUOTE], ['yes' => true]));
        self::assertStringNotContainsString('Nothing has changed', (string) end(WP_CLI::$said));
    }

    public function testAnOrderIsTakenBackAndAMembershipCancelledForItsTermsEnd(): void
    {
        $ends = ['membership' => ['membership_id' => 12, 'status' => 'active', 'cancellation' => ['asked_at' => '2025-02-10T00:00:00Z', 'ends_at' => '2025-03-01T00:00:00Z', 'reason' => 'Closing']]];
        $this->serviceAnswers([
            'POST /v1/changes/' => ['change' => self::order(['status' => 'cancelled', 'payable' => false])],
            'GET /v1/account' => Sample::account(),
            'POST /v1/memberships/12/cancel' => $ends,
            'POST /v1/memberships/12/keep' => ['membership' => ['membership_id' => 12, 'status' => 'active', 'cancellation' => null]],
        ]);

        self::assertSame('cancelled', $this->printed('cancel', [self::QUOTE], ['yes' => true])['status']);
        self::assertSame('2025-03-01T00:00:00Z', $this->printed('cancel', [], ['membership' => '12', 'reason' => ' Closing ', 'yes' => true])['cancelled_for']);
        self::assertNull($this->printed('cancel', [], ['membership' => '12', 'undo' => true])['cancelled_for']);
        self::assertContains(['POST', '/v1/memberships/12/cancel', ['reason' => 'Closing']], $this->asked);
    }

    public function testPaymentsAreListedToTheLastPageWhereThatIsAsked(): void
    {
        $one = static fn (int $id): array => ['id' => null, 'shared_id' => $id, 'date' => '2025-02-01T00:00:00Z', 'status' => 'completed', 'total' => Sample::money(19900), 'documents' => [['id' => 1, 'name' => "R-{$id}", 'series' => 'receipt']]];
        $this->serviceAnswers([
            'GET /v1/account' => Sample::account(['payments' => [$one(9)], 'payments_older' => 'a-1']),
            'older=a-1' => ['payments' => [$one(8)], 'older' => 'a-2', 'newer' => null],
            'older=a-2' => ['payments' => [$one(7)], 'older' => null, 'newer' => null],
        ]);

        self::assertCount(1, $this->printed('payments'));
        self::assertSame([9, 8, 7], array_column($this->printed('payments', [], ['all' => true]), 'id'));
        self::assertSame([9, 8, 7], $this->printed('payments', [], ['all' => true, 'format' => 'ids']));
        self::assertSame('R-9', $this->printed('payments')[0]['documents']);
    }

    public function testSitesAreWrittenAnewAndTheFailedOnesCounted(): void
    {
        wp_set_current_user(0);
        [$anna, $bjorn] = [$this->blog('anna'), $this->blog('bjorn')];
        $this->serviceAnswers([
            "POST /v1/sites/{$anna}/quota" => ['blog_id' => $anna],
            "POST /v1/sites/{$bjorn}/quota" => [404, ['code' => 'no_membership', 'status' => 404, 'title' => 'x', 'params' => []]],
        ]);

        self::assertSame([['site' => (string) $anna, 'written' => 'yes', 'said' => '']], $this->printed('materialise', [(string) $anna]));
        self::assertSame(1, $this->failed('materialise', [(string) $anna, (string) $bjorn, '999999', 'x']));
        self::assertSame('The limits of 1 of 4 sites were written.', end(WP_CLI::$said));
    }

    public function testEachCommandSaysHowItIsUsed(): void
    {
        Commands::register();
        self::assertSame(Commands::class, WP_CLI::$commands['plan-bridge']);
        foreach (['account', 'quote', 'change', 'cancel', 'payments', 'materialise'] as $command) {
            $words = (string) (new \ReflectionMethod(Commands::class, $command))->getDocComment();
            self::assertStringContainsString('## OPTIONS', $words);
            self::assertStringContainsString("wp plan-bridge {$command}", $words);
            self::assertStringContainsString('[--format=<format>]', $words);
        }
    }

    /** @param array<string, mixed> $other @return array<string, mixed> */
    private function aQuote(array $other = []): array
    {
        return $other + [
            'id' => self::QUOTE, 'membership_id' => 12, 'kind' => 'upgrade', 'confirmable' => true, 'due_now' => Sample::money(19900), 'gateways' => [['id' => 'manual']],
            'selection' => ['plan_id' => 3, 'plan_name' => 'Premium', 'period' => ['n' => 1, 'unit' => 'month'], 'addons' => [['product_id' => 6, 'name' => 'Extra disk space', 'quantity' => 2]]],
        ];
    }

    /** @return array<string, array<string, mixed>> */
    private function offers(): array
    {
        $price = static fn (string $unit): array => ['period' => ['n' => 1, 'unit' => $unit], 'amount' => Sample::money(19900)];
        $plan = ['product_id' => 3, 'name' => 'Premium', 'prices' => [$price('year'), $price('month')], 'addons' => [['product_id' => 6], ['product_id' => 7]]];
        return [
            'GET /v1/account' => Sample::account(),
            'GET /v1/memberships/12/choices' => ['membership_id' => 12, 'current' => ['plan_id' => 1, 'period' => ['n' => 1, 'unit' => 'month'], 'addons' => ['6' => 2, '8' => 1]], 'plans' => [$plan]],
            'POST /v1/quotes' => ['quote' => $this->aQuote()],
        ];
    }

    /** @return array<string, mixed>|list<mixed> what a command printed */
    private function printed(string $command, array $args = [], array $named = []): array
    {
        ob_start();
        try {
            (new Commands())->$command($args, $named);
        } finally {
            $text = (string) ob_get_clean();
        }
        return (array) (json_decode($text, true) ?? [$text]);
    }

    private function failed(string $command, array $args, array $named = [], int $code = 1): int
    {
        try {
            $this->printed($command, $args, $named);
        } catch (RuntimeException $end) {
            self::assertSame("ended with {$code}", $end->getMessage());
            return $code;
        }
        self::fail("{$command} ended well");
    }
}
