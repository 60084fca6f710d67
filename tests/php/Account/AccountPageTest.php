<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Account\AccountPage;
use PlanBridge\Account\Checkout;
use PlanBridge\Account\Selection;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Tests\WholeAnswer;
use PlanBridge\View;

require_once __DIR__ . '/Sample.php';

/** The Account page, with the service's answer given. */
final class AccountPageTest extends NetworkTestCase
{
    public function testACopySaysThatNothingCanBeBought(): void
    {
        $page = $this->account(['is_copy' => true]);

        self::assertStringContainsString('This is a copy of the network', $page);
        self::assertStringNotContainsString('This is a copy of the network', $this->account());
    }

    public function testTheChangePageOfACopySaysSoToo(): void
    {
        $choices = ['membership_id' => 12, 'currency' => 'SEK', 'current' => ['plan_id' => 1, 'period' => null, 'addons' => []], 'plans' => [], 'is_copy' => true];
        $this->serviceAnswers($choices);

        $page = $this->shown(new Checkout());

        self::assertStringContainsString('This is a copy of the network', $page);
    }

    public function testThePackagesOfAPlanSayHowManyOfThemRaiseALimit(): void
    {
        $package = ['product_id' => 6, 'slug' => 'visits', 'name' => 'Visits', 'description' => '', 'type' => 'package', 'recurring' => true, 'held' => 0, 'most' => 1, 'prices' => [], 'refusals' => []];
        $refused = ['most' => 0, 'refusals' => [['code' => 'adds_nothing', 'params' => ['product_id' => 6, 'name' => 'Visits', 'most' => 0]]]] + $package;

        self::assertMatchesRegularExpression('/More than 1 would raise no limit\..*max="1"/s', self::packages($package));
        self::assertMatchesRegularExpression('/Visits raises no limit of this plan: .* disabled/s', self::packages($refused));
        self::assertStringContainsString('max="9999"', self::packages(['most' => null] + $package));
    }

    public function testAPlanSaysHowManyPaymentsItHas(): void
    {
        $price = ['period' => ['n' => 1, 'unit' => 'month'], 'amount' => Sample::money(19900), 'kind' => 'upgrade', 'effective' => null, 'due_now' => Sample::money(19900), 'refusals' => []];
        $plan = ['product_id' => 4, 'name' => 'Course', 'description' => '', 'is_current' => false, 'features' => ['100 posts'],
            'refusals' => [], 'limits' => [], 'prices' => [$price], 'addons' => []];

        self::assertStringContainsString('per month, 12 payments</span>', self::plan(['billings' => ['total' => 12, 'made' => 0, 'ends' => false]] + $plan));
        self::assertStringContainsString('per month</span>', self::plan(['billings' => null] + $plan));
    }

    private static function plan(array $plan): string
    {
        return View::text('change/plan', ['plan' => $plan, 'selection' => new Selection(3, null, []), 'current' => ['addons' => []], 'exceeds' => [], 'unmeasured' => 0, 'membership_id' => 1]);
    }

    private static function packages(array $addon): string
    {
        $plan = ['product_id' => 3, 'name' => 'Premium', 'description' => '', 'is_current' => false, 'features' => ['100 posts'],
            'prices' => [], 'refusals' => [], 'addons' => [$addon]];
        return self::plan($plan);
    }

    public function testAFreePlanHasNoAmount(): void
    {
        $page = $this->account(['membership' => Sample::membership(['plan' => Sample::line('Free', 0), 'amount_per_term' => Sample::money(0)])]);

        self::assertSame(2, substr_count($page, 'Free of charge'));
        self::assertStringNotContainsString('SEK 0.00', $page);
    }

    public function testAnAddOnOfAFreePlanKeepsItsAmounts(): void
    {
        $membership = Sample::membership(['plan' => Sample::line('Free', 0), 'addons' => [Sample::line('Space', 4900, 'package')], 'amount_per_term' => Sample::money(4900)]);

        $page = $this->account(['membership' => $membership]);

        self::assertSame(1, substr_count($page, 'Free of charge'));
        self::assertStringContainsString('SEK 49.00 per month', $page);
    }

    public function testPackagesThatWereLetGoSayHowLongTheyStay(): void
    {
        $some = ['quantity' => 3, 'leaving' => 1] + Sample::line('Space', 4900, 'package');
        $all = ['quantity' => 1, 'leaving' => 1] + Sample::line('Visits', 7900, 'package');
        $membership = Sample::membership(['addons' => [$some, $all], 'term_end' => '2026-12-13T10:00:00Z']);

        $page = $this->account(['membership' => $membership]);

        self::assertStringContainsString('1 of them until December 13, 2026', $page);
        self::assertStringContainsString('until December 13, 2026, then no more', $page);
    }

    public function testAPlanThatIsFreeByADiscountIsNotCalledFree(): void
    {
        $page = $this->account(['membership' => Sample::membership(['amount_per_term' => Sample::money(0), 'discount_code' => 'ALL'])]);

        self::assertStringNotContainsString('Free of charge', $page);
    }

    /** @dataProvider endings */
    public function testAMembershipBeyondItsTermSaysHowItStands(string $beyondTerm, string $said): void
    {
        $page = $this->account(['membership' => Sample::membership(['beyond_term' => $beyondTerm])]);

        self::assertStringContainsString($said, $page);
        self::assertStringNotContainsString('Nothing will be billed', $page);
    }

    /** @return array<string, array{string, string}> */
    public static function endings(): array
    {
        return [
            'nobody renews it' => ['over', 'The term is over, and no payment is planned here.'],
            'its renewal is open' => ['awaits_payment', 'its renewal has not been paid yet'],
            'billed as often as agreed' => ['paid_in_full', 'Paid in full: nothing more will be billed'],
            'and it ends then' => ['ends_paid_in_full', 'All payments are made; it ends when what is paid for ends'],
            'on hold' => ['on_hold', 'The membership is on hold: nothing is billed'],
        ];
    }

    public function testAPlanOfANumberOfPaymentsSaysHowManyAreMadeAndWhichComesNext(): void
    {
        $next = ['date' => '2025-03-01T00:00:00Z', 'amount' => Sample::money(19900)];
        $membership = Sample::membership(['times_billed' => 8, 'next_charge' => $next, 'billings' => ['total' => 12, 'made' => 3, 'ends' => false]]);

        $page = $this->account(['membership' => $membership]);
        $endless = $this->account(['membership' => ['billings' => null] + $membership]);

        self::assertStringContainsString('March 1, 2025: SEK 199.00 (payment 4 of 12)', $page);
        self::assertStringContainsString('<dd>3 of 12</dd>', $page);
        self::assertStringContainsString('<dd>8</dd>', $endless);
        self::assertStringNotContainsString('payment 4', $endless);
    }

    /** @dataProvider counts */
    #[DataProvider('counts')]
    public function testTheSummarySaysHowOftenAPlanIsCharged(?array $billings, ?array $next, array $said): void
    {
        $html = View::text('change/quote', ['quote' => Sample::quote(['billings' => $billings, 'next_charge' => $next])]);
        $page = (string) preg_replace('/\s+/', ' ', strip_tags($html));

        foreach ($said as $words) {
            self::assertStringContainsString($words, $page);
        }
        self::assertSame($billings !== null, str_contains($page, 'Number of payments'));
    }

    public static function counts(): array
    {
        $next = ['date' => '2025-03-01T00:00:00Z', 'amount' => Sample::money(19900), 'lines' => []];
        return [
            'the first of twelve' => [['total' => 12, 'made' => 1, 'ends' => true], $next, ['12 payments of SEK 199.00, then it ends', 'March 1, 2025 (payment 2 of 12)']],
            'in a trial' => [['total' => 12, 'made' => 0, 'ends' => false], $next, ['12 payments of SEK 199.00, then it goes on without a charge', '(payment 1 of 12)']],
            'the only one' => [['total' => 1, 'made' => 1, 'ends' => false], null, ['1 payment of SEK 199.00', 'none: all payments are made then']],
            'later ones' => [['total' => 12, 'made' => 5, 'ends' => false], $next, ['Number of payments 12, then', '(payment 6 of 12)']],
            'without end' => [null, $next, ['SEK 199.00 on March 1, 2025 ']],
        ];
    }

    public function testABillSaysThatItsTaxIsAnotherThanWasAgreed(): void
    {
        $taxes = ['now' => Sample::money(3184), 'agreed' => Sample::money(3781)];
        $until = gmdate('Y-m-d\TH:i:s\Z', time() + 86400);

        $told = $this->account(['open_change' => Sample::change(['kind' => 'renewal', 'payable_until' => $until, 'tax_change' => $taxes])]);
        $same = $this->account(['open_change' => Sample::change(['kind' => 'renewal', 'payable_until' => $until, 'tax_change' => null])]);

        self::assertStringContainsString('The tax in it is SEK 31.84; it was SEK 37.81 when the price was agreed.', $told);
        self::assertStringNotContainsString('The tax in it is', $same);
    }

    /** @dataProvider states */
    #[DataProvider('states')]
    public function testEachStateOfAnOrderSaysWhereItStands(array $change, array $said, array $unsaid): void
    {
        $page = $this->account(['open_change' => Sample::change($change)]);

        foreach ($said as $words) {
            self::assertStringContainsString($words, $page);
        }
        foreach ($unsaid as $words) {
            self::assertStringNotContainsString($words, $page);
        }
    }

    public static function states(): array
    {
        $past = '2025-02-17T12:30:00Z';
        return [
            'to be paid' => [
                [],
                ['Waiting for your payment', 'Pay no later than', 'Bankgiro 123-4567', 'Cancel this order', 'Your change takes effect as soon as'],
                [],
            ],
            'too late to pay' => [
                ['payable_until' => $past, 'payable' => false],
                ['The time to pay is over', 'no later than February 17, 2025 12:30 pm', 'do not pay it any more', 'Cancel this order'],
                ['Bankgiro', 'How to pay', 'To pay', 'Pay no later than'],
            ],
            'partly paid' => [
                ['by_hand' => ['reference' => 'KX4P-7QMC', 'instructions' => '', 'received' => Sample::money(5000), 'left' => Sample::money(14900)]],
                ['Already received', 'SEK 50.00 of SEK 199.00', '<strong>SEK 149.00</strong>', 'Payment reference', 'Please name KX4P-7QMC when you pay', 'will send you an invoice'],
                ['<strong>SEK 199.00</strong>'],
            ],
            'a renewal to be paid' => [
                ['kind' => 'renewal'],
                ['Time to pay for your membership', 'Renewal', 'Bankgiro 123-4567', 'your membership expires'],
                ['Cancel this order', 'Your change'],
            ],
            'a renewal not paid in time' => [
                ['kind' => 'renewal', 'payable_until' => $past, 'payable' => false],
                ['The time to pay is over', 'choose a plan under Change'],
                ['Bankgiro', 'Cancel this order', 'Your change'],
            ],
            'being paid' => [
                ['status' => 'processing', 'gateway' => 'stripe', 'by_hand' => null],
                ['Your payment is being processed', 'Your change takes effect as soon as that is done', 'Check again'],
                ['How to pay', 'Cancel this order', 'To pay'],
            ],
            'a renewal being paid' => [
                ['status' => 'processing', 'kind' => 'renewal', 'by_hand' => null],
                ['Your payment is being processed', 'The next term begins'],
                ['Your change'],
            ],
            'stuck' => [
                ['status' => 'needs_attention', 'problem' => 'basis_moved', 'by_hand' => null],
                ['Your payment could not be used', 'The membership had changed since', 'account credit', 'Paid'],
                ['How to pay', 'Cancel this order', 'To pay'],
            ],
            'ended' => [['status' => 'void'], ['was not paid in time'], ['How to pay', 'Cancel this order']],
            'cancelled' => [['status' => 'cancelled'], ['has been cancelled'], ['How to pay', 'Cancel this order']],
            'done' => [['status' => 'applied'], ['Your change is in place'], ['How to pay', 'Cancel this order']],
        ];
    }

    /** @param array<string, mixed> $other */
    private function account(array $other = []): string
    {
        $this->serviceAnswers(Sample::account($other));

        return $this->shown(new AccountPage());
    }

    /** @param array<string, mixed> $answer */
    private function serviceAnswers(array $answer): void
    {
        $this->actAs('anna', 'anna');
        remove_all_filters('pre_http_request');
        add_filter('pre_http_request', static fn (mixed $given, array $request, string $address): array => ['response' => ['code' => 200], 'body' => wp_json_encode(WholeAnswer::of($request['method'], (string) preg_replace('#^.*(?=/v1/)#', '', $address), $answer))], 10, 3);
    }

    private function shown(object $page): string
    {
        ob_start();
        $page->render();

        return (string) ob_get_clean();
    }
}
