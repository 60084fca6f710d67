<?php
/**
 * Prices for other billing periods, a row each, and two empty rows: without scripts there is no other way to add one.
 *
 * @var array{id: string, input: string, label: string, name: string, unit: string, value: array<int|string, mixed>, problems: array<string, string>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_blank = ['n' => '', 'unit' => $data['unit'], 'amount' => ''];
$plan_bridge_rows = array_map(static fn (mixed $row): array => array_filter((array) $row, 'is_scalar') + $plan_bridge_blank, array_values($data['value']));
?>
<div role="group" aria-labelledby="<?php echo esc_attr($data['id']); ?>-label" aria-describedby="<?php echo esc_attr($data['id']); ?>-help" class="pb-variations">
	<?php
	foreach ([...$plan_bridge_rows, $plan_bridge_blank, $plan_bridge_blank] as $plan_bridge_at => $plan_bridge_row) :
		$plan_bridge_id = "{$data['id']}-{$plan_bridge_at}";
		$plan_bridge_input = "{$data['input']}[{$plan_bridge_at}]";
		$plan_bridge_wrong = array_filter([
			"{$plan_bridge_id}-period-problem" => $data['problems']["{$data['name']}.{$plan_bridge_at}.period"] ?? '',
			"{$plan_bridge_id}-amount-problem" => $data['problems']["{$data['name']}.{$plan_bridge_at}.amount"] ?? '',
		]);
		$plan_bridge_about = $plan_bridge_wrong === [] ? '' : ' aria-describedby="' . esc_attr(implode(' ', array_keys($plan_bridge_wrong))) . '"';
		/* translators: %s: number of a row */
		$plan_bridge_row_name = sprintf(__('Variation %s', 'plan-bridge'), number_format_i18n($plan_bridge_at + 1));
		?>
		<div class="pb-variation<?php echo $plan_bridge_wrong === [] ? '' : ' pb-wrong'; ?>">
			<input type="text" inputmode="numeric" class="small-text" id="<?php echo esc_attr($plan_bridge_id); ?>-period" name="<?php echo esc_attr($plan_bridge_input); ?>[n]" value="<?php echo esc_attr((string) $plan_bridge_row['n']); ?>" autocomplete="off"
				aria-label="<?php echo esc_attr($plan_bridge_row_name . ': ' . __('number of billing periods', 'plan-bridge')); ?>"<?php echo $plan_bridge_about; ?>>
			<?php
			View::render('network/unit', [
				'id' => "{$plan_bridge_id}-unit",
				'name' => "{$plan_bridge_input}[unit]",
				'unit' => (string) $plan_bridge_row['unit'],
				'label' => $plan_bridge_row_name . ': ' . __('unit', 'plan-bridge'),
			]);
			?>
			<input type="text" inputmode="decimal" class="pb-amount" id="<?php echo esc_attr($plan_bridge_id); ?>-amount" name="<?php echo esc_attr($plan_bridge_input); ?>[amount]" value="<?php echo esc_attr((string) $plan_bridge_row['amount']); ?>" autocomplete="off"
				aria-label="<?php echo esc_attr($plan_bridge_row_name . ': ' . __('amount', 'plan-bridge')); ?>"<?php echo $plan_bridge_about . ($plan_bridge_wrong === [] ? '' : ' aria-invalid="true"'); ?>>
			<?php foreach ($plan_bridge_wrong as $plan_bridge_problem_id => $plan_bridge_text) : ?>
				<p class="pb-problem" id="<?php echo esc_attr($plan_bridge_problem_id); ?>"><?php echo esc_html($plan_bridge_text); ?></p>
			<?php endforeach; ?>
		</div>
	<?php endforeach; ?>
</div>
