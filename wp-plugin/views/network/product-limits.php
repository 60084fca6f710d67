<?php
/**
 * The tab Limits of a product.
 *
 * @var array<string, mixed> $data of Network\Products\ProductPage
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\Products\ProductPage;
use PlanBridge\View;

defined('ABSPATH') || exit;

if ($data['limits'] === null) {
	View::render('parts/notice', [
		'type' => 'warning',
		'text' => __('The limits that are stored for this product cannot be read. They stay as they are, whatever you save here.', 'plan-bridge'),
	]);
	return;
}
?>
<p>
	<?php
	echo $data['adds']
		? esc_html__('What this adds to a plan, for each one bought. An empty field adds nothing; it never takes anything away.', 'plan-bridge')
		: esc_html__('What a site on this plan may use. An empty field is unlimited.', 'plan-bridge');
	?>
</p>
<?php
$plan_bridge_short = static fn (mixed $limit): string => match (true) {
	$limit === null => __('nothing set', 'plan-bridge'),
	is_scalar($limit) && !is_bool($limit) => (string) $limit,
	default => (string) json_encode($limit, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PARTIAL_OUTPUT_ON_ERROR),
};
$plan_bridge_flag = $data['adds'] ? __('Unlimited', 'plan-bridge') : __('Not allowed', 'plan-bridge');
foreach ($data['limits'] as $plan_bridge_table) :
	?>
	<table class="widefat striped pb-limits">
		<caption><?php echo esc_html($plan_bridge_table['caption']); ?></caption>
		<thead>
			<tr>
				<th scope="col"><?php esc_html_e('Limit', 'plan-bridge'); ?></th>
				<th scope="col"><?php esc_html_e('Number', 'plan-bridge'); ?></th>
				<th scope="col"><?php echo esc_html($plan_bridge_flag); ?></th>
			</tr>
		</thead>
		<tbody>
			<?php
			foreach ($plan_bridge_table['rows'] as $plan_bridge_row) :
				$plan_bridge_id = $plan_bridge_row['id'];
				$plan_bridge_problem = $data['problems'][$plan_bridge_row['path']] ?? '';
				$plan_bridge_label = $plan_bridge_row['label'] === '' ? $plan_bridge_table['other'] : $plan_bridge_row['label'];
				?>
				<tr<?php echo $plan_bridge_problem === '' ? '' : ' class="pb-wrong"'; ?>>
					<th scope="row">
						<?php if (array_key_exists('typed_key', $plan_bridge_row)) : ?>
							<input type="text" name="<?php echo esc_attr($plan_bridge_row['input']); ?>[key]" value="<?php echo esc_attr($plan_bridge_row['typed_key']); ?>" aria-label="<?php echo esc_attr($plan_bridge_label); ?>" placeholder="<?php echo esc_attr($plan_bridge_label); ?>" autocomplete="off" autocapitalize="none" spellcheck="false">
						<?php else : ?>
							<?php echo esc_html($plan_bridge_label); ?>
							<?php if (isset($plan_bridge_row['key']) && $plan_bridge_row['key'] !== $plan_bridge_label) : ?>
								<code><?php echo esc_html($plan_bridge_row['key']); ?></code>
							<?php endif; ?>
						<?php endif; ?>
					</th>
					<td data-label="<?php esc_attr_e('Number', 'plan-bridge'); ?>">
						<input type="text" inputmode="numeric" class="pb-count" id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($plan_bridge_row['input']); ?>[number]" value="<?php echo esc_attr($plan_bridge_row['number']); ?>" autocomplete="off" aria-label="<?php echo esc_attr($plan_bridge_label . ': ' . __('number', 'plan-bridge')); ?>"<?php
							echo $plan_bridge_problem === '' ? '' : ' aria-invalid="true" aria-describedby="' . esc_attr($plan_bridge_id) . '-problem"';
						?>>
						<?php if ($plan_bridge_problem !== '') : ?>
							<p class="pb-problem" id="<?php echo esc_attr($plan_bridge_id); ?>-problem"><?php echo esc_html($plan_bridge_problem); ?></p>
						<?php endif; ?>
					</td>
					<td data-label="<?php echo esc_attr($plan_bridge_flag); ?>">
						<?php if ($plan_bridge_row['flaggable']) : ?>
							<input type="checkbox" name="<?php echo esc_attr($plan_bridge_row['input']); ?>[flag]" value="1"<?php checked($plan_bridge_row['flag']); ?> aria-label="<?php echo esc_attr($plan_bridge_label . ': ' . $plan_bridge_flag); ?>">
						<?php else : ?>
							<span aria-hidden="true">–</span>
						<?php endif; ?>
					</td>
				</tr>
			<?php endforeach; ?>
		</tbody>
	</table>
<?php endforeach; ?>
<?php if ($data['history'] !== null) : ?>
	<p>
		<button type="submit" name="pb_act" value="forecast" class="button" formaction="<?php echo esc_url($data['action']); ?>#pb-forecast" data-pb-forecast="<?php echo esc_attr(ProductPage::FORECAST_ACTION); ?>" data-pb-failed="<?php esc_attr_e('The forecast could not be fetched. Press the button again.', 'plan-bridge'); ?>"><?php esc_html_e('Who would be above these limits?', 'plan-bridge'); ?></button>
		<span class="description"><?php esc_html_e('Worked out for what you have typed. Nothing is saved by it.', 'plan-bridge'); ?></span>
	</p>
	<div id="pb-forecast" aria-live="polite"><?php
	if ($data['forecast'] !== null) {
		View::render('network/limit-forecast', $data['forecast']);
	}
	?></div>
	<p><a href="<?php echo esc_url($data['history']); ?>"><?php esc_html_e('Who saved these limits, and earlier ones', 'plan-bridge'); ?></a></p>
<?php endif; ?>
<?php if ($data['other_limits'] !== []) : ?>
	<h3><?php esc_html_e('Kept as it is', 'plan-bridge'); ?></h3>
	<p><?php esc_html_e('These are stored with the product too. They hold, and saving here does not touch them.', 'plan-bridge'); ?></p>
	<dl class="pb-kept">
		<?php foreach ($data['other_limits'] as $plan_bridge_module => $plan_bridge_value) : ?>
			<div><dt><code><?php echo esc_html((string) $plan_bridge_module); ?></code></dt><dd><?php echo esc_html($plan_bridge_short($plan_bridge_value)); ?></dd></div>
		<?php endforeach; ?>
	</dl>
<?php endif; ?>
