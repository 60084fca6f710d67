<?php
/**
 * One tick box in a row of a form table.
 *
 * @var array{path: string, name: string, label: string, text: string, ticked: bool, help?: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$plan_bridge_id = 'pb-' . str_replace(['.', '_'], '-', $data['path']);
?>
<tr>
	<th scope="row"><?php echo esc_html($data['label']); ?></th>
	<td>
		<label for="<?php echo esc_attr($plan_bridge_id); ?>">
			<input type="checkbox" id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($data['name']); ?>" value="1"<?php checked($data['ticked']); ?><?php
				echo empty($data['help']) ? '' : ' aria-describedby="' . esc_attr($plan_bridge_id) . '-help"';
			?>>
			<?php echo esc_html($data['text']); ?>
		</label>
		<?php if (!empty($data['help'])) : ?>
			<p class="description" id="<?php echo esc_attr($plan_bridge_id); ?>-help"><?php echo esc_html($data['help']); ?></p>
		<?php endif; ?>
	</td>
</tr>
