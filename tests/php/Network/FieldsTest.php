<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PHPUnit\Framework\TestCase;
use PlanBridge\Network\FieldWords;
use PlanBridge\Network\Fields;
use PlanBridge\Network\Notation;
use PlanBridge\Network\Problem;
use PlanBridge\Network\Products\Catalog;
use PlanBridge\Network\Words;
use PlanBridge\View;

require_once __DIR__ . '/Sample.php';

/** The one form, with the fields of the service: what is shown and sent back unchanged is what is stored. */
final class FieldsTest extends TestCase
{
    public function testAProductThatIsSavedUntouchedIsTheSame(): void
    {
        $stored = Sample::plan();

        [$product, $problems] = $this->read($this->shown($stored), $stored);

        self::assertSame([], $problems);
        $kept = ['id', 'price', 'unreadable', 'memberships', 'type', 'version', 'limitations', 'limits', 'other_limits'];
        self::assertEquals(array_diff_key($stored, array_flip($kept)), array_diff_key($product, ['limits' => 0]));
        self::assertSame(['disk_space' => ['number' => 500, 'flag' => false]], $product['limits']);
    }

    public function testAmountsAreReadInTheReadersNotation(): void
    {
        $values = ['amount' => '1 990,50', 'setup_fee' => ''] + $this->shown(Sample::plan());

        [$product] = $this->read($values, Sample::plan());

        self::assertSame('1990.50', $product['amount']);
        self::assertSame('0.00', $product['setup_fee']);
    }

    public function testAnAmountThatCannotBeReadShowsEmptyAndIsNeverSavedAsNothing(): void
    {
        $variation = ['period' => ['n' => 1, 'unit' => 'year'], 'amount' => null];
        $stored = ['amount' => null, 'setup_fee' => null, 'price_variations' => [$variation], 'unreadable' => ['amount', 'setup_fee']] + Sample::plan();
        $values = $this->shown($stored);

        [, $untouched] = $this->read($values, $stored);
        [$typed, $problems] = $this->read(['amount' => '5', 'setup_fee' => '0', 'price_variations' => []] + $values, $stored);

        self::assertSame(['', '', ''], [$values['amount'], $values['setup_fee'], $values['price_variations'][0]['amount']]);
        self::assertSame(['amount', 'setup_fee', 'price_variations.0.amount'], array_keys($untouched));
        self::assertSame([[], '5.00', '0.00'], [$problems, $typed['amount'], $typed['setup_fee']]);
    }

    public function testWhatIsPaidOnceIsNotGivenAPeriodByBeingSaved(): void
    {
        $stored = ['recurring' => false, 'period' => null] + Sample::plan();

        [$product, $problems] = $this->read($this->shown($stored), $stored);

        self::assertSame([[], null], [$problems, $product['period']]);
        self::assertSame(['n' => '1', 'unit' => 'month'], Fields::stored(Sample::tables('products')['fields'], [], $this->swedish())->values['period']);
    }

    public function testEveryNumberFieldRefusesWhatIsNoNumberAndKeepsWhatWasTyped(): void
    {
        $plan = Sample::plan();
        $values = $this->shown($plan);
        $fields = self::numberFields($values);
        $silent = [];

        foreach ($fields as $path) {
            foreach (['abc', '-2', "\u{2212}2", '1.5.2', '1e3', '99999999999999999999'] as $typed) {
                $sent = self::with($values, $path, $typed);
                [, $problems] = $this->read($sent, $plan);
                if ($path === ['list_order'] && in_array($typed, ['-2', "\u{2212}2"], true)) {
                    continue; // before all others
                }
                if ($problems === [] || !self::isShownAgain($sent)) {
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

    /** @param array<string, mixed> $sent */
    private static function isShownAgain(array $sent): bool
    {
        $form = Fields::sent(Sample::tables('products')['fields'], wp_slash($sent));
        foreach ($form->table as ['name' => $name]) {
            $wanted = str_starts_with($name, 'rules.') ? ($sent['rules'][substr($name, 6)] ?? '') : $sent[$name];
            if ($form->values[$name] != $wanted) {
                return false;
            }
        }
        return true;
    }

    public function testEveryNumberOfTheSettingsRefusesWhatIsNoNumberAndKeepsWhatWasTyped(): void
    {
        $numbers = array_filter(Sample::tables('settings')['fields'], static fn (array $field): bool => $field['kind'] === 'number');
        self::assertNotSame([], $numbers);
        foreach (array_column($numbers, 'name') as $name) {
            foreach (['abc', '-2', '1.5', '1e3', '99999999'] as $typed) {
                $form = Fields::sent(Sample::tables('settings')['fields'], [$name => $typed]);

                $form->read([]);

                self::assertSame([$typed, true], [$form->values[$name], isset($form->problems[$name])], "{$name} = {$typed}");
            }
        }
    }

    public function testEachProblemIsNamedByItsField(): void
    {
        $values = [
            'name' => ' ', 'slug' => 'High End', 'amount' => '1,990', 'currency' => 'kronor', 'plan_group' => 'A family with a name too long',
            'list_order' => '200', 'period' => ['n' => '', 'unit' => 'month'],
            'price_variations' => [['n' => '1', 'unit' => 'year', 'amount' => ''], ['n' => '', 'unit' => 'year', 'amount' => '50'], ['n' => '', 'unit' => 'year', 'amount' => '']],
        ] + $this->shown(Sample::plan());

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
        $values = ['plan_group' => ''] + $this->shown($stored);

        [$product] = $this->read($values, $stored);

        self::assertSame('from another tool', $product['plan_group']);
        self::assertSame($stored['rules'], $product['rules']);
        self::assertSame($stored['trial'], $product['trial']);
    }

    public function testWhatABrowserLeavesOutIsEmpty(): void
    {
        $values = Fields::sent(Sample::tables('products')['fields'], ['name' => ['not a text'], 'limits' => 'not a list', 'amount' => '5'])->values;

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
            ['path' => 'limits.post_types.post.number', 'code' => 'too_large', 'most' => 5],
            ['path' => 'limits.disk_space', 'code' => 'zero_would_be_unlimited'],
            ['path' => 'features.3', 'code' => 'too_long'],
        ];
        $error = new \WP_Error('plan_bridge_invalid_request', '', ['status' => 422, 'params' => ['errors' => $errors]]);

        $form = Fields::stored([], []);
        $form->object($error);
        $problems = $form->problems;

        self::assertSame(
            ['price_variations.0.amount', 'period', 'rules.minimum_term', 'limits.post_types.post', 'limits.disk_space', 'features'],
            array_keys($problems)
        );
        self::assertSame('This number is too small or too large.', Words::problem($problems['period']));
        self::assertSame('This is too long.', Words::problem($problems['features']));
    }

    public function testASettingThatThePluginHasNoWordsForIsShownAndReadAllTheSame(): void
    {
        $new = ['name' => 'patience_days', 'kind' => 'number', 'least' => 2, 'most' => 9, 'unit' => 'days', 'default' => null, 'required' => false];
        $choice = ['name' => 'greeting', 'kind' => 'choice', 'choices' => ['warm', 'ice_cold'], 'default' => 'warm', 'least' => null, 'most' => null, 'unit' => '', 'required' => false];
        $fields = [...Sample::tables('settings')['fields'], ...array_map(static fn (array $field): array => $field + Sample::tables('settings')['fields'][0], [$new, $choice])];

        $page = View::text('network/fields', ['rows' => Fields::stored($fields, ['patience_days' => 4, 'greeting' => 'ice_cold'])->rows()]);
        $form = Fields::sent($fields, ['patience_days' => '10', 'greeting' => 'warm']);
        $value = $form->read([]);

        self::assertMatchesRegularExpression('/<label for="pb-patience-days">Patience days<.*?name="patience_days" value="4".*?days/s', $page);
        self::assertMatchesRegularExpression("/<option value=\"ice_cold\" selected='selected'>Ice cold</", $page);
        self::assertSame('warm', $value['greeting']);
        self::assertEquals(new Problem('out_of_range', ['least' => 2, 'most' => 9]), $form->problems['patience_days']);
        self::assertSame(9, Fields::sent($fields, ['patience_days' => '9'])->read([])['patience_days']);
    }

    public function testEveryFieldHasWordsOfItsOwn(): void
    {
        $silent = [];
        foreach (['products', 'settings'] as $form) {
            foreach (Sample::tables($form)['fields'] as $field) {
                $words = FieldWords::of($field, false);
                $unsaid = array_filter($words['words'], static fn (array $choice): bool => $choice[0] === '');
                $silent = $words['label'] === '' || $unsaid !== [] || count($words['words']) !== count($field['choices']) ? [...$silent, $field['name']] : $silent;
            }
        }

        self::assertSame([], $silent);
    }

    /** @return array<string, mixed> what a browser would send of an untouched form */
    private function shown(array $stored): array
    {
        $sent = [];
        foreach (Fields::stored(Sample::tables('products')['fields'], $stored, $this->swedish())->values as $name => $value) {
            str_starts_with($name, 'rules.') ? $sent['rules'][substr($name, 6)] = $value : $sent[$name] = $value;
        }
        return $sent;
    }

    /**
     * @param array<string, mixed> $values
     * @param array<string, mixed> $stored
     * @return array{0: array<string, mixed>, 1: array<string, Problem>}
     */
    private function read(array $values, array $stored): array
    {
        ['fields' => $fields, 'limits' => $limits] = Sample::tables('products');
        $form = Fields::sent($fields, wp_slash($values), $this->swedish());
        return [$form->read($stored, Catalog::adds($stored), $limits), $form->problems];
    }

    private function swedish(): Notation
    {
        return new Notation(',', "\u{00A0}");
    }
}
