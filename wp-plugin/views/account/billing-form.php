<?php
/**
 * The form of the billing details.
 *
 * @var array{membership: int, may_edit: bool, notices: list<array<string, string>>, countries: list<array{code: string, name: string}>, values: array<string, string>, problems: array<string, string>, billing: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Billing;
use PlanBridge\Account\Menu;
use PlanBridge\Messages;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-page">
	<h1><?php esc_html_e('Billing details', 'plan-bridge'); ?></h1>
	<hr class="wp-header-end">
	<?php
	foreach ($data['notices'] as $plan_bridge_notice) {
		View::render('parts/notice', $plan_bridge_notice);
	}
	if (!$data['may_edit']) {
		View::render('parts/notice', ['type' => 'info', 'text' => Messages::forCode('not_the_customer')]);
	}
	?>
	<p><a href="<?php echo esc_url(Menu::account(['membership' => $data['membership']])); ?>"><?php esc_html_e('Back to your account', 'plan-bridge'); ?></a></p>
	<form class="pb-card pb-billing" method="post" action="<?php echo esc_url(Billing::address($data['membership'])); ?>" novalidate>
		<?php wp_nonce_field(Billing::nonce($data['membership']), '_wpnonce', false); ?>
		<p><?php esc_html_e('This stands on your receipts, and the country decides which tax you pay.', 'plan-bridge'); ?></p>
		<?php foreach (Billing::FIELDS as $plan_bridge_name => $plan_bridge_autocomplete) : ?>
			<?php
			$plan_bridge_id = 'pb-billing-' . str_replace('_', '-', $plan_bridge_name);
			$plan_bridge_problem = $data['problems'][$plan_bridge_name] ?? '';
			$plan_bridge_about = 'id="' . esc_attr($plan_bridge_id) . '" name="' . esc_attr($plan_bridge_name) . '" autocomplete="' . esc_attr($plan_bridge_autocomplete) . '"'
				. ($data['may_edit'] ? '' : ' disabled') . ($plan_bridge_problem === '' ? '' : ' aria-invalid="true" aria-describedby="' . esc_attr($plan_bridge_id) . '-problem"');
			?>
			<div class="pb-field<?php echo $plan_bridge_problem === '' ? '' : ' pb-wrong'; ?>">
				<label for="<?php echo esc_attr($plan_bridge_id); ?>"><?php echo esc_html(Words::of('billing', $plan_bridge_name)); ?></label>
				<?php if ($plan_bridge_name === 'country') : ?>
					<select <?php echo $plan_bridge_about; // phpcs:ignore -- each part is escaped above ?>>
						<option value=""><?php esc_html_e('Please choose', 'plan-bridge'); ?></option>
						<?php foreach ($data['countries'] as $plan_bridge_country) : ?>
							<option value="<?php echo esc_attr($plan_bridge_country['code']); ?>"<?php selected(strtoupper((string) $data['values']['country']), $plan_bridge_country['code']); ?>><?php echo esc_html($plan_bridge_country['name']); ?></option>
						<?php endforeach; ?>
					</select>
				<?php else : ?>
					<input type="text" class="regular-text" maxlength="191" value="<?php echo esc_attr((string) ($data['values'][$plan_bridge_name] ?? '')); ?>" <?php echo $plan_bridge_about; // phpcs:ignore -- each part is escaped above ?>>
				<?php endif; ?>
				<?php if ($plan_bridge_problem !== '') : ?>
					<p class="pb-problem" id="<?php echo esc_attr($plan_bridge_id); ?>-problem"><?php echo esc_html($plan_bridge_problem); ?></p>
				<?php elseif ($plan_bridge_name === 'vat_number') : ?>
					<p class="description"><?php esc_html_e('Only for businesses. Leave it empty if you have none.', 'plan-bridge'); ?></p>
				<?php endif; ?>
			</div>
		<?php endforeach; ?>
		<p class="description"><?php echo esc_html(Billing::tax($data['billing']['tax'])); ?></p>
		<?php if ($data['may_edit']) : ?>
			<p><button class="button button-primary"><?php esc_html_e('Save billing details', 'plan-bridge'); ?></button></p>
		<?php endif; ?>
	</form>
</div>
