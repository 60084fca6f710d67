<?php
/**
 * Removes what the plugin alone keeps. The network's records stay, see PlanBridge\Removal.
 *
 * @package PlanBridge
 */

declare(strict_types=1);

if (!defined('WP_UNINSTALL_PLUGIN')) {
	exit;
}

require __DIR__ . '/src/Plugin.php';
PlanBridge\Plugin::loadClasses();
PlanBridge\Removal::uninstall();
