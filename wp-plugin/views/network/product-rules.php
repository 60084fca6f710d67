<?php
/**
 * Rules on top of the plan group: direction, minimum term, hidden.
 *
 * @var array{values: array<string, mixed>, problems: array<string, string>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_rules = (array) $data['values']['rules'];
$plan_bridge_directions = [
	'both' => __('Upgrade and downgrade', 'plan-bridge'),
	'upgrade_only' => __('Upgrade only', 'plan-bridge'),
	'downgrade_only' => __('Downgrade only', 'plan-bridge'),
	'closed' => __('Neither: members stay', 'plan-bridge'),
];
?>
<tr>
	<th scope="row"><label for="pb-rules-direction"><?php esc_html_e('Direction', 'plan-bridge'); ?></label></th>
	<td>
		<select id="pb-rules-direction" name="rules[direction]" aria-describedby="pb-rules-direction-help">
			<?php foreach ($plan_bridge_directions as $plan_bridge_direction => $plan_bridge_name) : ?>
				<option value="<?php echo esc_attr($plan_bridge_direction); ?>"<?php selected($plan_bridge_rules['direction'] ?? 'both', $plan_bridge_direction); ?>><?php echo esc_html($plan_bridge_name); ?></option>
			<?php endforeach; ?>
		</select>
		<p class="description" id="pb-rules-direction-help"><?php esc_html_e('Holds for members who leave this plan. Whoever may change one way may also choose a plan that costs the same.', 'plan-bridge'); ?></p>
	</td>
</tr>
<?php
View::render('network/period', [
	'path' => 'rules.minimum_term',
	'name' => 'rules[minimum_term]',
	'label' => __('Minimum term', 'plan-bridge'),
	'value' => (array) ($plan_bridge_rules['minimum_term'] ?? []),
	'problem' => $data['problems']['rules.minimum_term'] ?? '',
	'help' => __('How long members stay on this plan before they may leave it. Left empty, there is none.', 'plan-bridge'),
]);
View::render('network/tick', [
	'path' => 'rules.hidden',
	'name' => 'rules[hidden]',
	'label' => __('Hidden', 'plan-bridge'),
	'text' => __('Nobody new gets this plan', 'plan-bridge'),
	'ticked' => !empty($plan_bridge_rules['hidden']),
	'help' => __('Whoever has it keeps it.', 'plan-bridge'),
]);
