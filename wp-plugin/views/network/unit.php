<?php
/**
 * The list of units beside a number of days, weeks, months or years.
 *
 * @var array{id: string, name: string, unit: string, label: string} $data label is for screen readers
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$plan_bridge_units = [
	'day' => __('days', 'plan-bridge'),
	'week' => __('weeks', 'plan-bridge'),
	'month' => __('months', 'plan-bridge'),
	'year' => __('years', 'plan-bridge'),
];
?>
<select id="<?php echo esc_attr($data['id']); ?>" name="<?php echo esc_attr($data['name']); ?>" aria-label="<?php echo esc_attr($data['label']); ?>">
	<?php foreach ($plan_bridge_units as $plan_bridge_unit => $plan_bridge_word) : ?>
		<option value="<?php echo esc_attr($plan_bridge_unit); ?>"<?php selected($data['unit'], $plan_bridge_unit); ?>><?php echo esc_html($plan_bridge_word); ?></option>
	<?php endforeach; ?>
</select>
