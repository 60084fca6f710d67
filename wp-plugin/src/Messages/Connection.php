<?php

declare(strict_types=1);

namespace PlanBridge\Messages;

defined('ABSPATH') || exit;

/** Between plugin and service: no connection, keys, tokens, the database. */
final class Connection
{
    /** @return array<string, string> */
    public static function sentences(): array
    {
        return self::reaching() + self::proving() + self::storing() + self::notKnowing();
    }

    /** @return array<string, string> an act was sent and nobody knows what came of it; the ends are those of Messages::forAct */
    private static function notKnowing(): array
    {
        return [
            'quote_unknown_outcome' => __('We could not get the figures just now. Nothing has been ordered and nothing has changed. Please ask for them again in a moment.', 'plan-bridge'),
            'cancel_unknown_outcome' => __('The service has not answered, so we do not know yet whether your change is cancelled. Below you see how it stands; cancelling once more is safe.', 'plan-bridge'),
            'product_unknown_outcome' => __('The service has not answered in time, so nobody knows yet whether this is saved. Open Products in another window to see how it stands. What you typed is still here, and saving it again is safe: if the first attempt arrived, you are told so.', 'plan-bridge'),
            'settings_unknown_outcome' => __('The service has not answered in time, so nobody knows yet whether the settings are saved. Open Settings in another window to see which ones hold. What you typed is still here, and saving it again is safe.', 'plan-bridge'),
            'closing_unknown_outcome' => __('The service has not answered, so nobody knows yet whether it is closed. The list below shows how it stands; closing once more is safe.', 'plan-bridge'),
        ];
    }

    /** @return array<string, string> */
    private static function reaching(): array
    {
        return [
            'unreachable' => __('We cannot reach the service that handles plans right now. Nothing has changed, and your limits hold as before. Please try again in a moment.', 'plan-bridge'),
            'page_unreachable' => __('We cannot show this right now, because the service that handles plans cannot be reached. Your site and its limits work as before. Please try again in a moment.', 'plan-bridge'),
            'no_answer' => __('The service that handles plans has not answered yet. We do not know whether your request arrived, so please look at your account before you try again.', 'plan-bridge'),
            'answer_unreadable' => __('The service gave an answer that this plugin does not understand, so this cannot be shown. Your site and its limits work as before. The network administrator should see to it that plugin and service are of the same version.', 'plan-bridge'),
            'version_mismatch' => __('Plugin and service are of different versions (plugin {plugin}, service {service}) and cannot work together. Nothing has changed, and limits hold as before. The network administrator should update the older one.', 'plan-bridge'),
            'no_address' => __('The address of the service that handles plans has not been set. The network administrator can set it under Plan Bridge, Settings.', 'plan-bridge'),
            'not_migrated' => __('The tables of Plan Bridge are not in the database yet. The network administrator can make them with the command: bridge migrate', 'plan-bridge'),
            'internal' => __('Something went wrong in the service that handles plans. Please try again; if it happens again, tell the people who run the network.', 'plan-bridge'),
        ];
    }

    /** @return array<string, string> */
    private static function proving(): array
    {
        return [
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
        ];
    }

    /** @return array<string, string> */
    private static function storing(): array
    {
        return [
            'store_unavailable' => __('The service cannot reach the database right now. Nothing has changed. Please try again in a moment.', 'plan-bridge'),
            'store_busy' => __('Too much was going on at once. Nothing has changed. Please try again.', 'plan-bridge'),
            'outcome_unknown' => __('The connection to the database broke while your change was being saved. Please look at your account before you try again.', 'plan-bridge'),
            'schema_out_of_date' => __('The tables of Plan Bridge do not fit this version. The network administrator brings them up to date with the command: bridge migrate', 'plan-bridge'),
            'server_too_old' => __('The database server is too old: MariaDB 10.6 or MySQL 8.0.16 is needed.', 'plan-bridge'),
            'tables_lost' => __('Tables of the network are missing although our records refer to them. Restore them from a backup before anything else.', 'plan-bridge'),
            'network_unclear' => __('This WordPress holds several networks, and nothing tells the service which one it is for. The network administrator sets PLAN_BRIDGE_NETWORK_URL to its address.', 'plan-bridge'),
            'migration_altered' => __('A migration that has already run has another text now. Install the files of this version again.', 'plan-bridge'),
            'network_is_a_copy' => __('This is a copy of the network, made for tests or before a move. You can look around, but nothing can be bought or changed here, and nobody is charged.', 'plan-bridge'),
        ];
    }
}
