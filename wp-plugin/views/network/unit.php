<?php
/**
 * The list of units beside a number of days, weeks, months or years.
 *
 * @var array{id: string, name: string, unit: string, label: string} $data label is for screen readers
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Words;

defined('ABSPATH') || exit;

?>
<select id="<?php echo esc_attr($data['id']); ?>" name="<?php echo esc_attr($data['name']); ?>" aria-label="<?php echo esc_attr($data['label']); ?>">
	<?php foreach (['day', 'week', 'month', 'year'] as $plan_bridge_unit) : ?>
		<option value="<?php echo esc_attr($plan_bridge_unit); ?>"<?php selected($data['unit'], $plan_bridge_unit); ?>><?php echo esc_html(Words::of('unit', $plan_bridge_unit)); ?></option>
	<?php endforeach; ?>
</select>
