<?php

declare(strict_types=1);

namespace PlanBridge;

use PlanBridge\Account\Checkout;
use PlanBridge\Account\Menu;
use PlanBridge\Account\Selection;
use PlanBridge\Limits\Included;
use PlanBridge\Limits\Quota;
use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * What programs that act for somebody may learn of a membership, by WordPress' Abilities API (6.9): the account, the plans, what
 * a change costs. They are told what the person is told in wp-admin. Nothing is ordered here: that asks for a click.
 */
final class Abilities
{
    private const CATEGORY = 'plan-bridge';

    private const MEMBERSHIP = ['type' => 'integer', 'minimum' => 1];

    /** Action `wp_abilities_api_categories_init`. */
    public static function registerCategory(): void
    {
        wp_register_ability_category(self::CATEGORY, [
            'label' => __('Membership', 'plan-bridge'),
            'description' => __('The membership of a site: plan, packages, prices of a change.', 'plan-bridge'),
        ]);
    }

    /** Action `wp_abilities_api_init`. */
    public static function register(): void
    {
        $membership = ['membership' => self::MEMBERSHIP + ['description' => __('Number of the membership; without it the one of this site, else the person’s own.', 'plan-bridge')]];
        self::add('account', __('Read a membership', 'plan-bridge'), __('Plan, packages, term, next bill, account credit and what is under way.', 'plan-bridge'), $membership, [], ['type' => 'object'], self::account(...));
        self::add('plans', __('List plans', 'plan-bridge'), __('The plans that a membership may change to, with prices and why one cannot be chosen.', 'plan-bridge'), $membership, [], ['type' => 'array', 'items' => ['type' => 'object']], self::plans(...));
        self::add('quote', __('Price a change', 'plan-bridge'), __('What a change of plan, period or packages costs now and at each bill. Orders nothing.', 'plan-bridge'), $membership + [
            'plan' => ['type' => 'integer', 'minimum' => 1, 'description' => __('Number of the plan; that of the present one to change period or packages.', 'plan-bridge')],
            'period' => ['type' => 'string', 'pattern' => '^([1-9][0-9]{0,3}-(day|week|month|year)|none)$', 'description' => __('Such as 1-month or 1-year; without it the present one where the plan has it.', 'plan-bridge')],
            'packages' => ['type' => 'object', 'additionalProperties' => ['type' => 'integer', 'minimum' => 0, 'maximum' => Selection::MOST], 'description' => __('How many of which package, by number; without it those that are held and go with the plan.', 'plan-bridge')],
            'code' => ['type' => 'string', 'maxLength' => Selection::LONGEST_CODE, 'description' => __('Discount code', 'plan-bridge')],
        ], ['plan'], ['type' => 'object'], self::quote(...));
    }

    /**
     * @param array<string, array<string, mixed>> $properties
     * @param list<string> $required
     * @param array<string, mixed> $told
     */
    private static function add(string $name, string $label, string $description, array $properties, array $required, array $told, callable $act): void
    {
        $asked = ['type' => 'object', 'properties' => $properties, 'additionalProperties' => false];
        wp_register_ability(self::CATEGORY . "/{$name}", [
            'label' => $label,
            'description' => $description,
            'category' => self::CATEGORY,
            'input_schema' => $asked + ($required === [] ? ['default' => []] : ['required' => $required]),
            'output_schema' => $told,
            'execute_callback' => static fn (mixed $input = []): array|WP_Error => $act((array) $input),
            'permission_callback' => static fn (): bool => is_user_logged_in() && current_user_can(Plugin::CAPABILITY),
            'meta' => ['annotations' => ['readonly' => $name !== 'quote', 'destructive' => false, 'idempotent' => $name !== 'quote'], 'show_in_rest' => true],
        ]);
    }

    /** @param array<string, mixed> $input @return array<string, mixed>|WP_Error */
    private static function account(array $input): array|WP_Error
    {
        $account = self::asked($input);
        if (is_wp_error($account)) {
            return self::said($account);
        }
        $isHere = (int) ($account['site']['blog_id'] ?? 0) === get_current_blog_id();
        return Facts::account($account) + Included::facts($isHere ? Quota::current() : null);
    }

    /** @param array<string, mixed> $input @return list<array<string, mixed>>|WP_Error */
    private static function plans(array $input): array|WP_Error
    {
        $choices = self::choices($input);
        return is_wp_error($choices) ? self::said($choices) : Facts::plans($choices);
    }

    /** @param array<string, mixed> $input @return array<string, mixed>|WP_Error */
    private static function quote(array $input): array|WP_Error
    {
        $choices = self::choices($input);
        if (is_wp_error($choices)) {
            return self::said($choices);
        }
        $kept = Selection::keeping($choices, (int) $input['plan']);
        if ($kept === null) {
            return new WP_Error('plan_bridge_plan_not_offered', __('This plan is not offered here.', 'plan-bridge'), ['status' => 422]);
        }
        $period = isset($input['period']) ? Selection::period((string) $input['period']) : $kept->period;
        $quote = (new Checkout())->ask((int) $choices['membership_id'], new Selection($kept->planId, $period, isset($input['packages']) ? (array) $input['packages'] : $kept->addons, trim((string) ($input['code'] ?? ''))));
        if (is_wp_error($quote)) {
            return self::said($quote, 'quote');
        }
        return Facts::quote($quote) + ['lines' => array_map(Facts::line(...), $quote['lines'])];
    }

    /** @param array<string, mixed> $input @return array<string, mixed>|WP_Error */
    private static function asked(array $input): array|WP_Error
    {
        $membership = $input['membership'] ?? Menu::membershipOfSite();
        return (new Client())->get('/v1/account', $membership === null ? [] : ['membership' => $membership]);
    }

    /** @param array<string, mixed> $input @return array<string, mixed>|WP_Error */
    private static function choices(array $input): array|WP_Error
    {
        $account = self::asked($input);
        return is_wp_error($account) ? $account : (new Client())->get("/v1/memberships/{$account['membership']['id']}/choices");
    }

    /** The service's refusal with its code, in words. */
    private static function said(WP_Error $error, string $act = ''): WP_Error
    {
        $words = wp_strip_all_tags($act === '' ? Messages::forPage($error) : Messages::forAct($act, $error));
        return new WP_Error($error->get_error_code(), $words, ['status' => Messages::status($error) ?: 503]);
    }
}
