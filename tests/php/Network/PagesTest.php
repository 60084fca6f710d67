<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Messages;
use PlanBridge\Network\Dashboard;
use PlanBridge\Network\Memberships;
use PlanBridge\Network\Payments;
use PlanBridge\Network\Products\ProductPage;
use PlanBridge\Network\Products\ProductList;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Settings\SettingsPage;
use PlanBridge\Service\Answer;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\Tests\WholeAnswer;

require_once __DIR__ . '/Sample.php';

/** The screens, with the service's answers given. */
final class PagesTest extends NetworkTestCase
{
    /** @var list<array{method: string, path: string, body: mixed}> what the service was asked */
    private array $asked = [];

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
    public function testAPageThatCannotBeReadDoesNotClaimThatNothingChanged(object $page): void
    {
        add_filter('pre_http_request', static fn (): \WP_Error => new \WP_Error('http_request_failed', 'cURL error 7: Failed to connect'));
        $_GET = ['id' => '3'];

        $shown = $this->shown($page);

        self::assertStringContainsString('cannot be reached', $shown);
        self::assertStringNotContainsString('Nothing has changed', $shown);
    }

    public static function reading(): array
    {
        return [[new ProductList()], [new ProductPage()], [new Payments()], [new Memberships()], [new Dashboard()]];
    }

    public function testTheListIsFilteredByType(): void
    {
        $this->serviceAnswers($this->catalog(Sample::plan(), Sample::plan(['id' => 5, 'type' => 'package', 'name' => 'Extra disk space'])));
        $_GET = ['type' => 'package'];

        $page = $this->shown(new ProductList());

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
        $this->serviceAnswers($this->catalog(Sample::plan(['version' => 'fedcba9876543210', 'amount' => '249.00'])));
        $this->sends(3, ['name' => 'My name', 'version' => '0123456789abcdef']);

        $page = $this->shown(new ProductPage());

        self::assertNotContains('PUT', array_column($this->asked, 'method'));
        self::assertStringContainsString('Somebody else has saved this product', $page);
        self::assertStringContainsString('value="My name"', $page);
        self::assertStringContainsString('value="fedcba9876543210"', $page, 'saving once more is meant for what is stored now');
        self::assertStringContainsString('Name', $page);
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
        self::assertSame([null, false], [$saved['body']['limitations'], isset($saved['body']['limits'])]);
        self::assertStringContainsString('cannot be read. They stay as they are', $page);
    }

    public function testThePathsAreShownAsSavedAndAsEdited(): void
    {
        $entry = static fn (bool $allowed): array => ['plan_id' => 1, 'name' => 'Free', 'allowed' => $allowed,
            'effective' => $allowed ? 'now' : null, 'refusals' => $allowed ? [] : [['code' => 'other_group', 'params' => []]]];
        $paths = static fn (bool $allowed): array => ['from' => [$entry($allowed)], 'to' => [],
            'warnings' => [['code' => 'group_of_one', 'params' => ['group' => 'High End', 'product_ids' => [3], 'period' => null]]]];
        $this->serviceAnswers($this->catalog(Sample::plan()) + ['POST /v1/network/products/3/paths' => ['saved' => $paths(true), 'edited' => $paths(false)]]);
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
            'marking' => 'settles', 'not_markable' => null, 'needs_attention' => false, 'quote_id' => 'a',
            'lines' => [['code' => 'plan', 'product_id' => 3, 'name' => 'Premium', 'quantity' => 1, 'amount' => $money, 'tax' => $money]]];
        $this->serviceAnswers(['GET /v1/network/payments?page=1' => ['payments' => [$payment], 'total' => 1, 'page' => 1, 'per_page' => 20]]);
        $_GET = ['pb_act' => 'mark-paid', 'payment' => '12'];

        $page = $this->shown(new Payments());

        self::assertSame(['GET'], array_column($this->asked, 'method'));
        self::assertStringContainsString('Has 199,00 kr arrived', $page);
        self::assertMatchesRegularExpression('/<form method="post"[^>]*data-pb-once/', $page);
    }

    public function testLateMoneyIsSaidToBecomeCreditAndAnotherSystemsPaymentHasNoButton(): void
    {
        $money = ['amount_minor' => 19900, 'currency' => 'SEK', 'formatted' => '199,00 kr'];
        $payment = ['id' => 12, 'shared_id' => null, 'membership_id' => 1, 'user_id' => null, 'gateway' => 'manual', 'amount' => $money, 'tax' => $money,
            'created_at' => '2026-01-10T10:00:00Z', 'received_at' => null, 'marked_by' => null, 'lines' => [], 'needs_attention' => false, 'quote_id' => null];
        $late = ['status' => 'cancelled', 'may_be_marked_paid' => true, 'marking' => 'becomes_credit', 'not_markable' => null] + $payment;
        $foreign = ['id' => null, 'shared_id' => 13, 'status' => 'pending', 'may_be_marked_paid' => false, 'marking' => null, 'not_markable' => 'not_ours'] + $payment;
        $this->serviceAnswers(['GET /v1/network/payments?page=1' => ['payments' => [$foreign, $late], 'total' => 2, 'to_mark' => 0, 'page' => 1, 'per_page' => 20]]);

        $page = $this->shown(new Payments());

        self::assertStringContainsString('the money becomes account credit of the customer', $page);
        self::assertStringContainsString('Another system asked for this payment', $page);
        self::assertMatchesRegularExpression('/Payment 13.*Order 12/s', $page);
        self::assertSame(1, substr_count($page, '<form'));
    }

    public function testSettingsKeepWhatWasTypedWhenANumberIsWrong(): void
    {
        $this->serviceAnswers(['GET /v1/network/settings' => ['settings' => []] + Sample::tables('settings'), 'GET /v1/network/connection' => Sample::connection()]);
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
        $_POST = $typed + [Screens::ACT => $act, '_wpnonce' => wp_create_nonce(Screens::nonce(ProductPage::formName($id))),
            'name' => 'Premium', 'slug' => 'premium', 'type' => 'plan', 'active' => '1', 'currency' => 'SEK', 'pricing_type' => 'paid',
            'amount' => '199', 'period' => ['n' => '1', 'unit' => 'month'], 'recurring' => '1', 'version' => '0123456789abcdef'];
    }

    /** @return array<string, mixed> */
    private function catalog(array ...$products): array
    {
        return ['GET /v1/network/products' => ['products' => $products, 'plan_groups' => ['High End']] + Sample::tables('products')];
    }

    /** @param array<string, array<string, mixed>> $answers by method and path; anything else is unreachable */
    private function serviceAnswers(array $answers): void
    {
        add_filter('pre_http_request', function (mixed $given, array $request, string $address) use ($answers): array|\WP_Error {
            $path = (string) preg_replace('#^https?://[^/]+#', '', $address);
            $this->asked[] = ['method' => $request['method'], 'path' => $path, 'body' => json_decode((string) $request['body'], true)];
            $answer = $answers["{$request['method']} {$path}"] ?? null;
            return $answer === null
                ? new \WP_Error('http_request_failed', 'cURL error 7: Failed to connect')
                : ['headers' => [], 'body' => (string) json_encode(WholeAnswer::of($request['method'], $path, $answer)), 'response' => ['code' => 200, 'message' => 'OK'], 'cookies' => [], 'filename' => null];
        }, 99, 3);
    }

    private function shown(object $page): string
    {
        ob_start();
        if (method_exists($page, 'load')) {
            $page->load();
        }
        $page->render();
        return (string) ob_get_clean();
    }
}
