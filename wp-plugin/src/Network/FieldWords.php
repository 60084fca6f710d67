<?php

declare(strict_types=1);

namespace PlanBridge\Network;

defined('ABSPATH') || exit;

/**
 * The words of every field of these screens, and of its choices: label, help, and the text beside a tick box or number.
 *
 * A new setting, product field or limit needs its line here and nothing else; without one its name stands in for it.
 */
final class FieldWords
{
    /**
     * @param array<string, mixed> $field of the service
     * @return array{label: string, help: string, text: string, words: array<string, array{0: string, 1: string}>} words: label and sentence by choice
     */
    public static function of(array $field, bool $adds): array
    {
        $all = self::settings() + self::product();
        $name = $field['name'];
        [$label, $help, $text] = (($adds ? $all["{$name}.adds"] ?? null : null) ?? $all[$name] ?? [self::plain($name)]) + ['', '', ''];
        $words = [];
        foreach ($field['choices'] as $choice) {
            $words[$choice] = (self::choices()["{$name}.{$choice}"] ?? [self::plain($choice)]) + ['', ''];
        }
        $text = $text !== '' || $field['kind'] !== 'number' ? $text : self::units()[$field['unit']] ?? $field['unit'];
        return ['label' => $label, 'help' => $help, 'text' => $text === '' && $field['kind'] === 'switch' ? $label : $text, 'words' => $words];
    }

    /** The label of a field, a limit or its table, where a message or heading names it. */
    public static function word(string $name): string
    {
        return self::limits()[$name] ?? (self::settings() + self::product())[$name][0] ?? self::plain((string) preg_replace('/^limits\./', '', $name));
    }

    /** The words for a type of prices; types of other tools keep their own name. */
    public static function pricingType(string $type): string
    {
        return self::choices()["pricing_type.{$type}"][0] ?? $type;
    }

    /** The words for a type of products, or all of one type; types of other tools keep their own name. */
    public static function productType(string $type, bool $plural = false): string
    {
        return [
            'plan' => [__('Plan', 'plan-bridge'), __('Plans', 'plan-bridge')],
            'package' => [__('Package', 'plan-bridge'), __('Packages', 'plan-bridge')],
            'service' => [__('Service', 'plan-bridge'), __('Services', 'plan-bridge')],
        ][$type][(int) $plural] ?? $type;
    }

    /** @return array<string, string> by unit of a number or period, in the order of the form */
    public static function units(): array
    {
        return [
            'day' => __('days', 'plan-bridge'),
            'week' => __('weeks', 'plan-bridge'),
            'month' => __('months', 'plan-bridge'),
            'year' => __('years', 'plan-bridge'),
            'days' => __('days', 'plan-bridge'),
            'minutes' => __('minutes', 'plan-bridge'),
            'years' => __('years', 'plan-bridge'),
        ];
    }

    private static function plain(string $name): string
    {
        return ucfirst(str_replace(['_', '.'], ' ', $name));
    }

    /** @return array<string, list<string>> label, sentence that says what an owner will notice, text of a tick box */
    private static function settings(): array
    {
        return [
            'proration' => [__('Credit for unused time', 'plan-bridge')],
            'anchor' => [__('Billing date after a change', 'plan-bridge')],
            'addon_charge' => [__('An add-on bought during a term', 'plan-bridge')],
            'downgrade' => [__('When a downgrade takes effect', 'plan-bridge')],
            'ungrouped' => [__('Plans without a plan group', 'plan-bridge')],
            'over_limit' => [__('When a site already uses more than the new plan allows', 'plan-bridge')],
            'when_paid_in_full' => [__('When a membership has been billed as often as agreed', 'plan-bridge')],
            'seller' => [__('Who sells plan changes', 'plan-bridge')],
            'payment_window_days' => [__('Time to pay', 'plan-bridge'), __('Owners who pay by hand have this long; after it, an unpaid change ends and their membership stays as it was.', 'plan-bridge')],
            'grace_days' => [__('Grace after an unpaid term', 'plan-bridge'), __('Sites stay open this long after a term has ended without payment, a tenth of the term at most: three days of a month, none of a day.', 'plan-bridge')],
            'request_days' => [__('Payment is asked for before the term ends', 'plan-bridge'), __('Owners who pay by hand are asked this long before their term ends, half the term before it at most.', 'plan-bridge')],
            'quote_valid_minutes' => [__('How long shown prices hold', 'plan-bridge'), __('Owners who take longer to press the button are shown fresh figures first.', 'plan-bridge')],
            'lifetime_years' => [__('A lifetime plan is used up over', 'plan-bridge'), __('Owners who leave a lifetime plan get credit for the years that are left. Empty: all of it, always.', 'plan-bridge')],
            'taxes' => [__('Taxes', 'plan-bridge'), __('Owners see tax on each line, by the country of their billing address.', 'plan-bridge'), __('Charge tax', 'plan-bridge')],
            'tax_inclusive' => [__('Prices', 'plan-bridge'), __('Owners pay the prices as listed, and see how much of them is tax.', 'plan-bridge'), __('Prices include tax', 'plan-bridge')],
            'site_administrators_may_buy' => [__('Who may buy', 'plan-bridge'), __('Administrators who are not the customer can change the membership; otherwise they can only look.', 'plan-bridge'), __('Administrators of a site may buy too', 'plan-bridge')],
            'manual_instructions' => [__('How to pay by hand', 'plan-bridge'), __('Owners read this after ordering something that must be paid: account number, reference, whom to ask.', 'plan-bridge')],
        ];
    }

    /** @return array<string, list<string>> the same of a product; `.adds`: on packages and services */
    private static function product(): array
    {
        return [
            'name' => [__('Name', 'plan-bridge')],
            'slug' => [__('Slug', 'plan-bridge'), __('Names the product in links. Left empty, it is made from the name.', 'plan-bridge')],
            'description' => [__('Description', 'plan-bridge'), __('Owners read it where they choose.', 'plan-bridge')],
            'features' => [__('Features', 'plan-bridge'), __('One on each line.', 'plan-bridge')],
            'active' => [__('Offered', 'plan-bridge'), __('Whoever has it keeps it, also when it is not offered any more.', 'plan-bridge'), __('This product is offered', 'plan-bridge')],
            'pricing_type' => [__('Pricing type', 'plan-bridge')],
            'amount' => [__('Amount', 'plan-bridge'), __('For one billing period. Write it as you are used to: 1990.50, 1 990,50 or 1,990.50.', 'plan-bridge')],
            'currency' => [__('Currency', 'plan-bridge'), __('Three letters, such as SEK or EUR.', 'plan-bridge')],
            'recurring' => [__('Recurring', 'plan-bridge'), __('Without this, a paid plan is paid once and held for life.', 'plan-bridge'), __('Charged again each billing period', 'plan-bridge')],
            'recurring.adds' => [__('Recurring', 'plan-bridge'), __('Without this it is paid once.', 'plan-bridge'), __('Charged again each billing period', 'plan-bridge')],
            'period' => [__('Billing period', 'plan-bridge')],
            'trial' => [__('Trial', 'plan-bridge'), __('Left empty, there is none. A change never starts a new trial.', 'plan-bridge')],
            'setup_fee' => [__('Set-up fee', 'plan-bridge'), __('Paid once, with the first charge.', 'plan-bridge')],
            'price_variations' => [__('Price variations', 'plan-bridge'), __('What it costs for another billing period, such as 1 year. Empty rows are left out; after saving there are two new ones.', 'plan-bridge')],
            'taxable' => [__('Taxable', 'plan-bridge'), '', __('Tax is charged on this product', 'plan-bridge')],
            'tax_category' => [__('Tax category', 'plan-bridge')],
            'limits' => [__('Limits', 'plan-bridge')],
            'plan_group' => [__('Plan Group', 'plan-bridge'), __('Plans of one group form a family: members change only within it. Type a new name or pick one that exists.', 'plan-bridge')],
            'list_order' => [__('Product order', 'plan-bridge'), __('Lower numbers come first in what owners are offered.', 'plan-bridge')],
            'available_addons' => [__('Offer add-ons', 'plan-bridge'), __('Members of this plan can buy what is ticked.', 'plan-bridge') . ' ' . __('An add-on that a member holds and the new plan does not offer is shown as dropped, with its credit, before anything is confirmed.', 'plan-bridge')],
            'rules.direction' => [__('Direction', 'plan-bridge'), __('Holds for members who leave this plan. Whoever may change one way may also choose a plan that costs the same.', 'plan-bridge')],
            'rules.minimum_term' => [__('Minimum term', 'plan-bridge'), __('How long members stay on this plan before they may leave it. Left empty, there is none.', 'plan-bridge')],
            'rules.hidden' => [__('Hidden', 'plan-bridge'), __('Whoever has it keeps it.', 'plan-bridge'), __('Nobody new gets this plan', 'plan-bridge')],
        ];
    }

    /** @return array<string, string> labels of limits, captions of their tables, and of the row in which a key is typed */
    private static function limits(): array
    {
        return [
            'limits.numbers' => __('Space, visits, sites and domains', 'plan-bridge'),
            'limits.disk_space' => __('Disk space (MB)', 'plan-bridge'),
            'limits.visits' => __('Visits per month', 'plan-bridge'),
            'limits.sites' => __('Sites', 'plan-bridge'),
            'limits.domain_mapping' => __('Own domains', 'plan-bridge'),
            'limits.post_types' => __('Posts, by type', 'plan-bridge'),
            'limits.post_types.other' => __('Another post type, by its key', 'plan-bridge'),
            'limits.users' => __('Users, by role', 'plan-bridge'),
            'limits.users.other' => __('Another role, by its key', 'plan-bridge'),
        ];
    }

    /** @return array<string, list<string>> by field and choice: its label; of a setting, a sentence that says what an owner will notice */
    private static function choices(): array
    {
        return [
            'proration.second' => [__('To the second', 'plan-bridge'), __('Owners get back exactly what they have not used yet.', 'plan-bridge')],
            'proration.day' => [__('By whole days', 'plan-bridge'), __('Owners get credit for each whole day that is left; a day that has begun is paid.', 'plan-bridge')],
            'proration.none' => [__('No credit', 'plan-bridge'), __('Owners who change plan get no credit for what they have paid already.', 'plan-bridge')],
            'proration.legacy_day' => [__('As Ultimate Multisite 2.4 does', 'plan-bridge'), __('Owners see the same figures as before the network moved to Plan Bridge.', 'plan-bridge')],
            'anchor.restart' => [__('A new term starts with the change', 'plan-bridge'), __('Owners pay a whole term of the new plan at once, less their credit, and are billed on a new day.', 'plan-bridge')],
            'anchor.keep_anchor' => [__('The billing date stays', 'plan-bridge'), __('Owners pay only the difference for the rest of the term and are billed on the same day as before. Does not go with “No credit”.', 'plan-bridge')],
            'addon_charge.rest_of_term' => [__('Its price for the rest of the term', 'plan-bridge'), __('Owners who buy a package halfway through a month pay half of its monthly price.', 'plan-bridge')],
            'addon_charge.full' => [__('Its full price', 'plan-bridge'), __('Owners pay a whole period of the package, however little of the term is left.', 'plan-bridge')],
            'downgrade.term_end' => [__('At the end of the term', 'plan-bridge'), __('Owners keep what they have paid for until the term is over, and can cancel the downgrade until then.', 'plan-bridge')],
            'downgrade.immediate' => [__('At once', 'plan-bridge'), __('Owners get the lower limits right away and the rest of what they paid as credit.', 'plan-bridge')],
            'ungrouped.all' => [__('May change to every active plan', 'plan-bridge'), __('Owners on a plan without a group are offered all plans.', 'plan-bridge')],
            'ungrouped.same_ungrouped' => [__('May change to other plans without a group', 'plan-bridge'), __('Owners on a plan without a group are offered only plans that have none either.', 'plan-bridge')],
            'ungrouped.none' => [__('May not change', 'plan-bridge'), __('Owners on a plan without a group are offered packages and services, but no other plan.', 'plan-bridge')],
            'over_limit.refuse' => [__('The change is refused', 'plan-bridge'), __('Owners are told what does not fit and must make room before they can change.', 'plan-bridge')],
            'over_limit.warn' => [__('The change is allowed, with a warning', 'plan-bridge'), __('Owners are told what does not fit; what is there stays, and nothing can be added until they are below the limit.', 'plan-bridge')],
            'when_paid_in_full.go_on' => [__('It goes on', 'plan-bridge'), __('Owners keep what they have and are billed no more; their account says that it is paid in full.', 'plan-bridge')],
            'when_paid_in_full.end' => [__('It ends with its term', 'plan-bridge'), __('Owners are billed no more, and their sites close when the last term that was paid is over.', 'plan-bridge')],
            'seller.plan_bridge' => ['Plan Bridge', __('Owners have one Account, that of Plan Bridge, and order their changes there. Links to the account of Ultimate Multisite lead to it, and those to its checkout where Plan Bridge bills.', 'plan-bridge')],
            'seller.ultimate_multisite' => ['Ultimate Multisite', __('Owners keep the Account and the checkout of Ultimate Multisite. Plan Bridge shows limits and what a change would cost, and sells nothing. What it bills already it goes on billing.', 'plan-bridge')],
            'pricing_type.paid' => [__('Fixed price', 'plan-bridge')],
            'pricing_type.free' => [__('Free', 'plan-bridge')],
            'pricing_type.contact_us' => [__('On request (not sold here)', 'plan-bridge')],
            'pricing_type.pay_what_you_want' => [__('Pay what you want (not sold here)', 'plan-bridge')],
            'rules.direction.both' => [__('Upgrade and downgrade', 'plan-bridge')],
            'rules.direction.upgrade_only' => [__('Upgrade only', 'plan-bridge')],
            'rules.direction.downgrade_only' => [__('Downgrade only', 'plan-bridge')],
            'rules.direction.closed' => [__('Neither: members stay', 'plan-bridge')],
        ];
    }
}
