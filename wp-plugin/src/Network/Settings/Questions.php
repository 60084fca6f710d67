<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

defined('ABSPATH') || exit;

/** The settings that are a choice: for each answer its name, and one sentence that says what an owner will notice. */
final class Questions
{
    public const NAMES = ['proration', 'anchor', 'addon_charge', 'downgrade', 'ungrouped', 'over_limit', 'when_paid_in_full'];

    /** @return array<string, array{0: string, 1: array<string, array{0: string, 1: string}>}> by setting: question, answers */
    public static function all(): array
    {
        return [
            'proration' => [__('Credit for unused time', 'plan-bridge'), self::proration()],
            'anchor' => [__('Billing date after a change', 'plan-bridge'), self::anchor()],
            'addon_charge' => [__('An add-on bought during a term', 'plan-bridge'), self::addonCharge()],
            'downgrade' => [__('When a downgrade takes effect', 'plan-bridge'), self::downgrade()],
            'ungrouped' => [__('Plans without a plan group', 'plan-bridge'), self::ungrouped()],
            'over_limit' => [__('When a site already uses more than the new plan allows', 'plan-bridge'), self::overLimit()],
            'when_paid_in_full' => [__('When a membership has been billed as often as agreed', 'plan-bridge'), self::whenPaidInFull()],
        ];
    }

    /** @return array<string, array{0: string, 1: string}> */
    private static function proration(): array
    {
        return [
            'second' => [__('To the second', 'plan-bridge'), __('Owners get back exactly what they have not used yet.', 'plan-bridge')],
            'day' => [__('By whole days', 'plan-bridge'), __('Owners get credit for each whole day that is left; a day that has begun is paid.', 'plan-bridge')],
            'none' => [__('No credit', 'plan-bridge'), __('Owners who change plan get no credit for what they have paid already.', 'plan-bridge')],
            'legacy_day' => [__('As Ultimate Multisite 2.4 does', 'plan-bridge'), __('Owners see the same figures as before the network moved to Plan Bridge.', 'plan-bridge')],
        ];
    }

    /** @return array<string, array{0: string, 1: string}> */
    private static function anchor(): array
    {
        return [
            'restart' => [__('A new term starts with the change', 'plan-bridge'), __('Owners pay a whole term of the new plan at once, less their credit, and are billed on a new day.', 'plan-bridge')],
            'keep_anchor' => [__('The billing date stays', 'plan-bridge'), __('Owners pay only the difference for the rest of the term and are billed on the same day as before. Does not go with “No credit”.', 'plan-bridge')],
        ];
    }

    /** @return array<string, array{0: string, 1: string}> */
    private static function addonCharge(): array
    {
        return [
            'rest_of_term' => [__('Its price for the rest of the term', 'plan-bridge'), __('Owners who buy a package halfway through a month pay half of its monthly price.', 'plan-bridge')],
            'full' => [__('Its full price', 'plan-bridge'), __('Owners pay a whole period of the package, however little of the term is left.', 'plan-bridge')],
        ];
    }

    /** @return array<string, array{0: string, 1: string}> */
    private static function downgrade(): array
    {
        return [
            'term_end' => [__('At the end of the term', 'plan-bridge'), __('Owners keep what they have paid for until the term is over, and can cancel the downgrade until then.', 'plan-bridge')],
            'immediate' => [__('At once', 'plan-bridge'), __('Owners get the lower limits right away and the rest of what they paid as credit.', 'plan-bridge')],
        ];
    }

    /** @return array<string, array{0: string, 1: string}> */
    private static function ungrouped(): array
    {
        return [
            'all' => [__('May change to every active plan', 'plan-bridge'), __('Owners on a plan without a group are offered all plans.', 'plan-bridge')],
            'same_ungrouped' => [__('May change to other plans without a group', 'plan-bridge'), __('Owners on a plan without a group are offered only plans that have none either.', 'plan-bridge')],
            'none' => [__('May not change', 'plan-bridge'), __('Owners on a plan without a group are offered packages and services, but no other plan.', 'plan-bridge')],
        ];
    }

    /** @return array<string, array{0: string, 1: string}> */
    private static function whenPaidInFull(): array
    {
        return [
            'go_on' => [__('It goes on', 'plan-bridge'), __('Owners keep what they have and are billed no more; their account says that it is paid in full.', 'plan-bridge')],
            'end' => [__('It ends with its term', 'plan-bridge'), __('Owners are billed no more, and their sites close when the last term that was paid is over.', 'plan-bridge')],
        ];
    }

    /** @return array<string, array{0: string, 1: string}> */
    private static function overLimit(): array
    {
        return [
            'refuse' => [__('The change is refused', 'plan-bridge'), __('Owners are told what does not fit and must make room before they can change.', 'plan-bridge')],
            'warn' => [__('The change is allowed, with a warning', 'plan-bridge'), __('Owners are told what does not fit; what is there stays, and nothing can be added until they are below the limit.', 'plan-bridge')],
        ];
    }
}
