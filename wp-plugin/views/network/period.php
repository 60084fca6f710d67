<?php
/**
 * A period in a row of a form table: a number and a unit.
 *
 * @var array{path: string, name: string, label: string, value: array{n?: string, unit?: string}, help?: string, problem?: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_id = 'pb-' . str_replace(['.', '_'], '-', $data['path']);
$plan_bridge_problem = $data['problem'] ?? '';
$plan_bridge_described = trim((empty($data['help']) ? '' : "{$plan_bridge_id}-help ") . ($plan_bridge_problem === '' ? '' : "{$plan_bridge_id}-problem"));
/* translators: %s: the label of a field such as "Trial" */
$plan_bridge_unit_label = sprintf(__('Unit of: %s', 'plan-bridge'), $data['label']);
?>
<tr<?php echo $plan_bridge_problem === '' ? '' : ' class="pb-wrong"'; ?>>
	<th scope="row"><label for="<?php echo esc_attr($plan_bridge_id); ?>"><?php echo esc_html($data['label']); ?></label></th>
	<td>
		<input type="text" inputmode="numeric" class="small-text" id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($data['name']); ?>[n]" value="<?php echo esc_attr((string) ($data['value']['n'] ?? '')); ?>" autocomplete="off"<?php
			echo $plan_bridge_described === '' ? '' : ' aria-describedby="' . esc_attr($plan_bridge_described) . '"';
			echo $plan_bridge_problem === '' ? '' : ' aria-invalid="true"';
		?>>
		<?php
		View::render('network/unit', [
			'id' => "{$plan_bridge_id}-unit",
			'name' => $data['name'] . '[unit]',
			'unit' => (string) ($data['value']['unit'] ?? 'month'),
			'label' => $plan_bridge_unit_label,
		]);
		?>
		<?php if ($plan_bridge_problem !== '') : ?>
			<p class="pb-problem" id="<?php echo esc_attr($plan_bridge_id); ?>-problem"><?php echo esc_html($plan_bridge_problem); ?></p>
		<?php endif; ?>
		<?php if (!empty($data['help'])) : ?>
			<p class="description" id="<?php echo esc_attr($plan_bridge_id); ?>-help"><?php echo esc_html($data['help']); ?></p>
		<?php endif; ?>
	</td>
</tr>
