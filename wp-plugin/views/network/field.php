<?php
/**
 * One text field in a row of a form table, with its help and what is wrong with it.
 *
 * @var array{path: string, name: string, label: string, value: string, help?: string, problem?: string, kind?: string, class?: string, list?: string, suffix?: string} $data
 *      kind: text, textarea or number (a text field with the keyboard for numbers)
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$plan_bridge_id = 'pb-' . str_replace(['.', '_'], '-', $data['path']);
$plan_bridge_problem = $data['problem'] ?? '';
$plan_bridge_described = trim((empty($data['help']) ? '' : "{$plan_bridge_id}-help ") . ($plan_bridge_problem === '' ? '' : "{$plan_bridge_id}-problem"));
?>
<tr<?php echo $plan_bridge_problem === '' ? '' : ' class="pb-wrong"'; ?>>
	<th scope="row"><label for="<?php echo esc_attr($plan_bridge_id); ?>"><?php echo esc_html($data['label']); ?></label></th>
	<td>
		<?php if (($data['kind'] ?? '') === 'textarea') : ?>
			<textarea id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($data['name']); ?>" rows="4" class="large-text"<?php
				echo $plan_bridge_described === '' ? '' : ' aria-describedby="' . esc_attr($plan_bridge_described) . '"';
				echo $plan_bridge_problem === '' ? '' : ' aria-invalid="true"';
			?>><?php echo esc_textarea($data['value']); ?></textarea>
		<?php else : ?>
			<input type="text" id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($data['name']); ?>" value="<?php echo esc_attr($data['value']); ?>" class="<?php echo esc_attr($data['class'] ?? 'regular-text'); ?>" autocomplete="off"<?php
				echo ($data['kind'] ?? '') === 'number' ? ' inputmode="decimal"' : '';
				echo empty($data['list']) ? '' : ' list="' . esc_attr($data['list']) . '"';
				echo $plan_bridge_described === '' ? '' : ' aria-describedby="' . esc_attr($plan_bridge_described) . '"';
				echo $plan_bridge_problem === '' ? '' : ' aria-invalid="true"';
			?>>
			<?php echo empty($data['suffix']) ? '' : '<span class="pb-suffix">' . esc_html($data['suffix']) . '</span>'; ?>
		<?php endif; ?>
		<?php if ($plan_bridge_problem !== '') : ?>
			<p class="pb-problem" id="<?php echo esc_attr($plan_bridge_id); ?>-problem"><?php echo esc_html($plan_bridge_problem); ?></p>
		<?php endif; ?>
		<?php if (!empty($data['help'])) : ?>
			<p class="description" id="<?php echo esc_attr($plan_bridge_id); ?>-help"><?php echo esc_html($data['help']); ?></p>
		<?php endif; ?>
	</td>
</tr>
