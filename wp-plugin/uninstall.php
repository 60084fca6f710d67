<?php
/**
 * Removes what the plugin alone keeps: its key, its settings, messages that were not read.
 *
 * Memberships, payments, account credit and the journal stay: they are the network's records, and the service goes on
 * working with them. `bridge_keys` keeps the public key, which is of no use to anybody without its secret half.
 *
 * @package PlanBridge
 */

declare(strict_types=1);

if (!defined('WP_UNINSTALL_PLUGIN')) {
	exit;
}

global $wpdb;
foreach (['plan_bridge_key', 'plan_bridge_service_url'] as $plan_bridge_option) {
	delete_site_option($plan_bridge_option);
	$wpdb->delete($wpdb->sitemeta, ['meta_key' => $plan_bridge_option], ['%s']);
}
delete_site_transient('plan_bridge_unanswered');
delete_metadata('user', 0, 'plan_bridge_messages', '', true);
