<?php
/**
 * Rows of limits: a number and a tick box each.
 *
 * @var array{caption: string, other: string, flag: string, rows: list<array<string, mixed>>, problems: array<string, string>} $data
 *      other: the label of the row in which a key can be typed
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<table class="widefat striped pb-limits">
	<caption><?php echo esc_html($data['caption']); ?></caption>
	<thead>
		<tr>
			<th scope="col"><?php esc_html_e('Limit', 'plan-bridge'); ?></th>
			<th scope="col"><?php esc_html_e('Number', 'plan-bridge'); ?></th>
			<th scope="col"><?php echo esc_html($data['flag']); ?></th>
		</tr>
	</thead>
	<tbody>
		<?php
		foreach ($data['rows'] as $plan_bridge_row) :
			$plan_bridge_id = 'pb-' . str_replace(['.', '_'], '-', $plan_bridge_row['path']);
			$plan_bridge_problem = $data['problems'][$plan_bridge_row['path']] ?? '';
			$plan_bridge_label = $plan_bridge_row['label'] === '' ? $data['other'] : $plan_bridge_row['label'];
			?>
			<tr<?php echo $plan_bridge_problem === '' ? '' : ' class="pb-wrong"'; ?>>
				<th scope="row">
					<?php if (array_key_exists('typed_key', $plan_bridge_row)) : ?>
						<input type="text" name="<?php echo esc_attr($plan_bridge_row['name']); ?>[key]" value="<?php echo esc_attr($plan_bridge_row['typed_key']); ?>" aria-label="<?php echo esc_attr($plan_bridge_label); ?>" placeholder="<?php echo esc_attr($plan_bridge_label); ?>" autocomplete="off" autocapitalize="none" spellcheck="false">
					<?php else : ?>
						<?php echo esc_html($plan_bridge_label); ?>
						<?php if (isset($plan_bridge_row['key']) && $plan_bridge_row['key'] !== $plan_bridge_label) : ?>
							<code><?php echo esc_html($plan_bridge_row['key']); ?></code>
						<?php endif; ?>
					<?php endif; ?>
				</th>
				<td data-label="<?php esc_attr_e('Number', 'plan-bridge'); ?>">
					<input type="text" inputmode="numeric" class="pb-count" id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($plan_bridge_row['name']); ?>[number]" value="<?php echo esc_attr($plan_bridge_row['number']); ?>" autocomplete="off" aria-label="<?php echo esc_attr($plan_bridge_label . ': ' . __('number', 'plan-bridge')); ?>"<?php
						echo $plan_bridge_problem === '' ? '' : ' aria-invalid="true" aria-describedby="' . esc_attr($plan_bridge_id) . '-problem"';
					?>>
					<?php if ($plan_bridge_problem !== '') : ?>
						<p class="pb-problem" id="<?php echo esc_attr($plan_bridge_id); ?>-problem"><?php echo esc_html($plan_bridge_problem); ?></p>
					<?php endif; ?>
				</td>
				<td data-label="<?php echo esc_attr($data['flag']); ?>">
					<?php if ($plan_bridge_row['flaggable']) : ?>
						<input type="checkbox" name="<?php echo esc_attr($plan_bridge_row['name']); ?>[flag]" value="1"<?php checked($plan_bridge_row['flag']); ?> aria-label="<?php echo esc_attr($plan_bridge_label . ': ' . $data['flag']); ?>">
					<?php else : ?>
						<span aria-hidden="true">–</span>
					<?php endif; ?>
				</td>
			</tr>
		<?php endforeach; ?>
	</tbody>
</table>
