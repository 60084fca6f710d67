<?php
/**
 * Tax rates, a row each, and who would be taxed how.
 *
 * @var array{notices: list<array<string, string>>, nonce: string, action: string, version: string, rows: list<array<string, mixed>>, may_save: bool, elsewhere: string, settings: string, answer: ?array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Billing;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$plan_bridge_names = ['category', 'title', 'country', 'state', 'city', 'percent'];
$plan_bridge_answer = $data['answer'];
?>
<div class="wrap pb-network">
	<h1><?php esc_html_e('Tax rates', 'plan-bridge'); ?></h1>
	<hr class="wp-header-end">
	<?php
	Flash::render();
	foreach ($data['notices'] as $plan_bridge_notice) {
		View::render('parts/notice', $plan_bridge_notice);
	}
	foreach ($plan_bridge_answer['unreadable'] ?? [] as $plan_bridge_part) {
		View::render('parts/notice', ['type' => 'warning', 'text' => Messages::forCode('taxes_part_unreadable', ['part' => $plan_bridge_part])]);
	}
	if ($plan_bridge_answer !== null && !$plan_bridge_answer['charges']) {
		View::render('parts/notice', ['type' => 'info', 'text' => Messages::forCode('taxes_off')]);
	}
	?>
	<p><?php esc_html_e('The rate of the customer’s own country counts before one for every country; one for their city or state before one for the whole country.', 'plan-bridge'); ?></p>
	<?php if ($data['elsewhere'] !== '') : ?>
		<p><?php esc_html_e('Ultimate Multisite runs here, and its own screen is the place to edit them. They are shown as they hold.', 'plan-bridge'); ?> <a href="<?php echo esc_url($data['elsewhere']); ?>"><?php esc_html_e('Tax rates of Ultimate Multisite', 'plan-bridge'); ?></a></p>
	<?php endif; ?>
	<p><a href="<?php echo esc_url($data['settings']); ?>"><?php esc_html_e('Whether tax is charged, and who sells, stands among the settings.', 'plan-bridge'); ?></a></p>
	<form method="post" action="<?php echo esc_url($data['action']); ?>" novalidate>
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<input type="hidden" name="version" value="<?php echo esc_attr($data['version']); ?>">
		<table class="widefat striped pb-list pb-taxes">
			<caption class="screen-reader-text"><?php esc_html_e('Tax rates', 'plan-bridge'); ?></caption>
			<thead>
				<tr>
					<?php foreach ($plan_bridge_names as $plan_bridge_name) : ?>
						<th scope="col"><?php echo esc_html(Words::of('tax_rate', $plan_bridge_name)); ?></th>
					<?php endforeach; ?>
					<th scope="col"><?php esc_html_e('Remove', 'plan-bridge'); ?></th>
				</tr>
			</thead>
			<tbody>
				<?php foreach ($data['rows'] as $plan_bridge_at => $plan_bridge_row) : ?>
					<tr>
						<?php foreach ($plan_bridge_names as $plan_bridge_name) : ?>
							<?php
							$plan_bridge_id = "pb-rate-{$plan_bridge_at}-{$plan_bridge_name}";
							$plan_bridge_label = Words::of('tax_rate', $plan_bridge_name);
							$plan_bridge_problem = $plan_bridge_row['problems'][$plan_bridge_name] ?? '';
							$plan_bridge_about = 'id="' . esc_attr($plan_bridge_id) . '" name="rates[' . (int) $plan_bridge_at . '][' . esc_attr($plan_bridge_name) . ']" aria-label="' . esc_attr($plan_bridge_label . ' ' . ($plan_bridge_at + 1)) . '"'
								. ($data['may_save'] ? '' : ' disabled') . ($plan_bridge_problem === '' ? '' : ' aria-invalid="true" aria-describedby="' . esc_attr($plan_bridge_id) . '-problem"');
							?>
							<td data-label="<?php echo esc_attr($plan_bridge_label); ?>"<?php echo $plan_bridge_problem === '' ? '' : ' class="pb-wrong"'; ?>>
								<?php if ($plan_bridge_name === 'country' && $plan_bridge_answer !== null) : ?>
									<select <?php echo $plan_bridge_about; // phpcs:ignore -- each part is escaped above ?>>
										<option value=""></option>
										<option value="*"<?php selected($plan_bridge_row['country'], '*'); ?>><?php esc_html_e('Every country', 'plan-bridge'); ?></option>
										<?php if (!in_array($plan_bridge_row['country'], ['', '*', ...array_column($plan_bridge_answer['countries'], 'code')], true)) : ?>
											<option selected><?php echo esc_html($plan_bridge_row['country']); ?></option>
										<?php endif; ?>
										<?php foreach ($plan_bridge_answer['countries'] as $plan_bridge_country) : ?>
											<option value="<?php echo esc_attr($plan_bridge_country['code']); ?>"<?php selected($plan_bridge_row['country'], $plan_bridge_country['code']); ?>><?php echo esc_html($plan_bridge_country['name']); ?></option>
										<?php endforeach; ?>
									</select>
								<?php else : ?>
									<input type="text" value="<?php echo esc_attr((string) $plan_bridge_row[$plan_bridge_name]); ?>"<?php echo $plan_bridge_name === 'percent' ? ' inputmode="decimal" class="small-text"' : ''; ?> autocomplete="off" <?php echo $plan_bridge_about; // phpcs:ignore -- each part is escaped above ?>>
								<?php endif; ?>
								<?php if ($plan_bridge_problem !== '') : ?>
									<p class="pb-problem" id="<?php echo esc_attr($plan_bridge_id); ?>-problem"><?php echo esc_html($plan_bridge_problem); ?></p>
								<?php endif; ?>
							</td>
						<?php endforeach; ?>
						<td<?php echo $plan_bridge_row['key'] === '' ? '' : ' data-label="' . esc_attr__('Remove', 'plan-bridge') . '"'; ?>>
							<?php foreach (['from', 'key'] as $plan_bridge_name) : ?>
								<input type="hidden" name="rates[<?php echo (int) $plan_bridge_at; ?>][<?php echo esc_attr($plan_bridge_name); ?>]" value="<?php echo esc_attr((string) $plan_bridge_row[$plan_bridge_name]); ?>">
							<?php endforeach; ?>
							<?php if ($plan_bridge_row['key'] !== '') : ?>
								<?php /* translators: %d: number of a row */ ?>
								<input type="checkbox" name="rates[<?php echo (int) $plan_bridge_at; ?>][remove]" value="1" aria-label="<?php echo esc_attr(sprintf(__('Remove row %d', 'plan-bridge'), $plan_bridge_at + 1)); ?>"<?php disabled(!$data['may_save']); ?>>
							<?php endif; ?>
						</td>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
		<p class="description"><?php esc_html_e('Write a percentage such as 25 or 6,5. Several states or cities stand with commas between them; left empty, the rate is for all. The last rows are for new rates.', 'plan-bridge'); ?></p>
		<?php if ($data['may_save']) : ?>
			<p class="submit">
				<button type="submit" name="pb_act" value="taxes" class="button button-primary"><?php esc_html_e('Save tax rates', 'plan-bridge'); ?></button>
				<button type="submit" name="pb_act" value="forecast" class="button"><?php esc_html_e('Show who would be taxed how', 'plan-bridge'); ?></button>
			</p>
		<?php endif; ?>
	</form>
	<?php if (!empty($plan_bridge_answer['forecast'])) : ?>
		<h2><?php esc_html_e('Who is taxed how', 'plan-bridge'); ?></h2>
		<?php
		View::render('network/table', [
			'caption' => __('Who is taxed how', 'plan-bridge'),
			'columns' => [__('Customers in', 'plan-bridge'), Words::of('tax_rate', 'category'), Words::of('tax_rate', 'percent'), __('Without tax', 'plan-bridge'), __('Tax', 'plan-bridge'), __('To pay', 'plan-bridge')],
			'numbers' => [2, 3, 4, 5],
			'empty' => '',
			'rows' => array_map(static fn (array $one): array => [
				['text' => $one['country'] === '' ? __('Every other country', 'plan-bridge') : implode(', ', array_filter([$one['city'], $one['state'], $one['country_name']]))],
				['text' => $one['category']],
				['text' => $one['percent'] === null ? '–' : Billing::percent($one['percent'])],
				['text' => $one['net']['formatted']],
				['text' => $one['tax']['formatted']],
				['text' => $one['total']['formatted']],
			], $plan_bridge_answer['forecast']),
		]);
		?>
	<?php endif; ?>
</div>
