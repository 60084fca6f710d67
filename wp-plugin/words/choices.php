<?php

/** By field and choice: its label; of a setting, a sentence that says what an owner will notice. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static fn (): array => [
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
    'delayed.trust' => [__('The change takes effect at once', 'plan-bridge'), __('Owners have what they ordered while the money is on its way. If it does not come they are asked to pay, and put on hold if they do not.', 'plan-bridge')],
    'delayed.wait' => [__('The change waits for the money', 'plan-bridge'), __('Owners have what they ordered when the money is there; the term counts from the day of the order.', 'plan-bridge')],
    'seller.plan_bridge' => ['Plan Bridge', __('Owners have one Account, that of Plan Bridge, and order their changes there. Links to the account of Ultimate Multisite lead to it, and those to its checkout where Plan Bridge bills.', 'plan-bridge')],
    'seller.ultimate_multisite' => ['Ultimate Multisite', __('Owners keep the Account and the checkout of Ultimate Multisite. Plan Bridge shows limits and what a change would cost, and sells nothing. What it bills already it goes on billing.', 'plan-bridge')],
    'visits_at_limit.closed' => [__('The site is closed to visitors until the next month', 'plan-bridge'), __('Visitors read why, and browsers and search engines when to come back. Owners and everybody who works on the site see it as always.', 'plan-bridge')],
    'visits_at_limit.notice' => [__('The site stays open', 'plan-bridge'), __('Owners get a letter and a notice, and nothing else happens.', 'plan-bridge')],
    'visits_of_users.strangers' => [__('Everybody’s but those of the site’s own people', 'plan-bridge'), __('Owners use up no visits by working on their site.', 'plan-bridge')],
    'visits_of_users.nobody_logged_in' => [__('Only those of people who are not logged in', 'plan-bridge'), __('People of other sites of the network use up no visits either.', 'plan-bridge')],
    'visits_of_users.everyone' => [__('Everybody’s', 'plan-bridge'), __('Owners use up visits too when they look at their site.', 'plan-bridge')],
    'visits_prefetched.counted' => [__('Count as visits', 'plan-bridge'), __('Since WordPress 6.8 browsers fetch most pages so, a moment before they are shown, and not once more.', 'plan-bridge')],
    'visits_prefetched.not_sent' => [__('Are not sent in advance', 'plan-bridge'), __('Browsers fetch them when somebody asks for them: each visit counts once, and pages come a little later.', 'plan-bridge')],
    'visits_prefetched.not_counted' => [__('Do not count', 'plan-bridge'), __('Many visits are then never counted, as browsers show what they have fetched.', 'plan-bridge')],
    'type.percentage' => [__('Percent', 'plan-bridge')],
    'type.absolute' => [__('Amount', 'plan-bridge')],
    'pricing_type.paid' => [__('Fixed price', 'plan-bridge')],
    'pricing_type.free' => [__('Free', 'plan-bridge')],
    'pricing_type.contact_us' => [__('On request (not sold here)', 'plan-bridge')],
    'pricing_type.pay_what_you_want' => [__('Pay what you want (not sold here)', 'plan-bridge')],
    'rules.direction.both' => [__('Upgrade and downgrade', 'plan-bridge')],
    'rules.direction.upgrade_only' => [__('Upgrade only', 'plan-bridge')],
    'rules.direction.downgrade_only' => [__('Downgrade only', 'plan-bridge')],
    'rules.after_last.as_network' => [__('As the settings say', 'plan-bridge')],
    'rules.after_last.go_on' => [__('It goes on', 'plan-bridge')],
    'rules.after_last.end' => [__('It ends with its term', 'plan-bridge')],
    'rules.direction.closed' => [__('Neither: members stay', 'plan-bridge')],
];
