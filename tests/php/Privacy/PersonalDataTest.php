<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Privacy;

use PlanBridge\Privacy\Erasure;
use PlanBridge\Privacy\Export;
use PlanBridge\Tests\Account\PayingTestCase;
use PlanBridge\Tests\Account\Sample;
use PlanBridge\View;
use WP_Error;

require_once dirname(__DIR__) . '/Account/PayingTestCase.php';

/** What WordPress gives people of their data, and takes away. */
final class PersonalDataTest extends PayingTestCase
{
    private const DOWN = [503, ['code' => 'store_unavailable', 'status' => 503, 'title' => 'x', 'params' => []]];

    protected function setUp(): void
    {
        parent::setUp();
        $this->actAs('admin');
    }

    public function testWordPressKnowsBoth(): void
    {
        self::assertArrayHasKey('plan-bridge', apply_filters('wp_privacy_personal_data_exporters', []));
        self::assertArrayHasKey('plan-bridge', apply_filters('wp_privacy_personal_data_erasers', []));
    }

    public function testAMembershipIsOnePageWithAllThatItsOwnerIsToldAndTheLastIsWhatTheyHadBefore(): void
    {
        $this->serviceAnswers($this->all());

        $first = Export::page($this->email('anna'));
        $last = Export::page($this->email('anna'), 2);

        $told = $this->told($first);
        self::assertFalse($first['done']);
        self::assertSame(['Premium', 'Active', 'SEK 5.00', "Anna AB\n1 Way\n111 22 Town\nSweden", 'SE556000016701 (valid)', 'Visa ending in 4242, expires 04/2099', 'Too dear'], [
            $told['Memberships']['Plan'], $told['Memberships']['Status'], $told['Memberships']['Account credit'], $told['Memberships']['Address'],
            $told['Memberships']['VAT number'], $told['Memberships']['Saved to pay with'], $told['Memberships']['Why'],
        ]);
        self::assertSame(['Payment 9', 'Payment 8'], array_column($this->items($first, 'Payments'), 'Number'));
        self::assertSame('“Sorry”', mb_strstr($told['Account credit']['Why'], '“'));
        self::assertSame('The membership was renewed: Premium', $told['History']['What happened']);
        self::assertTrue($last['done']);
        self::assertSame(['Payment 3'], array_column($this->items($last, 'Payments'), 'Number'));
    }

    public function testWhoIsAskedForIsACustomerAndNoNetworkAdmin(): void
    {
        $claims = [];
        add_filter('http_request_args', static function (array $request) use (&$claims): array {
            $claims[] = json_decode((string) base64_decode(strtr(explode('.', $request['headers']['Authorization'])[1], '-_', '+/')), true);
            return $request;
        });
        $this->serviceAnswers($this->all());

        Export::page($this->email('anna'));

        $anna = (string) get_user_by('login', 'anna')->ID;
        self::assertNotSame([], $claims);
        foreach ($claims as $one) {
            self::assertSame([$anna, false, false], [$one['sub'], $one['sup'], $one['adm']]);
        }
    }

    public function testWhereTheServiceDoesNotAnswerNothingIsTakenForWhole(): void
    {
        foreach (['GET /v1/account', 'GET /v1/memberships/1/history', 'GET /v1/memberships/1/payment-methods', 'older=p-2'] as $silent) {
            $this->serviceAnswers([$silent => self::DOWN] + $this->all());

            self::assertInstanceOf(WP_Error::class, Export::page($this->email('anna')), $silent);
        }
    }

    public function testWhoHasNoMembershipIsAskedForThePaymentsOfEarlierOnesAlone(): void
    {
        $this->serviceAnswers($this->all());

        self::assertTrue(Export::page($this->email('sten'))['done']);
        self::assertSame(['/v1/former-payments'], array_column($this->asked, 1));
        self::assertSame(['data' => [], 'done' => true], Export::page('nobody@example.org'));
    }

    public function testWhatIsNotNeededAnyMoreIsErasedAndTheBooksAreKept(): void
    {
        $this->serviceAnswers($this->all('cancelled'));

        $first = Erasure::page($this->email('anna'));

        self::assertSame([true, true, true], [$first['items_removed'], $first['items_retained'], $first['done']]);
        self::assertStringContainsString('receipts', $first['messages'][0]);
        self::assertContains(['DELETE', '/v1/memberships/1/payment-methods/pm_visa', null], $this->asked);
        $kept = array_values(array_filter($this->asked, static fn (array $one): bool => $one[0] === 'PUT'))[0][2];
        self::assertSame(['country' => 'SE'], array_filter($kept));
        self::assertArrayHasKey('vat_number', $kept);
        self::assertSame([false, false, true], [...array_values(array_diff_key(Erasure::page('nobody@example.org'), ['messages' => 1]))]);
    }

    /** @dataProvider going */
    public function testAMembershipThatGoesOnKeepsWhatItsNextBillNeeds(string $status, array $other): void
    {
        $this->serviceAnswers(['GET /v1/account' => Sample::account($other + ['membership' => Sample::membership(['status' => $status])])] + $this->all($status));

        $page = Erasure::page($this->email('anna'));

        self::assertSame([false, true], [$page['items_removed'], $page['items_retained']]);
        self::assertStringContainsString('cancel it first', $page['messages'][0]);
        self::assertSame(['GET'], array_values(array_unique(array_column($this->asked, 0))));
    }

    public static function going(): iterable
    {
        foreach (['active', 'trialing', 'on-hold', 'pending'] as $status) {
            yield $status => [$status, []];
        }
        yield 'an open order' => ['expired', ['open_change' => Sample::change()]];
    }

    public function testWhatTheServiceDidNotEraseIsSaidToBeThereAndWhatItDidToBeGone(): void
    {
        $this->serviceAnswers(['PUT /v1/memberships' => self::DOWN] + $this->all('expired'));
        $page = Erasure::page($this->email('anna'));
        $this->serviceAnswers(['GET /v1/account' => self::DOWN] + $this->all('expired'));
        $silent = Erasure::page($this->email('anna'));

        self::assertSame([true, true], [$page['items_removed'], $page['items_retained']]);
        self::assertSame([false, true], [$silent['items_removed'], $silent['items_retained']]);
        self::assertStringContainsString('were not erased', $page['messages'][0]);
        self::assertStringContainsString('were not erased', $silent['messages'][0]);
    }

    public function testAnAddressThatTheServiceCannotWriteIsNotCalledErased(): void
    {
        foreach ([['readable' => false], ['readable' => true, 'vat' => ['number' => 'SE556000016701', 'state' => 'valid', 'checked_at' => null]]] as $odd) {
            $this->asked = [];
            $this->serviceAnswers(['GET /v1/memberships/1/billing-address' => ['membership_id' => 1, 'billing' => $odd + ['address' => ['country' => ''], 'country_name' => '']]] + $this->all('expired'));

            self::assertStringContainsString('were not erased', Erasure::page($this->email('anna'))['messages'][0]);
            self::assertNotContains('PUT', array_column($this->asked, 0));
        }
    }

    public function testThePolicySuggestsWhatIsKept(): void
    {
        $text = View::text('privacy-policy', []);

        self::assertStringContainsString('privacy-policy-tutorial', $text);
        self::assertSame($text, wp_kses_post($text));
        self::assertStringContainsString('receipts', $text);
    }

    /** @return array<string, array<string, mixed>> */
    private function all(string $status = 'active'): array
    {
        $payment = static fn (int $id): array => ['id' => $id, 'shared_id' => $id, 'date' => '2025-02-01T00:00:00Z', 'status' => 'completed', 'gateway' => 'manual', 'total' => Sample::money(19900), 'lines' => []];
        $billing = [
            'address' => ['company_name' => 'Anna AB', 'address_line_1' => '1 Way', 'address_line_2' => '', 'state' => '', 'zip_code' => '111 22', 'city' => 'Town', 'country' => 'SE'], 'readable' => true, 'country_name' => 'Sweden',
            'vat' => ['number' => 'SE556000016701', 'state' => 'valid', 'checked_at' => null],
        ];
        $held = Sample::membership(['status' => $status, 'account_credit' => Sample::money(500), 'cancellation' => ['asked_at' => '2025-02-10T00:00:00Z', 'ends_at' => '2025-03-01T00:00:00Z', 'reason' => 'Too dear']]);
        return [
            'GET /v1/account' => Sample::account(['membership' => $held, 'billing' => $billing]),
            'DELETE /v1/memberships/1/payment-methods' => self::saved(),
            'GET /v1/memberships/1/payment-methods' => self::saved(self::VISA),
            'GET /v1/memberships/1/billing-address' => ['membership_id' => 1, 'billing' => $billing],
            'PUT /v1/memberships/1/billing-address' => ['membership_id' => 1, 'billing' => $billing],
            'older=p-2' => ['payments' => [$payment(8)], 'older' => null],
            'GET /v1/memberships/1/payments' => ['payments' => [$payment(9)], 'older' => 'p-2'],
            'GET /v1/memberships/1/account-credit' => ['movements' => [['created_at' => '2025-02-01T00:00:00Z', 'cause' => 'granted', 'reason' => 'Sorry', 'amount' => Sample::money(500)]]],
            'GET /v1/memberships/1/history' => ['membership_id' => 1, 'events' => [['at' => '2025-02-01T00:00:00Z', 'event' => 'renewal_applied', 'plan' => 'Premium', 'by' => 'system']]],
            'GET /v1/former-payments' => ['payments' => [['membership_id' => 4, 'payment' => $payment(3)]], 'before' => null],
        ];
    }

    private function email(string $login): string
    {
        return (string) get_user_by('login', $login)->user_email;
    }

    /** @return array<string, array<string, string>> the first item of each group, its facts by name */
    private function told(array|WP_Error $page): array
    {
        $told = [];
        foreach ($page['data'] as $item) {
            $told[$item['group_label']] ??= $this->facts($item);
        }
        return $told;
    }

    /** @return list<array<string, string>> */
    private function items(array|WP_Error $page, string $group): array
    {
        return array_map($this->facts(...), array_values(array_filter($page['data'], static fn (array $item): bool => $item['group_label'] === $group)));
    }

    /** @return array<string, string> */
    private function facts(array $item): array
    {
        return array_map(static fn (string $value): string => str_replace(["<br />\n", '&#039;', '&amp;'], ["\n", "'", '&'], $value), array_column($item['data'], 'value', 'name'));
    }
}
