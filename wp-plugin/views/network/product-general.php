<?php
/**
 * The tab General of a product.
 *
 * @var array<string, mixed> $data of Network\Product\FormView
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
	View::render('network/field', [
		'path' => 'name',
		'name' => 'name',
		'label' => __('Name', 'plan-bridge'),
		'value' => $plan_bridge_values['name'],
		'problem' => $plan_bridge_problems['name'] ?? '',
	]);
	View::render('network/field', [
		'path' => 'slug',
		'name' => 'slug',
		'label' => __('Slug', 'plan-bridge'),
		'value' => $plan_bridge_values['slug'],
		'problem' => $plan_bridge_problems['slug'] ?? '',
		'help' => __('Names the product in links. Left empty, it is made from the name.', 'plan-bridge'),
	]);
	View::render('network/field', [
		'path' => 'description',
		'name' => 'description',
		'label' => __('Description', 'plan-bridge'),
		'value' => $plan_bridge_values['description'],
		'kind' => 'textarea',
		'problem' => $plan_bridge_problems['description'] ?? '',
		'help' => __('Owners read it where they choose.', 'plan-bridge'),
	]);
	View::render('network/field', [
		'path' => 'features',
		'name' => 'features',
		'label' => __('Features', 'plan-bridge'),
		'value' => $plan_bridge_values['features'],
		'kind' => 'textarea',
		'problem' => $plan_bridge_problems['features'] ?? '',
		'help' => __('One on each line.', 'plan-bridge'),
	]);
	View::render('network/tick', [
		'path' => 'active',
		'name' => 'active',
		'label' => __('Offered', 'plan-bridge'),
		'text' => __('This product is offered', 'plan-bridge'),
		'ticked' => $plan_bridge_values['active'] !== '',
		'help' => __('Whoever has it keeps it, also when it is not offered any more.', 'plan-bridge'),
	]);
	?>
</table>
