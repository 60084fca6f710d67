<?php
/**
 * The tab Up & Downgrades: plan group, product order, offered add-ons, rules; below them the paths.
 *
 * A package or service has only its order here.
 *
 * @var array<string, mixed> $data of Network\Product\FormView, with paths
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_values = $data['values'];
$plan_bridge_problems = $data['problems'];
?>
<table class="form-table" role="presentation">
	<?php
	if (!$data['adds']) {
		View::render('network/field', [
			'path' => 'plan_group',
			'name' => 'plan_group',
			'label' => __('Plan Group', 'plan-bridge'),
			'value' => $plan_bridge_values['plan_group'],
			'list' => 'pb-plan-groups',
			'problem' => $plan_bridge_problems['plan_group'] ?? '',
			'help' => __('Plans of one group form a family: members change only within it. Type a new name or pick one that exists.', 'plan-bridge')
				. ($data['groups'] === [] ? '' : ' ' . sprintf(
					/* translators: %s: names of plan groups */
					__('Groups so far: %s.', 'plan-bridge'),
					wp_sprintf('%l', $data['groups'])
				)),
		]);
	}
	View::render('network/field', [
		'path' => 'list_order',
		'name' => 'list_order',
		'label' => __('Product order', 'plan-bridge'),
		'value' => $plan_bridge_values['list_order'],
		'kind' => 'number',
		'class' => 'small-text',
		'problem' => $plan_bridge_problems['list_order'] ?? '',
		'help' => __('Lower numbers come first in what owners are offered.', 'plan-bridge'),
	]);
	if (!$data['adds']) {
		View::render('network/product-addons', $data);
		View::render('network/product-rules', $data);
	}
	?>
</table>
<?php if (!$data['adds']) : ?>
	<datalist id="pb-plan-groups">
		<?php foreach ($data['groups'] as $plan_bridge_group) : ?>
			<option value="<?php echo esc_attr($plan_bridge_group); ?>"></option>
		<?php endforeach; ?>
	</datalist>
	<p class="screen-reader-text" id="pb-paths-status" role="status"></p>
	<div id="pb-paths">
		<?php View::render('network/paths', $data['paths']); ?>
	</div>
<?php endif; ?>
