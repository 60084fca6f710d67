<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;

defined('ABSPATH') || exit;

/**
 * The words for every code of the network's own screens, a table of Messages; and of every field and its choices: label, help, and the
 * text beside a tick box or number.
 *
 * A new setting, product field or limit needs its line here and nothing else; without one its name stands in for it.
 */
final class Words
{
    /** The units of a period, in the order of the form. */
    public const PERIODS = ['day', 'week', 'month', 'year'];

    /** What the service finds in a field that is one and the same to whoever fills it in. */
    private const SAME = [
        'missing' => 'required', 'too_short' => 'required', 'unknown_field' => 'unknown', 'not_a_number' => 'not_a_whole_number', 'not_a_text' => 'wrong_form',
        'not_a_switch' => 'wrong_form', 'not_a_list' => 'wrong_form', 'not_an_object' => 'wrong_form', 'not_json' => 'wrong_form',
    ];

    /** The words for what is wrong with one field; the service does not always tell the bounds that it found passed. */
    public static function problem(array $problem): string
    {
        $code = self::SAME[$problem['code'] ?? ''] ?? (string) ($problem['code'] ?? '');
        $code = isset($problem['most']) ? $code : ['out_of_range' => 'beyond_range', 'too_long' => 'too_long_here'][$code] ?? $code;
        return in_array($code, Messages::codes(), true) ? Messages::forCode($code, $problem) : Messages::forCode('field_refused', ['code' => $code]);
    }

    public static function sentences(): array
    {
        return [
            // products and settings saved
            'network_admins_only' => __('These pages are for network administrators.', 'plan-bridge'),
            'form_expired_kept' => __('The page had been open for too long, so nothing was saved. What you typed is still here; press the button again.', 'plan-bridge'),
            'product_saved' => __('“{name}” is saved.', 'plan-bridge'),
            'rule_not_saved' => __('{name} was not saved: {problem} Plan Bridge keeps the rules as they were; all else of the product is saved.', 'plan-bridge'),
            'rules_not_saved' => __('The service of Plan Bridge could not be asked, so its rules for this plan are as they were; all else of the product is saved. Please save once more when it answers.', 'plan-bridge'),
            'product_not_saved' => __('Nothing is saved yet. What you typed is still here.', 'plan-bridge'),
            'paths_unfinished' => __('The paths are shown here as soon as name, currency and price are filled in.', 'plan-bridge'),
            'example_unfinished' => __('The example is worked out again as soon as the fields that are marked are right.', 'plan-bridge'),
            'settings_saved' => __('The settings are saved. They hold for every figure shown from now on.', 'plan-bridge'),
            'settings_not_saved' => __('Nothing is saved yet: please look at the fields that are marked.', 'plan-bridge'),
            'address_saved' => __('The address is saved. The check below shows whether the service answers there.', 'plan-bridge'),
            'key_rotated' => __('There is a new key, and the old one has vouched for it. The check below shows whether the service accepts it.', 'plan-bridge'),
            // payments
            'form_expired_payment' => __('The page had been open for too long, so no payment was marked. Please do it again.', 'plan-bridge'),
            'paid_applied' => __('Payment {payment} of {amount} is marked as paid. The change has taken effect: {offer}. The new limits hold from now on.', 'plan-bridge'),
            'paid_scheduled' => __('Payment {payment} of {amount} is marked as paid. The change to {offer} takes effect on {effective_at}.', 'plan-bridge'),
            'change_closed' => __('It is closed. The journal says who closed it.', 'plan-bridge'),
            'paid_renewal' => __('Payment {payment} of {amount} is marked as paid. Membership {membership} is paid for another term.', 'plan-bridge'),
            'paid_applied_more' => __('{came} has come for payment {payment}, {more} more than was due. The change has taken effect: {offer}. The rest is kept as account credit.', 'plan-bridge'),
            'paid_scheduled_more' => __('{came} has come for payment {payment}, {more} more than was due. The change to {offer} takes effect on {effective_at}. The rest is kept as account credit.', 'plan-bridge'),
            'paid_renewal_more' => __('{came} has come for payment {payment}, {more} more than was due. Membership {membership} is paid for another term. The rest is kept as account credit.', 'plan-bridge'),
            'paid_needs_attention_more' => __('{came} has come for payment {payment}, but what it was for could not be carried out any more. All of it is kept as account credit of membership {membership}; open its account to see how it stands.', 'plan-bridge'),
            'paid_processing_more' => __('{came} has come for payment {payment}, {more} more than was due. The change is being carried out; look again in a moment.', 'plan-bridge'),
            'paid_part' => __('{came} has come for order {payment}. It stays open until the rest, {left}, has come; its owner has been told.', 'plan-bridge'),
            'paid_part_credited' => __('{came} has come for order {payment}, which has ended. It is kept as account credit of membership {membership}; its owner has been told.', 'plan-bridge'),
            'payment_left' => __('{left} left', 'plan-bridge'),
            'transfer_held' => __('{amount} received on {date}, marked by {who}; the order waits for the rest.', 'plan-bridge'),
            'transfer_settled' => __('{amount} received on {date}, marked by {who}.', 'plan-bridge'),
            'transfer_settled_more' => __('{amount} received on {date}, marked by {who}; {credited} of it was more than was due and became account credit.', 'plan-bridge'),
            'transfer_credited' => __('{amount} received on {date}, marked by {who}; it became account credit.', 'plan-bridge'),
            'money_not_taken' => __('Nothing was marked. {why}', 'plan-bridge'),
            'received_on_unreadable' => __('Nothing was marked: the day on which the money came is no date.', 'plan-bridge'),
            'rejecting_without_reason' => __('Nothing was rejected: please say why, since the owner is told.', 'plan-bridge'),
            'payment_rejected' => __('Order {payment} is rejected. Its owner has been told why.', 'plan-bridge'),
            'rejecting_unknown_outcome' => __('The service has not answered, so nobody knows yet whether the order is rejected. The list below shows how it stands.', 'plan-bridge'),
            'payment_moved' => __('Nothing was marked: somebody has marked money for this payment since you opened the page. Now {left} is left; please look again.', 'plan-bridge'),
            'payment_is_a_renewal' => __('The bill of a renewal cannot be rejected: it ends by itself when the time to pay is over. To end the membership, cancel it.', 'plan-bridge'),
            'paid_needs_attention' => __('Payment {payment} of {amount} is marked as paid, but what it was for could not be carried out any more. The money is kept as account credit of membership {membership}; open its account to see how it stands.', 'plan-bridge'),
            'paid_processing' => __('Payment {payment} of {amount} is marked as paid. The change is being carried out; look again in a moment.', 'plan-bridge'),
            'ask_settles' => __('What has arrived of {amount} for the order of {date}? As soon as it is all there, what was ordered takes effect, and this cannot be taken back.', 'plan-bridge'),
            'ask_becomes_credit' => __('The order of {date} was cancelled. Has its payment of {amount} arrived all the same? Nothing that was ordered takes effect: the money becomes account credit of the customer, and this cannot be taken back.', 'plan-bridge'),
            'unmarkable_not_ours' => __('Another system asked for this payment, so it is marked as paid there.', 'plan-bridge'),
            'unmarkable_not_manual' => __('The payment provider tells us when this payment has arrived.', 'plan-bridge'),
            'received' => __('Received on {date}.', 'plan-bridge'),
            'received_marked' => __('Received on {date}, marked as paid by {who}.', 'plan-bridge'),
            'paid_no_answer' => __('The service has not answered, so nobody knows yet whether payment {payment} is marked as paid. The list below shows how it stands. Pressing the button again is safe: a payment is marked only once.', 'plan-bridge'),
            // where members may go, and what looks like a mistake in it
            'paths_unchanged' => __('Your edit changes nothing in who can go where.', 'plan-bridge'),
            'paths_changed' => __('Ways between plans that your edit changes: {count}.', 'plan-bridge'),
            'pair' => __('From {from} to {to}: {what}', 'plan-bridge'),
            'pair_closes' => __('no longer possible ({reasons})', 'plan-bridge'),
            'pair_opens_now' => __('becomes possible, at once', 'plan-bridge'),
            'pair_opens_term_end' => __('becomes possible, at the end of the term', 'plan-bridge'),
            'pair_timing_now' => __('at once instead of at the end of the term', 'plan-bridge'),
            'pair_timing_term_end' => __('at the end of the term instead of at once', 'plan-bridge'),
            'trap_group_of_one' => __('The plan group “{group}” has only one plan, {plans}: its members have nowhere to go.', 'plan-bridge'),
            'trap_plan_nobody_can_leave' => __('Nobody can leave {plans} for another plan.', 'plan-bridge'),
            'trap_period_of_one' => __('In “{group}”, only {plans} has a price for {period}: whoever pays that way cannot keep the period when changing.', 'plan-bridge'),
            'trap_two_currencies' => __('The plan group “{group}” has plans in two currencies ({plans}). Members can only change within theirs.', 'plan-bridge'),
            'term_over' => __('{date}: over, and nobody renews it here', 'plan-bridge'),
            'term_awaits_payment' => __('{date}: over, its renewal is not paid yet', 'plan-bridge'),
            'term_paid_in_full' => __('{date}: paid in full, nothing more is billed', 'plan-bridge'),
            'term_on_hold' => __('{date}: over while on hold', 'plan-bridge'),
            // the worked example: its products are `small`, `large`, `solo`, `forever` and `extra`
            'example_introduction' => __('A made-up network in your currency, so that only your settings move the figures: {products}. Everybody has paid from {start} to {end} and changes on {at}.', 'plan-bridge'),
            'example_tax' => __('Where you charge tax, it is {percent} % here.', 'plan-bridge'),
            'example_same' => __('The example shows what holds now: nothing differs from the saved settings.', 'plan-bridge'),
            'example_anew' => __('The example is worked out anew.', 'plan-bridge'),
            'example_refused' => __('refused', 'plan-bridge'),
            'example_due' => __('{amount} due now', 'plan-bridge'),
            'story_upgrade' => __('An upgrade in the middle of a month', 'plan-bridge'),
            'story_downgrade' => __('A downgrade in the middle of a month', 'plan-bridge'),
            'story_addon' => __('A package bought in the middle of a month', 'plan-bridge'),
            'story_lifetime' => __('Leaving a lifetime plan', 'plan-bridge'),
            'story_ungrouped' => __('From a plan without a plan group', 'plan-bridge'),
            'story_over_limit' => __('A downgrade that the site does not fit into', 'plan-bridge'),
            'story_upgrade_told' => __('An owner of {small} takes {large}.', 'plan-bridge'),
            'story_downgrade_told' => __('An owner of {large} goes down to {small}.', 'plan-bridge'),
            'story_addon_told' => __('An owner of {large} adds {extra}.', 'plan-bridge'),
            'story_lifetime_told' => __('An owner who bought {forever} on {bought_on} changes to {large}.', 'plan-bridge'),
            'story_ungrouped_told' => __('An owner of {solo}, which has no plan group, wants {large}, which has one.', 'plan-bridge'),
            'story_over_limit_told' => __('An owner of {large} goes down to {small}, but has more files than {small} allows.', 'plan-bridge'),
            // the check of the connection
            'connection_good' => __('Everything is in order. The service answers (version {service}), the keys are known, the tables are up to date (migration {schema}), and the worker last ran on {last_run_at}.', 'plan-bridge'),
            'connection_unreachable' => __('Nothing answers at the address of the service. Either the service is not running, or a firewall is in between, or the address is wrong. Limits hold all the same, but owners cannot change anything.', 'plan-bridge'),
            'connection_too_slow' => __('The service did not answer within 5 seconds. It may be overloaded, or wait for the database. Limits hold all the same, but owners cannot change anything meanwhile.', 'plan-bridge'),
            'connection_somebody_else_answers' => __('Something answers at this address, but it is not the service of Plan Bridge. Please check the address and the port.', 'plan-bridge'),
            'connection_no_address' => __('The address of the service is not set yet. Type it below; the service prints it when it starts.', 'plan-bridge'),
            'connection_not_migrated' => __('The tables of Plan Bridge are not in the database yet. This command makes them:', 'plan-bridge'),
            'connection_token_expired' => __('The clocks of this server and of the service differ by {clock_off_seconds} seconds, so every request is turned down. Set both by the same time server.', 'plan-bridge'),
            'connection_token_wrong_network' => __('The service at this address belongs to another network. Check the address, and that both use the same database.', 'plan-bridge'),
            'connection_key_malformed' => __('PLAN_BRIDGE_KEY in wp-config.php is not a key: it has to be the base64 of the 64 bytes of an Ed25519 secret key, on one line. Limits hold all the same, but owners cannot change anything. Put the whole key back, or make a new one with the command below and approve it; without the line, the plugin makes a key of its own.', 'plan-bridge'),
            'connection_key_unknown' => __('The service does not know this network’s key. Check that both use the same database and table prefix; then approve the key with:', 'plan-bridge'),
            'connection_key_pending' => __('This network’s key waits for approval. On the service’s machine, run:', 'plan-bridge'),
            'connection_proof_missing' => __('Something answers as the service but cannot prove that it is the one this database trusts. Check the address before anybody pays.', 'plan-bridge'),
            'connection_plugin_key_pending' => __('A key of this network waits for approval. If you made it, run on the service’s machine:', 'plan-bridge'),
            'connection_service_key_missing' => __('The service has no key of its own, so it cannot prove who it is. On the service’s machine, run:', 'plan-bridge'),
            'connection_service_key_retired' => __('The service’s key has been withdrawn. Make a new one on the service’s machine:', 'plan-bridge'),
            'connection_service_key_pending' => __('The service has a key that nobody has approved yet. On the service’s machine, run:', 'plan-bridge'),
            'connection_schema_out_of_date' => __('The tables in the database do not fit the service: they are at migration {current}, it wants {wanted}. On the service’s machine, run:', 'plan-bridge'),
            'connection_schema_too_new' => __('The tables in the database are newer than the service: they are at migration {current}, it knows {wanted}. Install the service’s newer version again.', 'plan-bridge'),
            'connection_clock_off' => __('The clock of the service’s machine is {seconds} seconds away from the database’s. Figures are not affected, they go by the database; set the clock right all the same.', 'plan-bridge'),
            'connection_network_url_missing' => __('The service does not know the address of the main site (PLAN_BRIDGE_NETWORK_URL), so it cannot wake the plugin: mails and disk limits then wait for the next visit to wp-admin.', 'plan-bridge'),
            'connection_settings_charge_whole_terms' => __('Two settings contradict each other: “No credit” and “The billing date stays” would charge owners a full term for the rest of one. Until you choose another answer to one of them, every change starts a new term.', 'plan-bridge'),
            'connection_database_unreachable' => __('The service runs, but cannot reach the database.', 'plan-bridge'),
            'connection_network_is_a_copy' => __('This network is a copy of another one, or has moved. Until you say which, nothing is charged, mailed or renewed. A copy for tests is declared with the command below; after a move it is: bridge adopt --as moved', 'plan-bridge'),
            'connection_worker_not_running' => __('The worker has not run since {last_run_at}. Without it, nothing is renewed and booked changes do not take effect. Start it with:', 'plan-bridge'),
            'connection_worker_never_ran' => __('The worker has never run. Without it, nothing is renewed and booked changes do not take effect. Start it with:', 'plan-bridge'),
            // what is wrong in a field: as it is read
            'not_days' => __('Write days as numbers with commas between them, such as 3, 1.', 'plan-bridge'),
            'in_the_future' => __('This day is yet to come.', 'plan-bridge'),
            'required' => __('Please fill this in.', 'plan-bridge'),
            'stored_unreadable' => __('What is stored here cannot be read, so the default holds, which is shown. Save the settings to put it right.', 'plan-bridge'),
            'amount_unreadable' => __('This is not an amount. Write it like 1990.50 or 1 990,50.', 'plan-bridge'),
            'amount_ambiguous' => __('This could mean two amounts. Leave out the thousands separator, or write the decimals too.', 'plan-bridge'),
            'amount_negative' => __('An amount cannot be negative.', 'plan-bridge'),
            'amount_too_large' => __('This is more than can be stored.', 'plan-bridge'),
            'too_many_decimals' => __('Amounts in this currency have at most {most} decimals.', 'plan-bridge'),
            'currency_unreadable' => __('Write the currency’s three letters, such as SEK.', 'plan-bridge'),
            'not_a_whole_number' => __('This is not a whole number.', 'plan-bridge'),
            'out_of_range' => __('Write a number from {least} to {most}.', 'plan-bridge'),
            'period_unit_unknown' => __('Choose days, weeks, months or years.', 'plan-bridge'),
            'period_required' => __('Say how long the billing period is.', 'plan-bridge'),
            'too_long' => __('At most {most} characters fit here.', 'plan-bridge'),
            'slug_characters' => __('Only small letters a to z, digits, hyphens and underscores.', 'plan-bridge'),
            'not_a_key' => __('A key has only letters, digits, hyphens and underscores.', 'plan-bridge'),
            'number_and_not_allowed' => __('Either a number or “Not allowed”, not both.', 'plan-bridge'),
            'number_and_unlimited' => __('Either a number or “Unlimited”, not both.', 'plan-bridge'),
            'zero_would_be_unlimited' => __('A limit of 0 cannot be kept here: leave the field empty for unlimited, or write at least 1.', 'plan-bridge'),
            'address_unreadable' => __('This is not the address of a service. It begins with http:// or https://, such as http://127.0.0.1:8765.', 'plan-bridge'),
            'address_with_more' => __('Only scheme, host, port and path, please: no user name, no question mark, no #.', 'plan-bridge'),
            // what is wrong in a field: as it is saved
            'field_refused' => __('The service does not accept this value ({code}).', 'plan-bridge'),
            'unknown' => __('The service does not know this.', 'plan-bridge'),
            'taken' => __('Another product already has this slug.', 'plan-bridge'),
            'twice' => __('This period has a price already.', 'plan-bridge'),
            'invalid' => __('This cannot be saved.', 'plan-bridge'),
            'charges_whole_terms' => __('“The billing date stays” does not go with “No credit”: owners would be charged a full term for the rest of one. Choose another answer to one of the two.', 'plan-bridge'),
            'too_long_here' => __('This is too long.', 'plan-bridge'),
            'wrong_form' => __('This has another form than is asked for here.', 'plan-bridge'),
            'beyond_range' => __('This number is too small or too large.', 'plan-bridge'),
            'too_small' => __('This number is too small.', 'plan-bridge'),
            'too_large' => __('This number is too large.', 'plan-bridge'),
            'too_many' => __('These are more than can be stored.', 'plan-bridge'),
            'unknown_choice' => __('Choose one of what is offered here.', 'plan-bridge'),
            'repeated' => __('This is given twice.', 'plan-bridge'),
        ];
    }

    /** @return array{label: string, help: string, text: string, words: array<string, array{0: string, 1: string}>} words: label and sentence by choice */
    public static function ofField(array $field, bool $adds): array
    {
        $all = self::fields();
        $name = $field['name'];
        [$label, $help, $text] = (($adds ? $all["{$name}.adds"] ?? null : null) ?? $all[$name] ?? [self::plain($name)]) + ['', '', ''];
        $words = [];
        foreach ($field['choices'] as $choice) {
            $words[$choice] = (self::choices()["{$name}.{$choice}"] ?? [self::plain($choice)]) + ['', ''];
        }
        $text = $text !== '' || $field['kind'] !== 'number' ? $text : self::units()[rtrim($field['unit'], 's')] ?? $field['unit'];
        return ['label' => $label, 'help' => $help, 'text' => $text === '' && $field['kind'] === 'switch' ? $label : $text, 'words' => $words];
    }

    /** The label of a field, a screen, a tab, a limit or its table, where a message or heading names it. */
    public static function word(string $name): string
    {
        return self::headings()[$name] ?? self::fields()[$name][0] ?? self::plain((string) preg_replace('/^(?:limits|tab|add)\./', '', $name));
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

    /** @return array<string, string> by unit of a number or period */
    public static function units(): array
    {
        return [
            'day' => __('days', 'plan-bridge'),
            'week' => __('weeks', 'plan-bridge'),
            'month' => __('months', 'plan-bridge'),
            'year' => __('years', 'plan-bridge'),
            'minute' => __('minutes', 'plan-bridge'),
        ];
    }

    private static function plain(string $name): string
    {
        return ucfirst(str_replace(['_', '.'], ' ', $name));
    }

    /** @return array<string, list<string>> label, sentence that says what an owner will notice, text of a tick box */
    private static function fields(): array
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
    }

    /** @return array<string, string> headings of screens, tabs and limits, captions of their tables, and of the row in which a key is typed */
    private static function headings(): array
    {
        return [
            Screens::PRODUCTS => __('Products', 'plan-bridge'),
            Screens::PRODUCT => __('Add product', 'plan-bridge'),
            Screens::MAP => __('Plan map', 'plan-bridge'),
            Screens::PAYMENTS => __('Payments', 'plan-bridge'),
            Screens::MEMBERSHIPS => __('Memberships', 'plan-bridge'),
            Screens::SETTINGS => __('Settings', 'plan-bridge'),
            'add.plan' => __('Add a plan', 'plan-bridge'),
            'add.package' => __('Add a package', 'plan-bridge'),
            'add.service' => __('Add a service', 'plan-bridge'),
            'tab.general' => __('General', 'plan-bridge'),
            'tab.pricing' => __('Pricing', 'plan-bridge'),
            'tab.limits' => __('Limits', 'plan-bridge'),
            'tab.up-downgrades' => __('Up & Downgrades', 'plan-bridge'),
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
