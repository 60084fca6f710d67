<?php

/** Of each field: its label, a sentence that says what an owner will notice, the text beside a tick box. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static fn (): array => [
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
    'reminder_days' => [__('Reminders before the time to pay is over', 'plan-bridge'), __('Owners who have not paid by hand get a letter this many days before; several with commas between them, such as 3, 1. Empty: none.', 'plan-bridge')],
    'manual_instructions_by_language' => [__('How to pay by hand, by language', 'plan-bridge'), __('Owners read it in their own language; where it is empty here, they read the text above.', 'plan-bridge')],
    'manual_instructions' => [__('How to pay by hand', 'plan-bridge'), __('Owners read this after ordering something that must be paid: account number, reference, whom to ask.', 'plan-bridge')],
    // of a product; `.adds`: on packages and services
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
