<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Network\Fields;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Settings\SettingsPage;
use PlanBridge\Network\Settings\Example;
use PlanBridge\Tests\NetworkTestCase;

require_once __DIR__ . '/Sample.php';
require_once __DIR__ . '/Answers.php';

/** The worked example beside the settings: recomputed, never saved, in the words that owners read. */
final class SettingsExampleTest extends NetworkTestCase
{
    use Answers;

    private const SETTINGS = ['proration' => 'second', 'anchor' => 'restart', 'addon_charge' => 'rest_of_term', 'downgrade' => 'term_end', 'ungrouped' => 'all',
        'over_limit' => 'refuse', 'lifetime_years' => null, 'payment_window_days' => 7, 'quote_valid_minutes' => 15, 'taxes' => false, 'tax_inclusive' => false,
        'site_administrators_may_buy' => false, 'manual_instructions' => '', 'grace_days' => 3, 'request_days' => 7, 'when_paid_in_full' => 'go_on'];

    protected function setUp(): void
    {
        parent::setUp();
        $this->actAs('admin');
    }

    protected function tearDown(): void
    {
        unset($_SERVER['REQUEST_METHOD']);
        parent::tearDown();
    }

    public function testTheExampleIsShownInTheWordsThatOwnersRead(): void
    {
        $this->answers();

        $page = $this->shown(new SettingsPage());

        self::assertStringContainsString('An upgrade in the middle of a month', $page);
        self::assertStringContainsString('An owner of Small takes Large.', $page);
        self::assertStringContainsString('How this was worked out', $page);
        self::assertStringContainsString('data-due="22875"', $page);
        self::assertStringContainsString('Small (150,00 kr per month)', $page);
        self::assertStringContainsString('it must be paid by June 23, 2025 6:00 pm', $page);
        self::assertStringContainsString('With the saved settings 71,25 kr is due now.', $page);
        self::assertStringNotContainsString('small', strip_tags($page), 'the service’s short names are not for people');
    }

    public function testARefusedStorySaysWhatTheOwnerReads(): void
    {
        $this->answers();

        $page = $this->shown(new SettingsPage());

        self::assertStringContainsString('What your site uses now does not fit into this plan: Disk space.', html_entity_decode($page));
    }

    public function testRecomputeAsksForWhatIsTypedAndSavesNothing(): void
    {
        $this->answers(['value' => ['anchor' => 'keep_anchor', 'lifetime_years' => 10]]);
        $this->sends('example', ['anchor' => 'keep_anchor', 'lifetime_years' => '10']);

        $page = $this->shown(new SettingsPage());

        [$asked] = array_values(array_filter($this->asked, static fn (array $one): bool => str_ends_with($one['path'], '/example')));
        self::assertSame(['keep_anchor', 10], [$asked['body']['anchor'], $asked['body']['lifetime_years']]);
        self::assertNotContains('PUT', array_column($this->asked, 'method'));
        self::assertMatchesRegularExpression("/value=\"keep_anchor\" checked='checked'/", $page);
        self::assertMatchesRegularExpression('/form="pb-pricing" name="pb_act" value="example"/', $page);
    }

    public function testAFieldThatIsWrongIsNamedAndTheServiceIsNotAsked(): void
    {
        $this->answers(['problems' => [['path' => 'payment_window_days', 'code' => 'not_a_whole_number', 'least' => null, 'most' => null]]]);
        $this->sends('example', ['payment_window_days' => 'soon']);

        $page = $this->shown(new SettingsPage());

        self::assertSame([], array_filter($this->asked, static fn (array $one): bool => str_ends_with($one['path'], '/example')));
        self::assertStringContainsString('id="pb-payment-window-days-problem"', $page);
        self::assertStringContainsString('as soon as the fields that are marked are right', $page);
        self::assertStringContainsString('value="soon"', $page);
    }

    public function testWhileTheServiceHangsNobodyReadsOfAnOrderThatWasNeverMeant(): void
    {
        add_filter('pre_http_request', static fn (): \WP_Error => new \WP_Error('http_request_failed', 'cURL error 28: Operation timed out'));

        $error = (string) Example::of(Fields::of('settings', Sample::tables('settings')['fields'], self::SETTINGS))['error'];

        self::assertStringContainsString('Nothing is saved by looking at it', $error);
        self::assertStringNotContainsString('ordered', $error);
    }

    public function testWhatTheServiceFindsStandsBesideTheField(): void
    {
        $this->serviceAnswers(['POST /v1/network/settings/form' => Sample::form('settings'), 'POST /v1/network/settings/example' => ['status' => 422, 'code' => 'invalid_request',
            'params' => ['errors' => [['path' => 'grace_days', 'code' => 'too_large']]]]]);
        $form = Fields::of('settings', Sample::tables('settings')['fields'], self::SETTINGS);

        $data = Example::of($form);

        self::assertSame(['grace_days'], array_keys($form->problems));
        self::assertStringContainsString('as soon as the fields', (string) $data['error']);
        self::assertSame([], $data['stories']);
    }

    public function testAStoredValueThatCannotBeIsNamedBesideItsField(): void
    {
        $answer = ['settings' => self::SETTINGS, 'problems' => ['anchor', 'grace_days']] + Sample::tables('settings');
        $this->serviceAnswers(['POST /v1/network/settings/form' => Sample::form('settings'), 'GET /v1/network/settings' => $answer, 'GET /v1/network/connection' => Sample::connection()]);

        $page = $this->shown(new SettingsPage());

        self::assertSame(2, substr_count($page, 'What is stored here cannot be read, so the default holds'));
        self::assertMatchesRegularExpression('/id="pb-anchor">\s*<legend>[^<]*<\/legend>\s*<p class="pb-problem">What is stored/', $page);
    }

    public function testWithoutTheServiceTheFieldsAreStillThere(): void
    {
        $this->serviceAnswers(['POST /v1/network/settings/form' => Sample::form('settings'), 'GET /v1/network/settings' => ['settings' => self::SETTINGS] + Sample::tables('settings'), 'GET /v1/network/connection' => Sample::connection()]);

        $page = $this->shown(new SettingsPage());

        self::assertStringContainsString('id="pb-anchor-keep-anchor"', $page);
        self::assertStringContainsString('cannot be reached', $page);
        self::assertStringNotContainsString('data-pb-story', $page);
    }

    public function testThoseWhoHearThePageAreToldWhatDiffers(): void
    {
        $story = static fn (bool $differs): array => ['title' => 'An upgrade', 'due' => '71,25 kr due now', 'differs' => $differs];

        self::assertSame('The example is worked out anew. An upgrade: 71,25 kr due now.', Example::status(['error' => null, 'stories' => [$story(true)]]));
        self::assertStringContainsString('nothing differs', Example::status(['error' => null, 'stories' => [$story(false)]]));
        self::assertSame('No.', Example::status(['error' => 'No.', 'stories' => []]));
    }

    /** @param array<string, mixed> $form what the service says of the form */
    private function answers(array $form = []): void
    {
        $this->serviceAnswers([
            'POST /v1/network/settings/form' => Sample::form('settings', [], $form),
            'GET /v1/network/settings' => ['settings' => self::SETTINGS] + Sample::tables('settings'),
            'GET /v1/network/connection' => Sample::connection(),
            'POST /v1/network/settings/example' => $this->example(),
        ]);
    }

    /** @return array<string, mixed> */
    private function example(): array
    {
        $products = [];
        foreach (['small' => 15000, 'large' => 30000] as $slug => $minor) {
            $products[] = ['product_id' => count($products) + 1, 'slug' => $slug, 'type' => 'plan', 'amount' => $this->money($minor), 'period' => ['n' => 1, 'unit' => 'month']];
        }
        $upgrade = ['name' => 'upgrade', 'held_id' => 1, 'quote' => $this->quote(), 'refusals' => [], 'payable_until' => '2025-06-23T18:00:00Z', 'differs' => true, 'saved_due_now' => $this->money(7125)];
        $refused = ['name' => 'over_limit', 'held_id' => 2, 'quote' => null, 'refusals' => [['code' => 'over_limit', 'params' => ['limits' => ['disk_space']]]],
            'payable_until' => null, 'differs' => false, 'saved_due_now' => null];
        return ['currency' => 'SEK', 'as_of' => '2025-06-16T18:00:00Z', 'term_start' => '2025-06-01T00:00:00Z', 'term_end' => '2025-07-01T00:00:00Z',
            'bought_forever' => '2023-06-01T00:00:00Z', 'tax_percent' => 25, 'products' => $products, 'examples' => [$upgrade, $refused]];
    }

    /** @return array<string, mixed> */
    private function quote(): array
    {
        $explain = ['formula' => 'unit_price * quantity', 'steps' => [['name' => 'unit_price', 'how' => 'amount', 'amount' => $this->money(30000)], ['name' => 'quantity', 'how' => 'text', 'text' => 1]]];
        $line = ['code' => 'plan', 'product_id' => 2, 'name' => 'large', 'quantity' => 1, 'amount' => $this->money(30000), 'tax' => $this->money(0), 'params' => [], 'explain' => $explain];
        return ['id' => null, 'valid_until' => '2025-06-16T18:15:00Z', 'kind' => 'upgrade', 'effective' => null,
            'selection' => ['plan_id' => 2, 'plan_name' => 'large', 'period' => ['n' => 1, 'unit' => 'month'], 'addons' => []],
            'lines' => [$line], 'credit' => $this->money(7125), 'tax' => $this->money(0), 'due_now' => $this->money(22875),
            'account_credit_before' => $this->money(0), 'account_credit_after' => $this->money(0), 'replaces_pending' => null,
            'next_charge' => ['date' => '2025-07-16T18:00:00Z', 'amount' => $this->money(30000), 'lines' => [$line], 'account_credit' => $this->money(0)]];
    }

    /** @return array{amount_minor: int, currency: string, formatted: string} */
    private function money(int $minor): array
    {
        return ['amount_minor' => $minor, 'currency' => 'SEK', 'formatted' => number_format($minor / 100, 2, ',', "\u{a0}") . ' kr'];
    }

    /** @param array<string, string> $typed over what the form would send unedited */
    private function sends(string $act, array $typed): void
    {
        $_SERVER['REQUEST_METHOD'] = 'POST';
        $fields = array_map(static fn (mixed $value): string => is_bool($value) ? ($value ? '1' : '') : (string) $value, self::SETTINGS);
        $_POST = $typed + [Screens::ACT => $act, '_wpnonce' => wp_create_nonce(Screens::nonce(SettingsPage::FORM))] + $fields;
    }
}
