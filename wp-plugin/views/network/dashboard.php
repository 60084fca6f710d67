<?php
/**
 * The network dashboard's widget: what waits for the network administrator.
 *
 * @var array{error: ?string, pending: int} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\Screens;

defined('ABSPATH') || exit;

?>
<?php if ($data['error'] !== null) : ?>
	<p><?php echo esc_html($data['error']); ?></p>
	<p><a href="<?php echo esc_url(Screens::address(Screens::SETTINGS)); ?>"><?php esc_html_e('Check the connection', 'plan-bridge'); ?></a></p>
<?php elseif ($data['pending'] === 0) : ?>
	<p><?php esc_html_e('No payment waits to be marked as paid.', 'plan-bridge'); ?></p>
<?php else : ?>
	<p><a href="<?php echo esc_url(Screens::address(Screens::PAYMENTS, ['status' => 'pending'])); ?>"><?php echo esc_html(sprintf(
		/* translators: %s: number of payments */
		_n('%s payment waits to be marked as paid', '%s payments wait to be marked as paid', $data['pending'], 'plan-bridge'),
		number_format_i18n($data['pending']) . ($data['pending'] < 1000 ? '' : '+') // no more are counted
	)); ?></a></p>
<?php endif; ?>
