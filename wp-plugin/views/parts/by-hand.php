<?php
/**
 * How an order is paid by hand: how much is left, the reference to name, the network's instructions.
 *
 * @var array{by_hand: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$by_hand = $data['by_hand'];
?>
<?php if ($by_hand['instructions'] !== '') : ?>
	<div class="pb-instructions"><?php echo wp_kses_post(wpautop($by_hand['instructions'])); ?></div>
<?php else : ?>
	<p><?php esc_html_e('The people who run the network will send you an invoice.', 'plan-bridge'); ?></p>
<?php endif; ?>
<?php if ($by_hand['reference'] !== '') : ?>
	<?php /* translators: %s: a payment reference such as KX4P-7QMC */ ?>
	<p><?php echo esc_html(sprintf(__('Please name %s when you pay, so that your payment is recognised.', 'plan-bridge'), $by_hand['reference'])); ?></p>
<?php endif; ?>
