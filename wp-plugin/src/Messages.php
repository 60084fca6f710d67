<?php

declare(strict_types=1);

namespace PlanBridge;

use PlanBridge\Limits\LimitTable;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The words for every code: what happened, what it means for the reader, what can be done.
 *
 * A sentence names its params as `{name}`; money, instants, limits and periods in params are written for the reader.
 */
final class Messages
{
    public static function forCode(string $code, array $params = []): string
    {
        $sentence = self::sentence($code);
        $general = __('That did not work. Please give this code to the people who run the network: {code}.', 'plan-bridge');
        return $sentence === null ? self::fill($general, ['code' => $code]) : self::fill($sentence, $params);
    }

    /**
     * The words for an answer to an act: quote, preview, cancel, product, settings, closing. Where nobody knows what came of it
     * they say so, and how to look: which is not the same for a price that was asked for and for a product that was to be saved.
     */
    public static function forAct(string $act, WP_Error $error): string
    {
        return self::forCode(self::codeOfAct($act, $error), self::params($error));
    }

    /** The code of those words, for a message that is kept. */
    public static function codeOfAct(string $act, WP_Error $error): string
    {
        return self::isUnknown($error) ? "{$act}_unknown_outcome" : self::code($error);
    }

    /**
     * Whether an error leaves open what happened: no answer, or one that came from a service that broke on the way.
     * Then nobody may say that nothing has changed.
     */
    public static function isUnknown(WP_Error $error): bool
    {
        $code = self::code($error);
        $undone = ['store_unavailable', 'store_busy', 'schema_out_of_date'];
        return $code === 'no_answer' || (self::status($error) >= 500 && !in_array($code, $undone, true));
    }

    /**
     * The words for a page that could not be read. They do not say that nothing has changed: an order sent from another
     * window may be on its way.
     */
    public static function forPage(WP_Error $error): string
    {
        $silent = ['unreachable' => 'page_unreachable', 'no_answer' => 'page_unanswered'][self::code($error)] ?? null;
        return self::forCode($silent ?? self::code($error), self::params($error));
    }

    /** The service's code, without the prefix that WP_Error codes carry. */
    public static function code(WP_Error $error): string
    {
        return (string) preg_replace('/^plan_bridge_/', '', (string) $error->get_error_code());
    }

    public static function params(WP_Error $error): array
    {
        return (array) (((array) $error->get_error_data())['params'] ?? []);
    }

    /** HTTP status of the answer, 0 where none came. */
    public static function status(WP_Error $error): int
    {
        return (int) (((array) $error->get_error_data())['status'] ?? 0);
    }

    /** @return list<string> every code that has words of its own */
    public static function codes(): array
    {
        return array_keys(self::sentences() + Network\Words::sentences());
    }

    /** The sentence of a code, its params not filled in; null where it has none. */
    public static function sentence(string $code): ?string
    {
        return self::sentences()[$code] ?? Network\Words::sentences()[$code] ?? null;
    }

    /** A sentence with its params; an en dash for those that are missing. */
    public static function fill(string $sentence, array $params): string
    {
        return (string) preg_replace_callback(
            '/\{([a-z_]+)\}/',
            static fn (array $found): string => self::param($found[1], $params[$found[1]] ?? null),
            $sentence
        );
    }

    /** One param, written for the reader. */
    private static function param(string $name, mixed $value): string
    {
        return match (true) {
            is_array($value) && isset($value['formatted']) => (string) $value['formatted'],
            is_array($value) && isset($value['n'], $value['unit']) => Format::period($value),
            is_string($value) && $name === 'limit' => LimitTable::name($value),
            is_array($value) && $name === 'limits' && is_array($value[0] ?? null) => implode('; ', array_map([self::class, 'excess'], array_filter($value, 'is_array'))),
            is_array($value) && $name === 'limits' => implode(', ', array_map([LimitTable::class, 'name'], array_filter($value, 'is_string'))),
            is_string($value) && $name === 'effective_at' => Format::date($value),
            is_string($value) && preg_match('/^\d{4}-\d\d-\d\dT/', $value) === 1 => Format::dateTime($value),
            is_array($value) => implode(', ', array_filter($value, 'is_scalar')),
            is_float($value) => number_format_i18n($value, floor($value) === $value ? 0 : 1),
            is_bool($value) => $value ? __('yes', 'plan-bridge') : __('no', 'plan-bridge'),
            $value === null => '–',
            default => (string) $value,
        };
    }

    /** A limit that present use (of a site) is above: how much is used, how much is allowed, how much has to go. */
    public static function excess(array $over): string
    {
        $limit = (string) ($over['limit'] ?? '');
        [$used, $allowed] = array_map(static fn (mixed $figure): int|float => is_int($figure) || is_float($figure) ? $figure : 0, [$over['used'] ?? 0, $over['allowed'] ?? 0]);
        $counted = LimitTable::unit($limit) === 'MB' ? 1 : (int) ceil($used - $allowed);
        /* translators: 1: limit such as Disk space, 2: how much is used, 3: how much is allowed, 4: how much has to go */
        $words = _n('%1$s: %2$s used, %3$s allowed, %4$s has to go', '%1$s: %2$s used, %3$s allowed, %4$s have to go', $counted, 'plan-bridge');
        $words = sprintf($words, LimitTable::name($limit), Format::limit($limit, $used), Format::limit($limit, $allowed), Format::limit($limit, $used - $allowed));
        $site = isset($over['blog_id']) ? get_site((int) $over['blog_id']) : null;
        /* translators: 1: address of a site, 2: a limit with its figures */
        return $site === null || (int) $over['blog_id'] === get_current_blog_id() ? $words : sprintf(__('%1$s – %2$s', 'plan-bridge'), untrailingslashit($site->domain . $site->path), $words);
    }

    /** @return array<string, string> the sentence for every code of the service and of the plugin, beside those of the network's screens */
    private static function sentences(): array
    {
        return [
            // the service cannot be reached, or not understood
            'unreachable' => __('We cannot reach the service that handles plans right now. Nothing has changed, and your limits hold as before. Please try again in a moment.', 'plan-bridge'),
            'page_unreachable' => __('We cannot show this right now, because the service that handles plans cannot be reached. Your site and its limits work as before. Please try again in a moment.', 'plan-bridge'),
            'page_unanswered' => __('We cannot show this right now, because the service that handles plans has not answered in time. Please try again in a moment.', 'plan-bridge'),
            'no_answer' => __('The service that handles plans has not answered yet. We do not know whether your request arrived, so please look at your account before you try again.', 'plan-bridge'),
            'answer_unreadable' => __('The service gave an answer that this plugin does not understand, so this cannot be shown. Your site and its limits work as before. The network administrator should see to it that plugin and service are of the same version.', 'plan-bridge'),
            'version_mismatch' => __('Plugin and service are of different versions (plugin {plugin}, service {service}) and cannot work together. Nothing has changed, and limits hold as before. The network administrator should update the older one.', 'plan-bridge'),
            'no_address' => __('The address of the service that handles plans has not been set. The network administrator can set it under Plan Bridge, Settings.', 'plan-bridge'),
            'not_migrated' => __('The tables of Plan Bridge are not in the database yet. The network administrator can make them with the command: bridge migrate', 'plan-bridge'),
            'internal' => __('Something went wrong in the service that handles plans. Please try again; if it happens again, tell the people who run the network.', 'plan-bridge'),
            // keys and tokens
            'token_missing' => __('The request arrived without its signature. Something between WordPress and the service removes the Authorization header.', 'plan-bridge'),
            'token_invalid' => __('The service could not verify who asked. Nothing has changed.', 'plan-bridge'),
            'token_expired' => __('The clocks of WordPress and the service differ by {clock_off_seconds} seconds, so the request was turned down. Nothing has changed.', 'plan-bridge'),
            'token_wrong_network' => __('The service belongs to another network than this one. Nothing has changed. The network administrator should check the address of the service.', 'plan-bridge'),
            'token_replayed' => __('The same request arrived twice, and the second one was turned down. Please reload the page to see how things stand.', 'plan-bridge'),
            'key_unknown' => __('The service does not know the key of this network. Nothing has changed. The network administrator finds the details under Plan Bridge, Settings.', 'plan-bridge'),
            'key_malformed' => __('The key of this network in wp-config.php (PLAN_BRIDGE_KEY) cannot be read, so nothing can be bought or changed. Your site and its limits work as before. The network administrator finds the details under Plan Bridge, Settings.', 'plan-bridge'),
            'key_pending' => __('The key of this network waits for approval. The network administrator approves it with the command: bridge keys approve {kid}', 'plan-bridge'),
            'body_mismatch' => __('The request was altered on its way to the service and was turned down. Nothing has changed.', 'plan-bridge'),
            'path_mismatch' => __('The request reached the service under another address than it was signed for and was turned down. Nothing has changed. A proxy in between may rewrite addresses.', 'plan-bridge'),
            // the database
            'store_unavailable' => __('The service cannot reach the database right now. Nothing has changed. Please try again in a moment.', 'plan-bridge'),
            'store_busy' => __('Too much was going on at once. Nothing has changed. Please try again.', 'plan-bridge'),
            'outcome_unknown' => __('The connection to the database broke while your change was being saved. Please look at your account before you try again.', 'plan-bridge'),
            'schema_out_of_date' => __('The tables of Plan Bridge do not fit this version. The network administrator brings them up to date with the command: bridge migrate', 'plan-bridge'),
            'server_too_old' => __('The database server is too old: MariaDB 10.6 or MySQL 8.0.16 is needed.', 'plan-bridge'),
            'tables_lost' => __('Tables of the network are missing although our records refer to them. Restore them from a backup before anything else.', 'plan-bridge'),
            'network_unclear' => __('This WordPress holds several networks, and nothing tells the service which one it is for. The network administrator sets PLAN_BRIDGE_NETWORK_URL to its address.', 'plan-bridge'),
            'migration_altered' => __('A migration that has already run has another text now. Install the files of this version again.', 'plan-bridge'),
            'network_is_a_copy' => __('This is a copy of the network, made for tests or before a move. You can look around, but nothing can be bought or changed here, and nobody is charged.', 'plan-bridge'),
            // an act was sent and nobody knows what came of it; the ends are those of Messages::forAct
            'quote_unknown_outcome' => __('We could not get the figures just now. Nothing has been ordered and nothing has changed. Please ask for them again in a moment.', 'plan-bridge'),
            'preview_unknown_outcome' => __('The service has not answered in time, so this cannot be worked out just now. Nothing is saved by looking at it, and what you typed is still here.', 'plan-bridge'),
            'cancel_unknown_outcome' => __('The service has not answered, so we do not know yet whether your change is cancelled. Below you see how it stands; cancelling once more is safe.', 'plan-bridge'),
            'product_unknown_outcome' => __('The service has not answered in time, so nobody knows yet whether this is saved. Open Products in another window to see how it stands. What you typed is still here, and saving it again is safe: if the first attempt arrived, you are told so.', 'plan-bridge'),
            'rules_unknown_outcome' => __('The service has not answered in time, so nobody knows yet whether the rules of Plan Bridge are saved; all else of the product is. Below you see how they stand. Saving again is safe.', 'plan-bridge'),
            'settings_unknown_outcome' => __('The service has not answered in time, so nobody knows yet whether the settings are saved. Open Settings in another window to see which ones hold. What you typed is still here, and saving it again is safe.', 'plan-bridge'),
            'closing_unknown_outcome' => __('The service has not answered, so nobody knows yet whether it is closed. The list below shows how it stands; closing once more is safe.', 'plan-bridge'),
            // who may do what, and requests that make no sense
            'not_allowed' => __('You do not have access to this account.', 'plan-bridge'),
            'not_the_customer' => __('Only the person who owns the membership can change it. You can look, but not buy.', 'plan-bridge'),
            'site_not_yours' => __('This site does not belong to your membership.', 'plan-bridge'),
            'no_membership' => __('There is no membership here yet, neither for you nor for this site.', 'plan-bridge'),
            'membership_gone' => __('The membership of this site does not exist any more: it was deleted. Please ask the people who run the network for a new one. What was on the site is still there.', 'plan-bridge'),
            'membership_deleted' => __('Your membership, number {membership}, was deleted on {effective_at} by the people who run the network. Please ask them for a new one. What is on your sites is still there.', 'plan-bridge'),
            'membership_unknown' => __('This membership does not exist.', 'plan-bridge'),
            'link_lost' => __('This site has lost its link to your membership. Its limits hold as before, and nothing has been deleted. Please ask the network administrator to put it right.', 'plan-bridge'),
            'not_a_customer_site' => __('This site does not belong to a customer, so it has no limits.', 'plan-bridge'),
            'invalid_request' => __('Something in the form could not be understood. Please choose again.', 'plan-bridge'),
            'json_only' => __('The request did not reach the service in one piece. Nothing has changed.', 'plan-bridge'),
            'body_too_large' => __('The request is too large for the service. Nothing has changed.', 'plan-bridge'),
            'form_expired' => __('The page had been open for too long, so nothing was sent. Please check your choice and press the button again.', 'plan-bridge'),
            'not_found' => __('The service does not know this address. Plugin and service may be of different versions.', 'plan-bridge'),
            'method_not_allowed' => __('The service does not know this request. Plugin and service may be of different versions.', 'plan-bridge'),
            // why a plan or an add-on may not be chosen
            'other_group' => __('This plan does not belong to the same family as your present one, so you cannot change to it.', 'plan-bridge'),
            'inactive' => __('This plan is no longer offered.', 'plan-bridge'),
            'currency_mismatch' => __('This plan is not sold in the currency of your membership.', 'plan-bridge'),
            'direction' => __('Your present plan does not allow this change.', 'plan-bridge'),
            'minimum_term' => __('Your present plan has a minimum term that lasts until {until}.', 'plan-bridge'),
            'period_unavailable' => __('This cannot be billed for the period you have chosen.', 'plan-bridge'),
            'over_limit' => __('What your site uses now does not fit into this plan: {limits}.', 'plan-bridge'),
            'current' => __('This is the plan you have.', 'plan-bridge'),
            'not_for_sale' => __('This plan cannot be bought here.', 'plan-bridge'),
            'addon_not_offered' => __('One of the packages or services you have chosen is not offered with this plan.', 'plan-bridge'),
            'adds_nothing' => __('{name} raises no limit of this plan: what it adds to is unlimited, or the plan does not limit it.', 'plan-bridge'),
            'more_adds_nothing' => __('More than {most} of {name} raises no limit: what it adds to is unlimited then.', 'plan-bridge'),
            'price_unknown' => __('What this costs cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'amount_unknown' => __('What your membership costs cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'tax_unknown' => __('The tax for this cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'discount_unknown' => __('The discount of your membership cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'addons_unknown' => __('Which packages and services your membership holds cannot be told at the moment. Please ask the network’s administrator.', 'plan-bridge'),
            'change_refused' => __('This change is not possible.', 'plan-bridge'),
            // what came of an order
            'change_applied' => __('Done! Your change is in place and your new limits apply from now on.', 'plan-bridge'),
            'change_scheduled' => __('Your change is booked. It takes effect on {effective_at}; until then everything stays as it is.', 'plan-bridge'),
            'change_awaiting_payment' => __('Your order has been received. Your change takes effect as soon as the payment has arrived; how to pay is described below.', 'plan-bridge'),
            'change_processing' => __('Your payment is being processed. Your change takes effect as soon as that is done.', 'plan-bridge'),
            'change_needs_attention' => __('Your payment arrived, but the change could not be made as ordered. The people who run the network have been told. Your money is not lost.', 'plan-bridge'),
            'change_cancelled' => __('The change has been cancelled. Your membership stays as it is.', 'plan-bridge'),
            'change_void' => __('The order was not paid in time and has ended. Your membership stays as it was.', 'plan-bridge'),
            'change_replaced' => __('This change has been replaced by a later one.', 'plan-bridge'),
            'change_not_received' => __('Your order never reached us: nothing has been charged and nothing has changed. You can try again.', 'plan-bridge'),
            'tax_change' => __('The tax in it is {now}; it was {agreed} when the price was agreed. Tax is charged by the rates and the address of the day, the price itself is as agreed.', 'plan-bridge'),
            // how an order or a renewal stands that is not done yet
            'order_payable' => __('Your change takes effect as soon as the payment has been registered. Until then your plan and your limits stay as they are.', 'plan-bridge'),
            'renewal_payable' => __('The next term begins as soon as the payment has been registered. Until then your plan and your limits stay as they are. If nothing arrives in time, your membership expires and its sites are closed to visitors.', 'plan-bridge'),
            'order_awaiting_payment' => __('This order was to be paid no later than {payable_until}. Please do not pay it any more: it is about to end, and then you can choose again. Money that arrives all the same is kept as your account credit.', 'plan-bridge'),
            'renewal_awaiting_payment' => __('The next term was to be paid no later than {payable_until}. Please do not pay this bill any more: choose a plan under Change, and pay that order instead. Money that arrives all the same is kept as your account credit.', 'plan-bridge'),
            'order_processing' => __('Your change takes effect as soon as that is done. You need not do anything.', 'plan-bridge'),
            'renewal_processing' => __('The next term begins as soon as that is done. You need not do anything.', 'plan-bridge'),
            'payment_unused' => __('Your payment has arrived, but what it was meant for could not be carried out. {reason} The money is kept as your account credit, and the people who run the network have been told. You can choose again at any time.', 'plan-bridge'),
            // why an order or a payment was not accepted
            'quote_stale' => __('Something has changed since these figures were worked out, so nothing was charged. Here are the new figures. Please check them before you go on.', 'plan-bridge'),
            'quote_expired' => __('The figures were more than 15 minutes old, so nothing was charged. Here are fresh ones. Please check them before you go on.', 'plan-bridge'),
            'quote_unknown' => __('We no longer have these figures. Please choose again; nothing has been charged.', 'plan-bridge'),
            'change_open' => __('Another change of this membership is under way. You can make a new one when it is done, or cancel it first.', 'plan-bridge'),
            'change_unknown' => __('We have no record of this change.', 'plan-bridge'),
            'change_settled' => __('It is too late to cancel: the change has taken effect or is being paid right now.', 'plan-bridge'),
            'membership_not_running' => __('This membership has ended already, so there is nothing to cancel.', 'plan-bridge'),
            'no_term_to_end' => __('This membership has no term that ends, and nothing is charged for it again, so there is nothing to cancel.', 'plan-bridge'),
            'membership_not_ours' => __('This membership is billed by another system. Please cancel it there, or ask the people who run the network.', 'plan-bridge'),
            'idempotency_conflict' => __('This order was already sent with another way to pay. Look at your account to see how it stands.', 'plan-bridge'),
            'billed_elsewhere' => __('This membership is billed by a subscription outside this page. Please ask the people who run the network to move it before you buy something here.', 'plan-bridge'),
            'sold_elsewhere' => __('Changes are not ordered here in this network; the prices are a forecast. To change your plan, use Account in the menu, or ask the people who run the network.', 'plan-bridge'),
            // who bills a membership, told to network administrators
            'owner_ours' => __('Plan Bridge bills it.', 'plan-bridge'),
            'owner_elsewhere' => __('Ultimate Multisite bills it, or nobody does. Plan Bridge takes it over with the first change that is bought through it.', 'plan-bridge'),
            'owner_at_a_provider' => __('A subscription at a payment provider bills it. Changes that move money are refused until you take it over.', 'plan-bridge'),
            'forecast_bill' => __('The next bill is {amount}, on {date}.', 'plan-bridge'),
            'forecast_no_bill' => __('Nothing is billed.', 'plan-bridge'),
            'forecast_closes_at_once' => __('Its time to pay is over: it closes at once, until it is paid.', 'plan-bridge'),
            'forecast_cancels_bills' => __('These invoices of Ultimate Multisite are cancelled: {payments}.', 'plan-bridge'),
            'forecast_drops_change' => __('The change that Ultimate Multisite has scheduled for {replaced} is dropped.', 'plan-bridge'),
            'forecast_ends_order' => __('The order or bill that is open here ends.', 'plan-bridge'),
            'forecast_fractional_discount' => __('Ultimate Multisite cannot write its invoice: its discount is no whole amount.', 'plan-bridge'),
            'forecast_deferred_fee_lost' => __('A set-up fee that waits for the trial’s end is not charged.', 'plan-bridge'),
            'forecast_account_credit_stays' => __('The account credit stays here and pays nothing there.', 'plan-bridge'),
            'move_not_running' => __('It is cancelled, expired or not paid yet, so there is nothing to take over.', 'plan-bridge'),
            'move_billed_elsewhere' => __('A live subscription at a provider bills it: cancel that first.', 'plan-bridge'),
            'move_amount_unknown' => __('Its amount cannot be read, so it cannot be taken over.', 'plan-bridge'),
            'move_addons_unreadable' => __('Its list of packages and services cannot be read, so it cannot be taken over.', 'plan-bridge'),
            'move_change_open' => __('Money for an order is on its way. Please try again when that is settled.', 'plan-bridge'),
            'membership_taken_over' => __('Plan Bridge bills this membership from now on.', 'plan-bridge'),
            'membership_handed_back' => __('Ultimate Multisite bills this membership from now on.', 'plan-bridge'),
            'subscription_cancelling' => __('The subscription is being cancelled at the provider. Plan Bridge takes the membership over when the provider has said so.', 'plan-bridge'),
            'edit_looked_at' => __('Noted that you have looked at it.', 'plan-bridge'),
            'ownership_run_open' => __('Memberships are being taken over or handed back already. Please wait until that is finished.', 'plan-bridge'),
            'nothing_to_change' => __('This changes nothing, so there is nothing to confirm.', 'plan-bridge'),
            'quantity_unreadable' => __('“{typed}” is not a quantity. Write a whole number from 0 to {most}.', 'plan-bridge'),
            'nothing_chosen' => __('Please choose a plan first.', 'plan-bridge'),
            'gateway_unsuitable' => __('This order cannot be paid that way. Please choose another way to pay.', 'plan-bridge'),
            'payment_unknown' => __('This payment does not exist.', 'plan-bridge'),
            'payment_not_manual' => __('Only payments that are made by hand can be marked as paid.', 'plan-bridge'),
            // editing products, on the network's own screens
            'product_unknown' => __('This product does not exist any more.', 'plan-bridge'),
            'product_changed' => __('Somebody else has saved this product since you opened it. What you typed is still here; please compare before you save.', 'plan-bridge'),
            'slug_taken' => __('Another product already has this slug.', 'plan-bridge'),
        ];
    }

    /** Why something that was ordered could not be carried out when its time came, in one sentence; or what became of the membership. */
    public static function reason(string $code): string
    {
        return self::reasons()[$code] ?? __('What was ordered cannot be carried out as things stand now.', 'plan-bridge');
    }

    /** @return array<string, string> code to sentence */
    public static function reasons(): array
    {
        return [
            'other_group' => __('The plan does not belong to the same family as the present one any more.', 'plan-bridge'),
            'inactive' => __('The plan is no longer offered.', 'plan-bridge'),
            'currency_mismatch' => __('The plan is not sold in the currency of the membership any more.', 'plan-bridge'),
            'direction' => __('The present plan does not allow this change any more.', 'plan-bridge'),
            'minimum_term' => __('The minimum term of the present plan was not over yet.', 'plan-bridge'),
            'period_unavailable' => __('The plan is not offered with this billing period any more.', 'plan-bridge'),
            'over_limit' => __('The sites use more than the new plan allows.', 'plan-bridge'),
            'current' => __('The membership already has what was ordered.', 'plan-bridge'),
            'not_for_sale' => __('The plan cannot be bought here any more.', 'plan-bridge'),
            'adds_nothing' => __('A package of the order raises no limit of the plan any more.', 'plan-bridge'),
            'more_adds_nothing' => __('A package of the order raises no limit of the plan any more.', 'plan-bridge'),
            'addon_not_offered' => __('A package or service of the order is not offered with the plan any more.', 'plan-bridge'),
            'price_unknown' => __('A price of the order cannot be read.', 'plan-bridge'),
            'amount_unknown' => __('The amount of the membership cannot be read.', 'plan-bridge'),
            'tax_unknown' => __('The tax rate for the order cannot be read.', 'plan-bridge'),
            'discount_unknown' => __('The value of the discount code cannot be read.', 'plan-bridge'),
            'addons_unknown' => __('The list of packages and services of the membership cannot be read.', 'plan-bridge'),
            'billed_elsewhere' => __('The membership is billed by a subscription outside this network.', 'plan-bridge'),
            'sold_elsewhere' => __('Ultimate Multisite sells the changes in this network.', 'plan-bridge'),
            'received_late' => __('It arrived after the time to pay was over.', 'plan-bridge'),
            'charged_anew' => __('It was for a bill that has been replaced by a lower one, after account credit had paid a part of it.', 'plan-bridge'),
            'rejected' => __('The people who run the network have rejected it.', 'plan-bridge'),
            'unpaid' => __('What it costs was not paid in time.', 'plan-bridge'),
            'membership_gone' => __('The membership does not exist any more.', 'plan-bridge'),
            'product_gone' => __('Something that was ordered does not exist any more.', 'plan-bridge'),
            'edit_restored' => __('Old values had come back; ours were written again.', 'plan-bridge'),
            'edit_accepted' => __('It was taken as a decision: the next bill follows what was written.', 'plan-bridge'),
            'edit_mixed' => __('Some old values had come back, and ours were written again; the rest was taken as a decision, which the next bill follows.', 'plan-bridge'),
            'edit_taken_away' => __('A subscription at a provider bills it from now on; Plan Bridge does not any more.', 'plan-bridge'),
            'handed_back' => __('The membership is billed by another system again.', 'plan-bridge'),
            'basis_moved' => __('The membership had changed since the order was made.', 'plan-bridge'),
        ];
    }
}
