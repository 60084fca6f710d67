<?php
/**
 * Price variations: what the product costs for other billing periods.
 *
 * @var array{variations: list<array{n: string, unit: string, amount: string}>, problems: array<string, string>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<tr>
	<th scope="row" id="pb-variations-label"><?php esc_html_e('Price variations', 'plan-bridge'); ?></th>
	<td>
		<div role="group" aria-labelledby="pb-variations-label" aria-describedby="pb-variations-help" class="pb-variations">
			<?php
			foreach ($data['variations'] as $plan_bridge_at => $plan_bridge_row) :
				$plan_bridge_id = "pb-price-variations-{$plan_bridge_at}";
				$plan_bridge_wrong = array_filter([
					"{$plan_bridge_id}-period-problem" => $data['problems']["price_variations.{$plan_bridge_at}.period"] ?? '',
					"{$plan_bridge_id}-amount-problem" => $data['problems']["price_variations.{$plan_bridge_at}.amount"] ?? '',
				]);
				/* translators: %s: number of a row */
				$plan_bridge_row_name = sprintf(__('Variation %s', 'plan-bridge'), number_format_i18n($plan_bridge_at + 1));
				?>
				<div class="pb-variation<?php echo $plan_bridge_wrong === [] ? '' : ' pb-wrong'; ?>">
					<input type="text" inputmode="numeric" class="small-text" id="<?php echo esc_attr($plan_bridge_id); ?>-period" name="price_variations[<?php echo (int) $plan_bridge_at; ?>][n]" value="<?php echo esc_attr($plan_bridge_row['n']); ?>" autocomplete="off"
						aria-label="<?php echo esc_attr($plan_bridge_row_name . ': ' . __('number of billing periods', 'plan-bridge')); ?>"<?php echo $plan_bridge_wrong === [] ? '' : ' aria-describedby="' . esc_attr(implode(' ', array_keys($plan_bridge_wrong))) . '"'; ?>>
					<?php
					View::render('network/unit', [
						'id' => "{$plan_bridge_id}-unit",
						'name' => "price_variations[{$plan_bridge_at}][unit]",
						'unit' => $plan_bridge_row['unit'],
						'label' => $plan_bridge_row_name . ': ' . __('unit', 'plan-bridge'),
					]);
					?>
					<input type="text" inputmode="decimal" class="pb-amount" id="<?php echo esc_attr($plan_bridge_id); ?>-amount" name="price_variations[<?php echo (int) $plan_bridge_at; ?>][amount]" value="<?php echo esc_attr($plan_bridge_row['amount']); ?>" autocomplete="off"
						aria-label="<?php echo esc_attr($plan_bridge_row_name . ': ' . __('amount', 'plan-bridge')); ?>"<?php echo $plan_bridge_wrong === [] ? '' : ' aria-describedby="' . esc_attr(implode(' ', array_keys($plan_bridge_wrong))) . '" aria-invalid="true"'; ?>>
					<?php foreach ($plan_bridge_wrong as $plan_bridge_problem_id => $plan_bridge_text) : ?>
						<p class="pb-problem" id="<?php echo esc_attr($plan_bridge_problem_id); ?>"><?php echo esc_html($plan_bridge_text); ?></p>
					<?php endforeach; ?>
				</div>
			<?php endforeach; ?>
		</div>
		<p class="description" id="pb-variations-help"><?php esc_html_e('What it costs for another billing period, such as 1 year. Empty rows are left out; after saving there are two new ones.', 'plan-bridge'); ?></p>
	</td>
</tr>
