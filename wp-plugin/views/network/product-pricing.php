<?php
/**
 * The tab Pricing of a product.
 *
 * @var array<string, mixed> $data of Network\Product\FormView
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\Product\PriceInput;
use PlanBridge\Network\Product\PricingType;
use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_values = $data['values'];
$plan_bridge_problems = $data['problems'];
?>
<table class="form-table" role="presentation">
	<tr>
		<th scope="row"><label for="pb-pricing-type"><?php esc_html_e('Pricing type', 'plan-bridge'); ?></label></th>
		<td>
			<select id="pb-pricing-type" name="pricing_type">
				<?php foreach (PriceInput::PRICING_TYPES as $plan_bridge_type) : ?>
					<option value="<?php echo esc_attr($plan_bridge_type); ?>"<?php selected($plan_bridge_values['pricing_type'], $plan_bridge_type); ?>><?php echo esc_html(PricingType::name($plan_bridge_type)); ?></option>
				<?php endforeach; ?>
			</select>
		</td>
	</tr>
	<?php
	View::render('network/field', [
		'path' => 'amount',
		'name' => 'amount',
		'label' => __('Amount', 'plan-bridge'),
		'value' => $plan_bridge_values['amount'],
		'kind' => 'number',
		'class' => 'pb-amount',
		'problem' => $plan_bridge_problems['amount'] ?? '',
		'help' => __('For one billing period. Write it as you are used to: 1990.50, 1 990,50 or 1,990.50.', 'plan-bridge'),
	]);
	View::render('network/field', [
		'path' => 'currency',
		'name' => 'currency',
		'label' => __('Currency', 'plan-bridge'),
		'value' => $plan_bridge_values['currency'],
		'class' => 'small-text',
		'problem' => $plan_bridge_problems['currency'] ?? '',
		'help' => __('Three letters, such as SEK or EUR.', 'plan-bridge'),
	]);
	View::render('network/tick', [
		'path' => 'recurring',
		'name' => 'recurring',
		'label' => __('Recurring', 'plan-bridge'),
		'text' => __('Charged again each billing period', 'plan-bridge'),
		'ticked' => $plan_bridge_values['recurring'] !== '',
		'help' => $data['adds']
			? __('Without this it is paid once.', 'plan-bridge')
			: __('Without this, a paid plan is paid once and held for life.', 'plan-bridge'),
	]);
	View::render('network/period', [
		'path' => 'period',
		'name' => 'period',
		'label' => __('Billing period', 'plan-bridge'),
		'value' => $plan_bridge_values['period'],
		'problem' => $plan_bridge_problems['period'] ?? '',
	]);
	if (!$data['adds']) {
		View::render('network/period', [
			'path' => 'trial',
			'name' => 'trial',
			'label' => __('Trial', 'plan-bridge'),
			'value' => $plan_bridge_values['trial'],
			'problem' => $plan_bridge_problems['trial'] ?? '',
			'help' => __('Left empty, there is none. A change never starts a new trial.', 'plan-bridge'),
		]);
	}
	View::render('network/field', [
		'path' => 'setup_fee',
		'name' => 'setup_fee',
		'label' => __('Set-up fee', 'plan-bridge'),
		'value' => $plan_bridge_values['setup_fee'],
		'kind' => 'number',
		'class' => 'pb-amount',
		'problem' => $plan_bridge_problems['setup_fee'] ?? '',
		'help' => __('Paid once, with the first charge.', 'plan-bridge'),
	]);
	View::render('network/product-variations', $data);
	View::render('network/tick', [
		'path' => 'taxable',
		'name' => 'taxable',
		'label' => __('Taxable', 'plan-bridge'),
		'text' => __('Tax is charged on this product', 'plan-bridge'),
		'ticked' => $plan_bridge_values['taxable'] !== '',
	]);
	View::render('network/field', [
		'path' => 'tax_category',
		'name' => 'tax_category',
		'label' => __('Tax category', 'plan-bridge'),
		'value' => $plan_bridge_values['tax_category'],
		'problem' => $plan_bridge_problems['tax_category'] ?? '',
	]);
	?>
</table>
<?php if ($data['adds']) : ?>
	<input type="hidden" name="trial[n]" value="<?php echo esc_attr((string) ($plan_bridge_values['trial']['n'] ?? '')); ?>">
	<input type="hidden" name="trial[unit]" value="<?php echo esc_attr((string) ($plan_bridge_values['trial']['unit'] ?? 'day')); ?>">
<?php endif; ?>
