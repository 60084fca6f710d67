<?php
/**
 * The address of the service.
 *
 * @var array{action: string, nonce: string, address: string, address_problem: string, address_is_constant: bool} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<section class="pb-section" aria-labelledby="pb-service">
	<h2 id="pb-service"><?php esc_html_e('Service', 'plan-bridge'); ?></h2>
	<?php if ($data['address_is_constant']) : ?>
		<p><?php esc_html_e('The address is set in wp-config.php, by PLAN_BRIDGE_SERVICE_URL:', 'plan-bridge'); ?> <code><?php echo esc_html($data['address']); ?></code></p>
	<?php else : ?>
		<form method="post" action="<?php echo esc_url($data['action']); ?>" novalidate>
			<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
			<table class="form-table" role="presentation">
				<?php
				View::render('network/field', [
					'kind' => 'text',
					'id' => 'pb-address',
					'input' => 'address',
					'text' => '',
					'label' => __('Address of the service', 'plan-bridge'),
					'value' => $data['address'],
					'problem' => $data['address_problem'],
					'help' => __('As this server reaches it, such as http://127.0.0.1:8765. Owners’ browsers never need it.', 'plan-bridge'),
				]);
				?>
			</table>
			<p><button type="submit" name="pb_act" value="address" class="button"><?php esc_html_e('Save address', 'plan-bridge'); ?></button></p>
		</form>
	<?php endif; ?>
</section>
