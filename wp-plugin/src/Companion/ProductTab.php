<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\Fields;
use PlanBridge\Network\Products\Catalog;
use PlanBridge\Network\Screens;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * Our rules on the product's screen of Ultimate Multisite: a plan's stand among its own fields in *Up & Downgrades*, what
 * concerns packages and services in a section of ours. All other fields are, and stay, its own.
 */
final class ProductTab
{
    private const TAB = 'ups-and-downs';
    private const SECTION = 'plan-bridge';

    /** The names of our fields in the form; that of the first tells that they were there when it was sent. */
    private const SENT = 'plan_bridge_rules';

    private const PREFIX = 'rules.';

    /**
     * Filter `wu_product_options_sections`.
     *
     * @param array<string, array<string, mixed>> $sections
     * @return array<string, array<string, mixed>>
     */
    public static function onSections(array $sections, object $product): array
    {
        if (!Screens::mayUse(Screens::FOR_PRODUCTS)) {
            return $sections;
        }
        $catalog = new Catalog();
        $stored = $catalog->find((int) $product->get_id());
        if (isset($sections[self::TAB])) {
            $plan = $stored !== null && !Catalog::adds($stored) ? $stored : $catalog->blank('plan');
            $sections[self::TAB]['fields'] += self::rules($catalog, $plan);
            foreach ($catalog->imposed((int) $plan['id']) as $at => $sentence) {
                $sections[self::TAB]['fields']["plan_bridge_imposed_{$at}"] = self::note($sentence);
            }
        }
        return $sections + [self::SECTION => [
            'title' => 'Plan Bridge',
            'desc' => __('How Plan Bridge sells this product.', 'plan-bridge'),
            'icon' => 'dashicons-randomize',
            'v-show' => "get_state_value('product_type', 'none') !== 'plan'",
            'fields' => self::ofAddon($catalog, $stored),
        ]];
    }

    /**
     * Action `wu_product_post_save`: the nonce of the form was checked before the product was saved.
     *
     * @param array<string, mixed> $data
     */
    public static function onSaved(mixed $data, object $product): void
    {
        $sent = $_POST[self::SENT] ?? null; // phpcs:ignore WordPress.Security.NonceVerification -- checked by the form's owner
        if (!is_array($sent) || !is_admin() || !Screens::mayUse(Screens::FOR_PRODUCTS) || $product->get_type() !== 'plan') {
            return;
        }
        $id = (int) $product->get_id();
        $catalog = new Catalog();
        $stored = $catalog->find($id);
        $form = $stored === null ? null : Fields::of('products', self::ofRules($catalog->tables['fields']), $stored, ['rules' => $sent]);
        $error = $catalog->error ?? $form?->error;
        if ($form === null || $error !== null) {
            Flash::add('error', 'rules_not_saved');
            return;
        }
        $form->problems = array_filter($form->problems, static fn (string $path): bool => str_starts_with($path, self::PREFIX), ARRAY_FILTER_USE_KEY);
        $saved = $form->problems === [] ? (new Client())->put("/v1/network/products/{$id}/rules", (array) $form->value['rules']) : null;
        if (is_wp_error($saved)) {
            $form->object(self::withPaths($saved));
        }
        if (is_wp_error($saved) && $form->problems === []) {
            Flash::add('error', Messages::codeOfAct('rules', $saved), Messages::params($saved));
        }
        foreach ($form->problems as $path => $problem) {
            Flash::add('error', 'rule_not_saved', ['field' => (string) $path, 'problem' => $problem]);
        }
    }

    /** Action `all_admin_notices`, on that screen: what was not saved, which Ultimate Multisite knows nothing of. */
    public static function show(): void
    {
        $id = SentText::id($_GET, 'id');
        $address = Screens::address(Screens::PRODUCT, ['id' => $id, 'tab' => 'limits']);
        $link = $id > 0 ? ['address' => $address, 'text' => __('Its limits on the page of Plan Bridge', 'plan-bridge')] : null;
        View::render('parts/notice', ['type' => 'info', 'text' => Messages::forCode('limits_saved_there'), 'link' => $link]);
        foreach (Flash::take() as $message) {
            $params = $message['params'];
            if ($message['code'] === 'rule_not_saved') {
                $params = ['name' => Words::label((string) ($params['field'] ?? '')), 'problem' => Messages::problem((array) ($params['problem'] ?? []))];
            }
            View::render('parts/notice', ['type' => $message['type'], 'text' => Messages::forCode($message['code'], $params)]);
        }
    }

    /**
     * @param array<string, mixed> $stored
     * @return array<string, array<string, mixed>> Ultimate Multisite's fields by the names that they are sent with
     */
    private static function rules(Catalog $catalog, array $stored): array
    {
        $form = Fields::of('products', self::ofRules($catalog->tables['fields']), $stored);
        $error = $catalog->error ?? $form->error;
        if ($error !== null) {
            return ['plan_bridge_unread' => self::note(Messages::forPage($error))];
        }
        $fields = ['plan_bridge_heading' => ['type' => 'small-header', 'title' => 'Plan Bridge', 'desc' => self::purpose()]];
        foreach ($form->rows() as $row) {
            $fields += self::field($row);
        }
        return $fields;
    }

    /**
     * @param list<array<string, mixed>> $table
     * @return list<array<string, mixed>>
     */
    private static function ofRules(array $table): array
    {
        return array_values(array_filter($table, static fn (array $field): bool => str_starts_with($field['name'], self::PREFIX)));
    }

    /** @return array<string, array<string, mixed>> */
    private static function field(array $row): array
    {
        $name = self::SENT . '[' . substr($row['name'], strlen(self::PREFIX)) . ']';
        $told = ['title' => $row['label'], 'desc' => $row['help'], 'tooltip' => ''];
        return match ($row['kind']) {
            'choice' => [$name => ['type' => 'select', 'value' => $row['value'], 'options' => array_map(static fn (array $words): string => $words[0], $row['words'])] + $told],
            'switch' => [$name => ['type' => 'toggle', 'value' => $row['value'], 'desc' => trim($row['text'] . '. ' . $row['help'])] + $told],
            'period' => [
                "{$name}[n]" => ['type' => 'number', 'value' => $row['value']['n'], 'html_attr' => ['min' => 0]] + $told,
                "{$name}[unit]" => ['type' => 'select', 'value' => $row['value']['unit'], 'options' => self::units(), 'title' => __('Minimum term, counted in', 'plan-bridge'), 'desc' => '', 'tooltip' => ''],
            ],
            default => [$name => ['type' => 'text', 'value' => $row['value']] + $told],
        };
    }

    /** @return array<string, string> */
    private static function units(): array
    {
        return array_intersect_key(Words::table('names')['unit'], array_flip(['day', 'week', 'month', 'year']));
    }

    /** The path of an objection to the body of rules is that of the product's field. */
    private static function withPaths(WP_Error $error): WP_Error
    {
        $params = Messages::params($error);
        foreach (is_array($params['errors'] ?? null) ? $params['errors'] : [] as $at => $wrong) {
            if (is_array($wrong) && !str_starts_with((string) ($wrong['path'] ?? ''), 'rules')) {
                $params['errors'][$at]['path'] = self::PREFIX . ($wrong['path'] ?? '');
            }
        }
        return new WP_Error($error->get_error_code(), '', ['params' => $params] + (array) $error->get_error_data());
    }

    /**
     * @param array<string, mixed>|null $stored
     * @return array<string, array<string, mixed>>
     */
    private static function ofAddon(Catalog $catalog, ?array $stored): array
    {
        if ($catalog->error !== null) {
            return ['plan_bridge_addon_unread' => self::note(Messages::forPage($catalog->error))];
        }
        if ($stored === null || !Catalog::adds($stored)) {
            return ['plan_bridge_addon_new' => self::note(__('Save the product to see which plans it is sold with.', 'plan-bridge'))];
        }
        $plans = array_column($catalog->offering($stored['id']), 'name');
        $fields = ['plan_bridge_offered' => self::note($plans === []
            ? __('No plan offers this, so owners cannot buy it. Add it to a plan under Up & Downgrades, Offer Add-ons.', 'plan-bridge')
            /* translators: %s: names of plans */
            : sprintf(__('Owners can buy this with: %s. Which plans offer it is set on each plan under Up & Downgrades, Offer Add-ons.', 'plan-bridge'), implode(', ', $plans)))];
        foreach ($catalog->imposed((int) $stored['id']) as $at => $sentence) {
            $fields["plan_bridge_imposes_{$at}"] = self::note($sentence);
        }
        return $fields;
    }

    /** @return array<string, mixed> */
    private static function note(string $text): array
    {
        return ['type' => 'note', 'desc' => esc_html($text)];
    }

    /** What the rules are good for, by who sells. */
    private static function purpose(): string
    {
        return Seller::isElsewhere()
            ? __('Ultimate Multisite sells changes in this network: these rules hold for the prices that Plan Bridge shows, and for changes once it sells them.', 'plan-bridge')
            : __('Rules for the changes that are sold through Plan Bridge.', 'plan-bridge');
    }
}
