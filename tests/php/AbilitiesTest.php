<?php

declare(strict_types=1);

namespace PlanBridge\Tests;

use PlanBridge\Abilities;
use PlanBridge\Tests\Account\PayingTestCase;
use PlanBridge\Tests\Account\Sample;
use WP_Error;

require_once __DIR__ . '/Account/PayingTestCase.php';

/** What programs that act for somebody may ask, where WordPress has the Abilities API; elsewhere nothing is registered. */
final class AbilitiesTest extends PayingTestCase
{
    protected function setUp(): void
    {
        parent::setUp();
        if (!function_exists('wp_get_ability')) {
            self::assertFalse(function_exists('wp_register_ability'));
            self::markTestSkipped('This WordPress has no Abilities API.');
        }
        $this->actAs('anna', 'anna');
    }

    public function testAnAccountIsRead(): void
    {
        $this->serviceAnswers(['GET /v1/account' => Sample::account()]);

        $told = wp_get_ability('plan-bridge/account')->execute();

        self::assertSame(['Premium', 12], [$told['plan'], $told['membership']]);
    }

    public function testPlansAreListedWithWhyOneCannotBeChosen(): void
    {
        $this->serviceAnswers($this->offers());

        $rows = wp_get_ability('plan-bridge/plans')->execute(['membership' => 12]);

        self::assertSame([[3, '1-month', 19900, true, ''], [4, '1-month', 100, false, 'This plan is not offered for your present plan.']], array_map(static fn (array $row): array => [
            $row['plan_id'], $row['period'], $row['price_minor'], $row['may_be_chosen'], $row['why_not'] === '' ? '' : 'This plan is not offered for your present plan.',
        ], $rows));
        self::assertNotSame('', $rows[1]['why_not']);
    }

    public function testAChangeIsPricedWithItsLinesAndNothingIsOrdered(): void
    {
        $this->serviceAnswers($this->offers());

        $told = wp_get_ability('plan-bridge/quote')->execute(['membership' => 12, 'plan' => 3, 'packages' => ['6' => 2]]);

        self::assertSame([19900, 'Premium'], [$told['due_now_minor'], $told['plan']]);
        self::assertSame(['6' => 2], end($this->asked)[2]['addons']);
        self::assertNotContains('/v1/changes', array_column($this->asked, 1));
    }

    public function testWhatIsRefusedComesInWordsWithItsCode(): void
    {
        $this->serviceAnswers(['GET /v1/account' => [403, ['code' => 'not_allowed', 'status' => 403, 'title' => 'x', 'params' => []]]]);
        $error = wp_get_ability('plan-bridge/account')->execute(['membership' => 2]);

        self::assertInstanceOf(WP_Error::class, $error);
        self::assertSame(['plan_bridge_not_allowed', 403], [$error->get_error_code(), $error->get_error_data()['status']]);
        $this->serviceAnswers($this->offers());
        self::assertSame('plan_bridge_plan_not_offered', wp_get_ability('plan-bridge/quote')->execute(['membership' => 12, 'plan' => 99])->get_error_code());
        self::assertInstanceOf(WP_Error::class, wp_get_ability('plan-bridge/quote')->execute(['plan' => 3, 'period' => 'monthly']));
    }

    public function testNobodyWhoIsLoggedOutIsAnswered(): void
    {
        wp_set_current_user(0);
        $this->serviceAnswers($this->offers());

        foreach (['account', 'plans'] as $name) {
            self::assertInstanceOf(WP_Error::class, wp_get_ability("plan-bridge/{$name}")->execute());
        }
        self::assertSame([], $this->asked);
    }

    /** @return array<string, array<string, mixed>> */
    private function offers(): array
    {
        $price = static fn (int $minor): array => ['period' => ['n' => 1, 'unit' => 'month'], 'amount' => Sample::money($minor)];
        $selection = ['plan_id' => 3, 'plan_name' => 'Premium', 'period' => ['n' => 1, 'unit' => 'month'], 'addons' => []];
        return [
            'GET /v1/account' => Sample::account(),
            'GET /v1/memberships/12/choices' => ['membership_id' => 12, 'current' => ['plan_id' => 1, 'period' => ['n' => 1, 'unit' => 'month'], 'addons' => []], 'plans' => [
                ['product_id' => 3, 'name' => 'Premium', 'prices' => [$price(19900)]],
                ['product_id' => 4, 'name' => 'Basic', 'prices' => [$price(100)], 'refusals' => [['code' => 'plan_not_allowed', 'params' => []]]],
            ]],
            'POST /v1/quotes' => ['quote' => ['id' => str_repeat('b', 32), 'membership_id' => 12, 'kind' => 'upgrade', 'due_now' => Sample::money(19900), 'selection' => $selection]],
        ];
    }
}
