<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Messages;
use PlanBridge\Network\Fields;
use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\View;

require_once __DIR__ . '/Sample.php';
require_once __DIR__ . '/Answers.php';

/** The one form, with the fields of the service: it says what is shown, and what is wrong with what was typed. */
final class FieldsTest extends NetworkTestCase
{
    use Answers;

    protected function setUp(): void
    {
        parent::setUp();
        $this->actAs('admin');
    }

    public function testWhatTheServiceSaysIsShownAndWhatItReadIsSaved(): void
    {
        $this->serviceAnswers(['POST /v1/network/products/form' => Sample::form('products', ['name' => 'Premium'], ['value' => ['name' => 'Premium']])]);

        $form = Fields::of('products', Sample::tables('products')['fields'], ['name' => 'Premium']);

        self::assertSame(['Premium', ['name' => 'Premium']], [$form->values['name'], $form->value]);
        self::assertSame(['value' => ['name' => 'Premium'], 'typed' => null], $this->asked[0]['body']);
    }

    public function testWhatWasTypedIsSentWithoutSlashesByFieldAndShownAgain(): void
    {
        $problem = ['path' => 'rules.minimum_term', 'code' => 'not_a_whole_number', 'least' => null, 'most' => null];
        $this->serviceAnswers(['POST /v1/network/products/form' => Sample::form('products', [], ['problems' => [$problem]])]);

        $form = Fields::of('products', Sample::tables('products')['fields'], [], ['name' => "O\\'Hara", 'rules' => ['minimum_term' => ['n' => 'x', 'unit' => 'day']], 'limits' => 'not a list', 'slug' => ['x']]);

        $typed = $this->asked[0]['body']['typed'];
        self::assertSame(["O'Hara", ['n' => 'x', 'unit' => 'day'], '', ''], [$typed['name'], $typed['rules.minimum_term'], $typed['slug'], $typed['recurring']]);
        self::assertSame([], $typed['limits']);
        self::assertSame("O'Hara", $form->values['name']);
        self::assertSame(['rules.minimum_term' => 'This is not a whole number.'], $form->sentences());
    }

    public function testNothingTypedIsLostWhereTheServiceCannotReadIt(): void
    {
        $this->serviceAnswers([]);

        $form = Fields::of('settings', Sample::tables('settings')['fields'], [], ['grace_days' => 'soon']);

        self::assertSame(['soon', []], [$form->values['grace_days'], $form->value]);
        self::assertNotNull($form->error);
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
        $this->serviceAnswers([]);

        $form = Fields::of('products', [], []);
        $form->object($error);

        self::assertSame(
            ['price_variations.0.amount', 'period', 'rules.minimum_term', 'limits.post_types.post', 'limits.disk_space', 'features'],
            array_keys($form->problems)
        );
        self::assertSame('This number is too small or too large.', Messages::problem($form->problems['period']));
        self::assertSame('This is too long.', Messages::problem($form->problems['features']));
    }

    public function testASettingThatThePluginHasNoWordsForIsShownAllTheSame(): void
    {
        $new = ['name' => 'patience_days', 'kind' => 'number', 'least' => 2, 'most' => 9, 'unit' => 'days', 'default' => null, 'required' => false];
        $choice = ['name' => 'greeting', 'kind' => 'choice', 'choices' => ['warm', 'ice_cold'], 'default' => 'warm', 'least' => null, 'most' => null, 'unit' => '', 'required' => false];
        $fields = [...Sample::tables('settings')['fields'], ...array_map(static fn (array $field): array => $field + Sample::tables('settings')['fields'][0], [$new, $choice])];
        $this->serviceAnswers(['POST /v1/network/settings/form' => Sample::form('settings', ['patience_days' => '4', 'greeting' => 'ice_cold'])]);

        $page = View::text('network/fields', ['rows' => Fields::of('settings', $fields, [])->rows()]);

        self::assertMatchesRegularExpression('/<label for="pb-patience-days">Patience days<.*?name="patience_days" value="4".*?days/s', $page);
        self::assertMatchesRegularExpression("/<option value=\"ice_cold\" selected='selected'>Ice cold</", $page);
    }

    public function testEveryFieldHasWordsOfItsOwn(): void
    {
        $silent = [];
        foreach (['products', 'settings'] as $form) {
            foreach (Sample::tables($form)['fields'] as $field) {
                $words = Fields::words($field, false);
                $unsaid = array_filter($words['words'], static fn (array $choice): bool => $choice[0] === '');
                $silent = $words['label'] === '' || $unsaid !== [] || count($words['words']) !== count($field['choices']) ? [...$silent, $field['name']] : $silent;
            }
        }

        self::assertSame([], $silent);
    }
}
