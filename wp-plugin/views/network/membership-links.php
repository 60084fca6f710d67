<?php
/**
 * Where a membership of the list leads: its account, and the account credit of its customer.
 *
 * @var array{id: int} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Network\AccountCredit;

defined('ABSPATH') || exit;

$plan_bridge_heard = '<span class="screen-reader-text"> #' . esc_html((string) $data['id']) . '</span>';
?>
<a href="<?php echo esc_url(Menu::onMainSite($data['id'])); ?>"><?php esc_html_e('Open account', 'plan-bridge'); ?><?php echo $plan_bridge_heard; // phpcs:ignore -- escaped above ?></a><br>
<a href="<?php echo esc_url(AccountCredit::address($data['id'])); ?>"><?php esc_html_e('Account credit', 'plan-bridge'); ?><?php echo $plan_bridge_heard; // phpcs:ignore -- escaped above ?></a>
