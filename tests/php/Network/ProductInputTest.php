<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\TestCase;
use PlanBridge\Network\Input\Notation;
use PlanBridge\Network\Product\Input;
use PlanBridge\Network\Product\ServiceProblems;
use PlanBridge\Network\Product\Values;
use PlanBridge\Network\Settings\Input as SettingsInput;
use PlanBridge\Network\Settings\Numbers;

require_once __DIR__ . '/Sample.php';

/** The product form: what is shown and sent back unchanged is the stored product. */
final class ProductInputTest extends TestCase
{
    public function testAProductThatIsSavedUntouchedIsTheSame(): void
    {
        $stored = Sample::plan();

        [$product, $problems] = $this->read(Values::of($stored, $this->swedish()), $stored);

        self::assertSame([], $problems);
        self::assertEquals(array_diff_key($stored, array_flip(['id', 'price', 'unreadable', 'memberships'])), $product);
    }

    public function testAmountsAreReadInTheReadersNotation(): void
    {
        $values = ['amount' => '1 990,50', 'setup_fee' => ''] + Values::of(Sample::plan(), $this->swedish());

        [$product] = $this->read($values, Sample::plan());

        self::assertSame('1990.50', $product['amount']);
        self::assertSame('0.00', $product['setup_fee']);
    }

    public function testEveryNumberFieldRefusesWhatIsNoNumberAndKeepsWhatWasTyped(): void
    {
        $plan = Sample::plan();
        $values = Values::of($plan, $this->swedish());
        $fields = self::numberFields($values);
        $silent = [];

        foreach ($fields as $path) {
            $isOrder = $path === ['list_order'];
            foreach (['abc', '-2', "\u{2212}2", '1.5.2', '1e3', '99999999999999999999'] as $typed) {
                $sent = self::with($values, $path, $typed);
                if ($isOrder && in_array($typed, ['-2', "\u{2212}2"], true)) {
                    continue;
                }
                [, $problems] = $this->read($sent, $plan);
                if ($problems === [] || Values::sent(wp_slash($sent)) != $sent) {
                    $silent[] = implode('.', $path) . " = {$typed}";
                }
            }
        }

        self::assertGreaterThan(8, count($fields));
        self::assertSame([], $silent);
    }

    /**
     * Paths of the fields that show a number or an amount.
     *
     * @param array<array-key, mixed> $values
     * @return list<list<array-key>>
     */
    private static function numberFields(array $values, array $above = []): array
    {
        $no = ['active', 'recurring', 'taxable', 'version', 'available_addons', 'hidden', 'enabled', 'allowed', 'name', 'slug', 'description', 'features'];
        $paths = [];
        foreach ($values as $name => $value) {
            $path = [...$above, $name];
            if (in_array($name, $no, true)) {
                continue;
            }
            if (is_array($value)) {
                $paths = [...$paths, ...self::numberFields($value, $path)];
            } elseif (preg_match('/^\d[\d ,.\x{a0}\x{202f}]*$/u', (string) $value) === 1) {
                $paths[] = $path;
            }
        }
        return $paths;
    }

    /**
     * @param array<array-key, mixed> $values
     * @param list<array-key> $path
     * @return array<array-key, mixed>
     */
    private static function with(array $values, array $path, string $typed): array
    {
        $name = array_shift($path);
        $values[$name] = $path === [] ? $typed : self::with($values[$name], $path, $typed);
        return $values;
    }

    public function testEveryNumberOfTheSettingsRefusesWhatIsNoNumberAndKeepsWhatWasTyped(): void
    {
        foreach (array_keys(Numbers::bounds()) as $name) {
            foreach (['abc', '-2', '1.5', '1e3', '99999999'] as $typed) {
                $input = SettingsInput::sent([$name => $typed]);

                $input->settings();

                self::assertSame([$typed, true], [$input->values[$name], isset($input->problems[$name])], "{$name} = {$typed}");
            }
        }
    }

    public function testEachProblemIsNamedByItsField(): void
    {
        $values = [
            'name' => ' ', 'slug' => 'High End', 'amount' => '1,990', 'currency' => 'kronor', 'plan_group' => 'A family with a name too long',
            'list_order' => '200', 'period' => ['n' => '', 'unit' => 'month'],
            'price_variations' => [['n' => '1', 'unit' => 'year', 'amount' => ''], ['n' => '', 'unit' => 'year', 'amount' => '50'], ['n' => '', 'unit' => 'year', 'amount' => '']],
        ] + Values::of(Sample::plan(), $this->swedish());

        [, $problems] = $this->read($values, Sample::plan());

        $codes = array_map(static fn (object $problem): string => $problem->code, $problems);
        ksort($codes);
        self::assertSame([
            'amount' => 'amount_ambiguous',
            'currency' => 'currency_unreadable',
            'list_order' => 'out_of_range',
            'name' => 'required',
            'period' => 'period_required',
            'plan_group' => 'too_long',
            'price_variations.0.amount' => 'required',
            'price_variations.1.period' => 'period_required',
            'slug' => 'slug_characters',
        ], $codes);
    }

    public function testAPackageKeepsWhatOnlyPlansCanEdit(): void
    {
        $stored = ['type' => 'package', 'plan_group' => 'from another tool'] + Sample::plan();
        $values = ['plan_group' => ''] + Values::of($stored, $this->swedish());

        [$product] = $this->read($values, $stored);

        self::assertSame('from another tool', $product['plan_group']);
        self::assertSame($stored['rules'], $product['rules']);
    }

    public function testLimitationsThatCannotBeReadAreNotWritten(): void
    {
        $stored = ['limitations' => null] + Sample::plan();
        $values = ['limits' => ['disk_space' => ['number' => '5']]] + Values::of($stored, $this->swedish());

        [$product] = $this->read($values, $stored);

        self::assertNull($product['limitations']);
    }

    public function testWhatABrowserLeavesOutIsEmpty(): void
    {
        $values = Values::sent(['name' => ['not a text'], 'limits' => 'not a list', 'amount' => '5']);

        self::assertSame('', $values['name']);
        self::assertSame([], $values['limits']);
        self::assertSame('', $values['recurring'], 'a tick box that is not ticked is not sent');
        self::assertSame('5', $values['amount']);
    }

    public function testTheServicesObjectionsStandBesideTheirFields(): void
    {
        $errors = [
            ['path' => 'price_variations.0.amount', 'code' => 'twice'],
            ['path' => 'period.n', 'code' => 'out_of_range'],
            ['path' => 'rules.minimum_term', 'code' => 'out_of_range'],
            ['path' => 'limitations.post_types.limit.post.number', 'code' => 'invalid'],
        ];
        $error = new \WP_Error('plan_bridge_invalid_request', '', ['status' => 422, 'params' => ['errors' => $errors]]);

        $problems = ServiceProblems::of($error);

        self::assertSame(
            ['price_variations.0.amount', 'period', 'rules.minimum_term', 'limits.post_types.post'],
            array_keys($problems)
        );
        self::assertSame('beyond_range', $problems['period']->code);
    }

    /**
     * @param array<string, mixed> $values
     * @param array<string, mixed> $stored
     * @return array{0: array<string, mixed>, 1: array<string, \PlanBridge\Network\Input\Problem>}
     */
    private function read(array $values, array $stored): array
    {
        $input = new Input($values, $this->swedish());
        return [$input->product($stored), $input->problems()];
    }

    private function swedish(): Notation
    {
        return new Notation(',', "\u{00A0}");
    }
}
