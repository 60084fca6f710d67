<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Health\SiteHealth;
use PlanBridge\Messages;
use PlanBridge\Network\Memberships;
use PlanBridge\Network\Payments;
use PlanBridge\Network\Products\Catalog;
use PlanBridge\Network\Products\ProductPage;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Settings\SettingsPage;
use PlanBridge\Service\Answer;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Sample.php';
require_once __DIR__ . '/Answers.php';

/** The screens, with the service's answers given. */
final class PagesTest extends NetworkTestCase
{
    use Answers;

    /** @var array<string, mixed> what the service says of the form */
    private array $form = [];

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

    public function testOnlySuperAdminsMayEnter(): void
    {
        self::assertTrue(Screens::mayUse(Screens::FOR_PRODUCTS));

        $this->actAs('anna', 'anna');

        self::assertFalse(Screens::mayUse(Screens::FOR_PRODUCTS));
        self::assertFalse(Screens::mayUse(Screens::FOR_SETTINGS));
    }

    public function testNoActOfTheseScreensThatGotNoAnswerSpeaksAsToAnOwner(): void
    {
        $folder = \dirname((string) (new \ReflectionClass(Screens::class))->getFileName());
        $acts = [];
        foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($folder, \FilesystemIterator::SKIP_DOTS)) as $file) {
            preg_match_all("/(?:forAct|codeOfAct)\('([a-z]+)'/", (string) file_get_contents((string) $file), $found);
            array_push($acts, ...$found[1]);
        }

        self::assertContains('preview', $acts);
        foreach (array_unique($acts) as $act) {
            $words = Messages::forAct($act, Answer::error('no_answer'));
            self::assertStringNotContainsString('ordered', $words, $act);
            self::assertStringNotContainsString('your account', $words, $act);
            self::assertStringNotContainsString("{$act}_unknown_outcome", $words, $act);
        }
    }

    /** @dataProvider reading */
    #[DataProvider('reading')]
    public function testAPageThatCannotBeReadDoesNotClaimThatNothingChanged(string $class): void
    {
        add_filter('pre_http_request', static fn (): \WP_Error => new \WP_Error('http_request_failed', 'cURL error 7: Failed to connect'));
        $_GET = ['id' => '3'];

        $shown = $this->shown(new $class());

        self::assertStringContainsString('cannot be reached', $shown);
        self::assertStringNotContainsString('Nothing has changed', $shown);
    }

    public static function reading(): array
    {
        return [[Catalog::class], [ProductPage::class], [Payments::class], [Memberships::class], [SiteHealth::class]];
    }

    public function testTheListIsFilteredByType(): void
    {
        $this->serviceAnswers($this->catalog(Sample::plan(), Sample::plan(['id' => 5, 'type' => 'package', 'name' => 'Extra disk space'])));
        $_GET = ['type' => 'package'];

        $page = $this->shown(new Catalog());

        self::assertStringContainsString('Extra disk space', $page);
        self::assertStringNotContainsString('Premium', $page);
    }

    public function testWhatIsStoredIsEscaped(): void
    {
        $this->serviceAnswers($this->catalog(Sample::plan(['name' => '<script>alert(1)</script>', 'plan_group' => '"><b>'])));
        $_GET = ['id' => '3'];

        $page = $this->shown(new ProductPage());

        self::assertStringNotContainsString('<script>alert(1)', $page);
        self::assertStringNotContainsString('"><b>', $page);
        self::assertStringContainsString('&lt;script&gt;', $page);
    }

    public function testNothingTypedIsLostWhenAFieldIsWrong(): void
    {
        $this->form = ['problems' => [['path' => 'amount', 'code' => 'amount_unreadable', 'least' => null, 'most' => null]]];
        $this->serviceAnswers($this->catalog(Sample::plan()));
        $this->sends(3, ['name' => 'Premium plus', 'amount' => 'much', 'plan_group' => 'New family']);

        $page = $this->shown(new ProductPage());

        self::assertStringContainsString('value="Premium plus"', $page);
        self::assertStringContainsString('value="much"', $page);
        self::assertStringContainsString('value="New family"', $page);
        self::assertStringContainsString('This is not an amount', $page);
        self::assertNotContains('PUT', array_column($this->asked, 'method'));
    }

    public function testAProductThatSomebodyElseSavedIsNotOverwritten(): void
    {
        $this->form = ['differences' => ['name']];
        $this->serviceAnswers(['PUT /v1/network/products/3' => ['status' => 409, 'code' => 'product_changed', 'params' => []]] + $this->catalog(Sample::plan(['version' => 'fedcba9876543210', 'amount' => '249.00'])));
        $this->sends(3, ['name' => 'My name', 'version' => '0123456789abcdef']);

        $page = $this->shown(new ProductPage());

        self::assertSame(['0123456789abcdef'], array_column(array_column(array_filter($this->asked, static fn (array $one): bool => $one['method'] === 'PUT'), 'body'), 'version'));
        self::assertStringContainsString('Somebody else has saved this product', $page);
        self::assertStringContainsString('value="My name"', $page);
        self::assertStringContainsString('value="fedcba9876543210"', $page, 'saving once more is meant for what is stored now');
        self::assertStringContainsString('differs from what is stored now in: Name.', $page);
    }

    public function testAFormThatExpiredSavesNothingAndKeepsWhatWasTyped(): void
    {
        $this->serviceAnswers($this->catalog(Sample::plan()));
        $this->sends(3, ['name' => 'My name']);
        $_POST['_wpnonce'] = 'expired';

        $page = $this->shown(new ProductPage());

        self::assertNotContains('PUT', array_column($this->asked, 'method'));
        self::assertStringContainsString('open for too long', $page);
        self::assertStringContainsString('value="My name"', $page);
    }

    public function testNothingTypedIsLostWhenTheServiceIsDown(): void
    {
        $this->serviceAnswers($this->catalog(Sample::plan()));
        $_GET = ['id' => '3'];
        $this->shown(new ProductPage());
        add_filter('pre_http_request', static fn () => new \WP_Error('http_request_failed', 'cURL error 7: Failed to connect'), 100);
        $this->sends(3, ['name' => 'My name', 'amount' => '250']);

        $page = $this->shown(new ProductPage());

        self::assertStringContainsString('value="My name"', $page);
        self::assertStringContainsString('value="250"', $page);
        self::assertStringContainsString('cannot reach the service', $page);
    }

    public function testLimitationsThatCannotBeReadAreNotWritten(): void
    {
        $this->serviceAnswers($this->catalog(Sample::plan(['limitations' => null])));
        $this->sends(3, ['limits' => ['disk_space' => ['number' => '5']]]);

        $page = $this->shown(new ProductPage());

        [$saved] = array_values(array_filter($this->asked, static fn (array $one): bool => $one['method'] === 'PUT'));
        self::assertArrayHasKey('limitations', $saved['body']);
        self::assertNull($saved['body']['limitations'], 'the service then leaves them as they are');
        self::assertStringContainsString('cannot be read. They stay as they are', $page);
    }

    public function testThePathsAreShownAsSavedAndAsEdited(): void
    {
        $cell = static fn (bool $allowed): array => ['allowed' => $allowed, 'effective' => $allowed ? 'now' : null, 'changed' => false,
            'refusals' => $allowed ? [] : [['code' => 'other_group', 'params' => []]]];
        $this->serviceAnswers($this->catalog(Sample::plan()) + ['POST /v1/network/products/3/paths' => [
            'from' => [['plan_id' => 1, 'name' => 'Free', 'saved' => $cell(true), 'edited' => $cell(false), 'changed' => true]],
            'warnings' => [['code' => 'group_of_one', 'params' => ['group' => 'High End', 'product_ids' => [3], 'period' => null]]],
            'names' => [3 => 'Premium'],
        ]]);
        $this->sends(3, ['plan_group' => 'Other'], 'preview');

        $page = $this->shown(new ProductPage());

        self::assertMatchesRegularExpression('/Free.*Yes, at once.*No.*\(changed\).*another plan group/s', $page);
        self::assertStringContainsString('The plan group “High End” has only one plan, Premium', $page);
        self::assertNotContains('PUT', array_column($this->asked, 'method'), 'a preview saves nothing');
    }

    public function testAPaymentIsMarkedOnlyByAPressedButton(): void
    {
        $money = ['amount_minor' => 19900, 'currency' => 'SEK', 'formatted' => '199,00 kr'];
        $payment = ['id' => 12, 'shared_id' => null, 'membership_id' => 1, 'user_id' => null, 'status' => 'pending', 'gateway' => 'manual', 'amount' => $money, 'tax' => $money,
            'created_at' => '2026-01-10T10:00:00Z', 'received_at' => null, 'marked_by' => null, 'may_be_marked_paid' => true,
            'marking' => 'settles', 'not_markable' => null, 'needs_attention' => false, 'quote_id' => 'a', 'reference' => 'KX4P-7QMC', 'transfers' => [], 'left' => ['amount_minor' => 14900, 'currency' => 'SEK', 'formatted' => '149,00 kr'], 'may_be_rejected' => true, 'refunds' => [], 'may_be_refunded' => false,
            'lines' => [['code' => 'plan', 'product_id' => 3, 'name' => 'Premium', 'quantity' => 1, 'amount' => $money, 'tax' => $money]]];
        $this->serviceAnswers(['GET /v1/network/payments' => ['payments' => [$payment], 'newer' => null, 'older' => null, 'to_mark' => 1]]);
        $_GET = ['pb_act' => 'mark-paid', 'payment' => '12'];

        $page = $this->shown(new Payments());

        self::assertSame(['GET'], array_column($this->asked, 'method'));
        self::assertStringContainsString('What has arrived of 149,00 kr', $page);
        self::assertMatchesRegularExpression('/KX4P-7QMC.*149,00 kr left.*placeholder="149,00".*name="reason"/s', $page);
        self::assertMatchesRegularExpression('/name="key" value="[0-9a-f]{32}"/', $page);
        self::assertMatchesRegularExpression('/<form method="post"[^>]*data-pb-once/', $page);
    }

    public function testWhatCameIsSentAsItWasTypedWithTheDayOfTheNetworksCalendar(): void
    {
        update_option('timezone_string', 'Europe/Stockholm');
        $this->serviceAnswers(['POST /v1/network/payments/12/mark-paid' => ['status' => 400, 'code' => 'invalid_request', 'params' => ['errors' => [['path' => 'amount', 'code' => 'amount_unreadable']]]]]);
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = ['payment' => '12', 'pb_act' => 'mark-paid', 'amount' => '1 490,50 kr', 'received_on' => '2026-01-20', 'key' => str_repeat('a', 32), 'left' => '199000',
            '_wpnonce' => wp_create_nonce(Screens::nonce('mark-paid_12'))];

        add_filter('wp_redirect', static fn () => throw new \DomainException('gone'));
        try {
            (new Payments())->load();
        } catch (\DomainException) {
            // where it leaves
        }

        self::assertSame(['amount' => '1 490,50 kr', 'received_at' => '2026-01-19T23:00:00Z', 'key' => str_repeat('a', 32), 'left_minor' => 199000], $this->asked[0]['body']);
        self::assertSame(['error', 'money_not_taken', ['why' => 'This is not an amount. Write it like 1990.50 or 1 990,50.']], Payments::outcome(\PlanBridge\Service\Answer::error('invalid_request', 400, ['errors' => [['path' => 'amount', 'code' => 'amount_unreadable']]]), 12));
    }

    public function testLateMoneyIsSaidToBecomeCreditAndAnotherSystemsPaymentHasNoButton(): void
    {
        $money = ['amount_minor' => 19900, 'currency' => 'SEK', 'formatted' => '199,00 kr'];
        $payment = ['id' => 12, 'shared_id' => null, 'membership_id' => 1, 'user_id' => null, 'gateway' => 'manual', 'amount' => $money, 'tax' => $money,
            'created_at' => '2026-01-10T10:00:00Z', 'received_at' => null, 'marked_by' => null, 'lines' => [], 'needs_attention' => false, 'quote_id' => null, 'reference' => '', 'transfers' => [], 'left' => null, 'may_be_rejected' => false, 'refunds' => [], 'may_be_refunded' => false];
        $late = ['status' => 'cancelled', 'may_be_marked_paid' => true, 'marking' => 'becomes_credit', 'not_markable' => null] + $payment;
        $foreign = ['id' => null, 'shared_id' => 13, 'status' => 'pending', 'may_be_marked_paid' => false, 'marking' => null, 'not_markable' => 'not_ours'] + $payment;
        $this->serviceAnswers(['GET /v1/network/payments' => ['payments' => [$foreign, $late], 'newer' => null, 'older' => '12.0', 'to_mark' => 0]]);

        $page = $this->shown(new Payments());

        self::assertStringContainsString('the money becomes account credit of the customer', $page);
        self::assertStringContainsString('Another system asked for this payment', $page);
        self::assertMatchesRegularExpression('/Payment 13.*Order 12/s', $page);
        self::assertSame(1, substr_count($page, '<form method="post"'));
        self::assertStringContainsString('start=12.0', $page, 'the next page begins where this one ends');
        self::assertStringNotContainsString('rel="prev"', $page);
    }

    public function testSettingsKeepWhatWasTypedWhenANumberIsWrong(): void
    {
        $problem = ['path' => 'payment_window_days', 'code' => 'not_a_whole_number', 'least' => null, 'most' => null];
        $this->serviceAnswers(['GET /v1/network/settings' => ['settings' => []] + Sample::tables('settings'), 'GET /v1/network/connection' => Sample::connection(),
            'POST /v1/network/settings/form' => Sample::form('settings', [], ['problems' => [$problem]])]);
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_POST = [Screens::ACT => 'settings', '_wpnonce' => wp_create_nonce(Screens::nonce(SettingsPage::FORM)), 'proration' => 'day',
            'payment_window_days' => 'soon', 'grace_days' => '3', 'request_days' => '7', 'when_paid_in_full' => 'go_on', 'quote_valid_minutes' => '15', 'manual_instructions' => 'Bankgiro 123-4567'];

        $page = $this->shown(new SettingsPage());

        self::assertNotContains('PUT', array_column($this->asked, 'method'));
        self::assertStringContainsString('value="soon"', $page);
        self::assertStringContainsString('This is not a whole number', $page);
        self::assertStringContainsString('Bankgiro 123-4567', $page);
        self::assertMatchesRegularExpression('/value="day" checked/', (string) preg_replace("/ checked='checked'/", ' checked', $page));
    }

    /** @param array<string, mixed> $typed over what the stored plan's form would send */
    private function sends(int $id, array $typed, string $act = 'save'): void
    {
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $_GET = ['id' => (string) $id];
        $_POST = $typed + [Screens::ACT => $act, '_wpnonce' => wp_create_nonce(Screens::nonce("product_{$id}")),
            'name' => 'Premium', 'slug' => 'premium', 'type' => 'plan', 'active' => '1', 'currency' => 'SEK', 'pricing_type' => 'paid',
            'amount' => '199', 'period' => ['n' => '1', 'unit' => 'month'], 'recurring' => '1', 'version' => '0123456789abcdef'];
    }

    /** @return array<string, mixed> */
    private function catalog(array ...$products): array
    {
        return ['GET /v1/network/products' => ['products' => $products, 'plan_groups' => ['High End']] + Sample::tables('products'),
            'POST /v1/network/products/form' => Sample::form('products', array_intersect_key($products[0], ['name' => 0, 'plan_group' => 0]), $this->form + ['value' => array_intersect_key($products[0], Sample::tables('products')['shown'] + ['rules' => 0])])];
    }
}
