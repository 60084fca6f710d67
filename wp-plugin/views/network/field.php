<?php
/**
 * One field in a row of a form table, with its help and what is wrong with it.
 *
 * @var array<string, mixed> $data a row of Network\Fields; for some kinds also addons, groups
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Network\Fields;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Suggestions;
use PlanBridge\View;

defined('ABSPATH') || exit;

[$plan_bridge_id, $plan_bridge_problem, $plan_bridge_help] = [$data['id'], $data['problem'], $data['help']];
if ($data['kind'] === 'group' && $data['groups'] !== []) {
	/* translators: %s: names of plan groups */
	$plan_bridge_help .= ' ' . sprintf(__('Groups so far: %s.', 'plan-bridge'), Format::listed(array_values($data['groups'])));
}
$plan_bridge_described = trim(($plan_bridge_help === '' ? '' : "{$plan_bridge_id}-help ") . ($plan_bridge_problem === '' ? '' : "{$plan_bridge_id}-problem"));
$plan_bridge_about = ($plan_bridge_described === '' ? '' : ' aria-describedby="' . esc_attr($plan_bridge_described) . '"') . ($plan_bridge_problem === '' ? '' : ' aria-invalid="true"');
$plan_bridge_is_group = in_array($data['kind'], ['switch', 'prices', 'products', 'texts'], true);
$plan_bridge_widths = ['amount' => 'pb-amount', 'number' => 'small-text', 'currency' => 'small-text'];
?>
<tr<?php echo $plan_bridge_problem === '' ? '' : ' class="pb-wrong"'; ?>>
	<th scope="row"<?php echo $data['kind'] === 'prices' ? ' id="' . esc_attr($plan_bridge_id) . '-label"' : ''; ?>><?php
	echo $plan_bridge_is_group ? esc_html($data['label']) : '<label for="' . esc_attr($plan_bridge_id) . '">' . esc_html($data['label']) . '</label>';
	?></th>
	<td>
		<?php if ($data['kind'] === 'paragraph' || $data['kind'] === 'lines') : ?>
			<textarea id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($data['input']); ?>" rows="4" class="large-text"<?php echo $plan_bridge_about; ?>><?php echo esc_textarea($data['value']); ?></textarea>
		<?php elseif ($data['kind'] === 'choice') : ?>
			<select id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($data['input']); ?>"<?php echo $plan_bridge_about; ?>>
				<?php foreach ($data['words'] as $plan_bridge_choice => [$plan_bridge_word]) : ?>
					<option value="<?php echo esc_attr((string) $plan_bridge_choice); ?>"<?php selected($data['value'], (string) $plan_bridge_choice); ?>><?php echo esc_html($plan_bridge_word); ?></option>
				<?php endforeach; ?>
			</select>
		<?php elseif ($data['kind'] === 'switch') : ?>
			<label for="<?php echo esc_attr($plan_bridge_id); ?>">
				<input type="checkbox" id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($data['input']); ?>" value="1"<?php checked($data['value'] !== ''); ?><?php echo $plan_bridge_about; ?>>
				<?php echo esc_html($data['text']); ?>
			</label>
		<?php elseif ($data['kind'] === 'period') : ?>
			<input type="text" inputmode="numeric" class="small-text" id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($data['input']); ?>[n]" value="<?php echo esc_attr(Fields::part($data['value'], 'n')); ?>" autocomplete="off"<?php echo $plan_bridge_about; ?>>
			<?php
			View::render('network/unit', [
				'id' => "{$plan_bridge_id}-unit",
				'name' => $data['input'] . '[unit]',
				'unit' => Fields::part($data['value'], 'unit'),
				/* translators: %s: the label of a field such as "Trial" */
				'label' => sprintf(__('Unit of: %s', 'plan-bridge'), $data['label']),
			]);
			?>
		<?php elseif ($data['kind'] === 'texts') : ?>
			<fieldset id="<?php echo esc_attr($plan_bridge_id); ?>">
				<legend class="screen-reader-text"><?php echo esc_html($data['label']); ?></legend>
				<?php foreach (Fields::texts($data['value']) as $plan_bridge_language => [$plan_bridge_name, $plan_bridge_text]) : ?>
					<?php $plan_bridge_one = $plan_bridge_id . '-' . str_replace('_', '-', $plan_bridge_language); ?>
					<div class="pb-texts">
						<label for="<?php echo esc_attr($plan_bridge_one); ?>" lang="<?php echo esc_attr(str_replace('_', '-', $plan_bridge_language)); ?>"><?php echo esc_html($plan_bridge_name); ?></label>
						<textarea id="<?php echo esc_attr($plan_bridge_one); ?>" name="<?php echo esc_attr($data['input']); ?>[<?php echo esc_attr($plan_bridge_language); ?>]" rows="3" class="large-text" lang="<?php echo esc_attr(str_replace('_', '-', $plan_bridge_language)); ?>"><?php echo esc_textarea($plan_bridge_text); ?></textarea>
						<?php if (isset($data['problems'][$data['name'] . '.' . $plan_bridge_language])) : ?>
							<p class="pb-problem"><?php echo esc_html($data['problems'][$data['name'] . '.' . $plan_bridge_language]); ?></p>
						<?php endif; ?>
					</div>
				<?php endforeach; ?>
			</fieldset>
		<?php elseif ($data['kind'] === 'prices') : ?>
			<?php View::render('network/field-prices', $data); ?>
		<?php elseif ($data['kind'] === 'products') : ?>
			<fieldset id="<?php echo esc_attr($plan_bridge_id); ?>">
				<legend class="screen-reader-text"><?php echo esc_html($data['label']); ?></legend>
				<ul class="pb-addons">
					<?php foreach ($data['addons'] as $plan_bridge_addon) : ?>
						<li>
							<label>
								<input type="checkbox" name="<?php echo esc_attr($data['input']); ?>[]" value="<?php echo (int) $plan_bridge_addon['id']; ?>"<?php checked($plan_bridge_addon['ticked']); ?>>
								<?php echo esc_html($plan_bridge_addon['name']); ?>
								<span class="description"><?php echo esc_html($plan_bridge_addon['about']); ?></span>
							</label>
						</li>
					<?php endforeach; ?>
					<?php if ($data['addons'] === []) : ?>
						<li><?php esc_html_e('The network has no packages or services yet.', 'plan-bridge'); ?></li>
					<?php endif; ?>
				</ul>
			</fieldset>
		<?php else : ?>
			<input type="text" id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($data['input']); ?>" value="<?php echo esc_attr($data['value']); ?>" class="<?php echo esc_attr($plan_bridge_widths[$data['kind']] ?? 'regular-text'); ?>" autocomplete="off"<?php
				echo in_array($data['kind'], ['amount', 'number'], true) ? ' inputmode="decimal"' : '';
				echo in_array($data['kind'], ['group', 'user'], true) ? ' list="' . esc_attr($plan_bridge_id) . 's"' : '';
				echo $data['kind'] === 'user' ? ' data-pb-users="' . esc_attr(Suggestions::ACTION) . '" data-nonce="' . esc_attr(wp_create_nonce(Screens::nonce(Suggestions::FORM))) . '"' : '';
				echo $plan_bridge_about;
			?>>
			<?php if ($data['kind'] === 'group') : ?>
				<datalist id="<?php echo esc_attr($plan_bridge_id); ?>s">
					<?php foreach ($data['groups'] as $plan_bridge_group) : ?>
						<option value="<?php echo esc_attr($plan_bridge_group); ?>"></option>
					<?php endforeach; ?>
				</datalist>
			<?php endif; ?>
			<?php if ($data['kind'] === 'user') : // filled by the script, while somebody types ?>
				<datalist id="<?php echo esc_attr($plan_bridge_id); ?>s"></datalist>
			<?php endif; ?>
			<?php echo $data['text'] === '' ? '' : '<span class="pb-suffix">' . esc_html($data['text']) . '</span>'; ?>
		<?php endif; ?>
		<?php if ($plan_bridge_problem !== '') : ?>
			<p class="pb-problem" id="<?php echo esc_attr($plan_bridge_id); ?>-problem"><?php echo esc_html($plan_bridge_problem); ?></p>
		<?php endif; ?>
		<?php if ($plan_bridge_help !== '') : ?>
			<p class="description" id="<?php echo esc_attr($plan_bridge_id); ?>-help"><?php echo esc_html($plan_bridge_help); ?></p>
		<?php endif; ?>
	</td>
</tr>
