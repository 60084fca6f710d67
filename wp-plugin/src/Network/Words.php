<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Messages;

defined('ABSPATH') || exit;

/** The words for every code of the network's own screens; a table of Messages. */
final class Words
{
    /** @return array<string, string> */
    public static function sentences(): array
    {
        return self::saving() + self::paying() + self::connecting() + self::typing() + self::validating();
    }

    /**
     * The words where these screens have their own, else null.
     *
     * @param array<string, mixed> $params
     */
    public static function forCode(string $code, array $params = []): ?string
    {
        return isset(self::sentences()[$code]) ? Messages::forCode($code, $params) : null;
    }

    /** The words for what is wrong with one field; the service does not always tell the bounds that it found passed. */
    public static function problem(Problem $problem): string
    {
        $code = isset($problem->params['most']) ? $problem->code : ['out_of_range' => 'beyond_range', 'too_long' => 'too_long_here'][$problem->code] ?? $problem->code;
        return in_array($code, Messages::codes(), true) ? Messages::forCode($code, $problem->params) : Messages::forCode('field_refused', ['code' => $code]);
    }

    /** @return array<string, string> */
    private static function saving(): array
    {
        return [
            'network_admins_only' => __('These pages are for network administrators.', 'plan-bridge'),
            'form_expired_kept' => __('The page had been open for too long, so nothing was saved. What you typed is still here; press the button again.', 'plan-bridge'),
            'product_saved' => __('“{name}” is saved.', 'plan-bridge'),
            'rule_not_saved' => __('{name} was not saved: {problem} Plan Bridge keeps the rules as they were; all else of the product is saved.', 'plan-bridge'),
            'product_not_saved' => __('Nothing is saved yet. What you typed is still here.', 'plan-bridge'),
            'paths_unfinished' => __('The paths are shown here as soon as name, currency and price are filled in.', 'plan-bridge'),
            'example_unfinished' => __('The example is worked out again as soon as the fields that are marked are right.', 'plan-bridge'),
            'settings_saved' => __('The settings are saved. They hold for every figure shown from now on.', 'plan-bridge'),
            'settings_not_saved' => __('Nothing is saved yet: please look at the fields that are marked.', 'plan-bridge'),
            'address_saved' => __('The address is saved. The check below shows whether the service answers there.', 'plan-bridge'),
            'key_rotated' => __('There is a new key, and the old one has vouched for it. The check below shows whether the service accepts it.', 'plan-bridge'),
        ];
    }

    /** @return array<string, string> */
    private static function paying(): array
    {
        return [
            'form_expired_payment' => __('The page had been open for too long, so no payment was marked. Please do it again.', 'plan-bridge'),
            'paid_change_applied' => __('Payment {payment} of {amount} is marked as paid. The change has taken effect: {offer}. The new limits hold from now on.', 'plan-bridge'),
            'paid_change_scheduled' => __('Payment {payment} of {amount} is marked as paid. The change to {offer} takes effect on {effective_at}.', 'plan-bridge'),
            'change_closed' => __('It is closed. The journal says who closed it.', 'plan-bridge'),
            'paid_renewal' => __('Payment {payment} of {amount} is marked as paid. Membership {membership} is paid for another term.', 'plan-bridge'),
            'paid_change_needs_attention' => __('Payment {payment} of {amount} is marked as paid, but what it was for could not be carried out any more. The money is kept as account credit of membership {membership}; open its account to see how it stands.', 'plan-bridge'),
            'paid_change_processing' => __('Payment {payment} of {amount} is marked as paid. The change is being carried out; look again in a moment.', 'plan-bridge'),
            'paid_no_answer' => __('The service has not answered, so nobody knows yet whether payment {payment} is marked as paid. The list below shows how it stands. Pressing the button again is safe: a payment is marked only once.', 'plan-bridge'),
        ];
    }

    /** @return array<string, string> */
    private static function connecting(): array
    {
        return [
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
        ];
    }

    /** @return array<string, string> what the plugin itself finds in a field */
    private static function typing(): array
    {
        return [
            'required' => __('Please fill this in.', 'plan-bridge'),
            'stored_unreadable' => __('What is stored here cannot be read, so the default holds, which is shown. Save the settings to put it right.', 'plan-bridge'),
            'amount_unreadable' => __('This is not an amount. Write it like 1990.50 or 1 990,50.', 'plan-bridge'),
            'amount_ambiguous' => __('This could mean two amounts. Leave out the thousands separator, or write the decimals too.', 'plan-bridge'),
            'amount_negative' => __('An amount cannot be negative.', 'plan-bridge'),
            'amount_too_large' => __('This is more than can be stored.', 'plan-bridge'),
            'too_many_decimals' => __('Amounts in this currency have at most {digits} decimals.', 'plan-bridge'),
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
        ];
    }

    /** @return array<string, string> what the service finds in a field */
    private static function validating(): array
    {
        return [
            'field_refused' => __('The service does not accept this value ({code}).', 'plan-bridge'),
            'unknown' => __('The service does not know this.', 'plan-bridge'),
            'taken' => __('Another product already has this slug.', 'plan-bridge'),
            'twice' => __('This period has a price already.', 'plan-bridge'),
            'invalid' => __('This cannot be saved.', 'plan-bridge'),
            'missing' => __('Please fill this in.', 'plan-bridge'),
            'charges_whole_terms' => __('“The billing date stays” does not go with “No credit”: owners would be charged a full term for the rest of one. Choose another answer to one of the two.', 'plan-bridge'),
            'too_short' => __('Please fill this in.', 'plan-bridge'),
            'too_long_here' => __('This is too long.', 'plan-bridge'),
            'wrong_form' => __('This has another form than is asked for here.', 'plan-bridge'),
            'beyond_range' => __('This number is too small or too large.', 'plan-bridge'),
            'too_small' => __('This number is too small.', 'plan-bridge'),
            'too_large' => __('This number is too large.', 'plan-bridge'),
            'too_many' => __('These are more than can be stored.', 'plan-bridge'),
            'unknown_field' => __('The service does not know this.', 'plan-bridge'),
            'unknown_choice' => __('Choose one of what is offered here.', 'plan-bridge'),
            'not_a_number' => __('This is not a whole number.', 'plan-bridge'),
            'not_a_text' => __('This has another form than is asked for here.', 'plan-bridge'),
            'not_a_switch' => __('This has another form than is asked for here.', 'plan-bridge'),
            'not_a_list' => __('This has another form than is asked for here.', 'plan-bridge'),
            'not_an_object' => __('This has another form than is asked for here.', 'plan-bridge'),
            'not_json' => __('This has another form than is asked for here.', 'plan-bridge'),
            'repeated' => __('This is given twice.', 'plan-bridge'),
        ];
    }
}
