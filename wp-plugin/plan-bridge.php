<?php
/**
 * Plugin Name:       Plan Bridge
 * Description:       Site owners of this network change plan, buy packages and see their limits inside wp-admin; the limits hold on the next request.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      8.1
 * Network:           true
 * Author:            The maintainers of Plan Bridge
 * License:           GPL-2.0-or-later
 * Text Domain:       plan-bridge
 * Domain Path:       /languages
 *
 * @package PlanBridge
 *
 * This file must parse on old PHP versions too, so that it can say what is missing.
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * What this server lacks to run the plugin, in words; an empty list where everything is there.
 *
 * @return string[]
 */
function plan_bridge_missing_requirements() {
	$missing = array();
	if ( PHP_VERSION_ID < 80100 ) {
		$missing[] = 'PHP 8.1 (' . PHP_VERSION . ')';
	}
	if ( version_compare( get_bloginfo( 'version' ), '6.1', '<' ) ) {
		$missing[] = 'WordPress 6.1 (' . get_bloginfo( 'version' ) . ')';
	}
	if ( ! is_multisite() ) {
		$missing[] = 'WordPress multisite';
	}
	if ( ! function_exists( 'sodium_crypto_sign_detached' ) ) {
		$missing[] = 'sodium';
	}
	return $missing;
}

/**
 * The notice of a server that cannot run the plugin. English: the words are loaded by the part that cannot run.
 */
function plan_bridge_requirements_notice() {
	printf(
		'<div class="notice notice-error"><p>Plan Bridge is not running. It needs: %s.</p></div>',
		esc_html( implode( ', ', plan_bridge_missing_requirements() ) )
	);
}

if ( plan_bridge_missing_requirements() ) {
	add_action( 'admin_notices', 'plan_bridge_requirements_notice' );
	add_action( 'network_admin_notices', 'plan_bridge_requirements_notice' );
	return;
}

define( 'PLAN_BRIDGE_FILE', __FILE__ );
require __DIR__ . '/src/Plugin.php';
PlanBridge\Plugin::boot();
