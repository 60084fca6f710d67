<?php
/**
 * The settings that decide what owners are charged and when, each with what an owner will notice.
 *
 * @var array{action: string, nonce: string, values: array<string, string>, problems: array<string, string>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\Settings\Numbers;
use PlanBridge\Network\Settings\Questions;
use PlanBridge\Network\Settings\Switches;
use PlanBridge\View;

defined('ABSPATH') || exit;

$values = $data['values'];
?>
<section class="pb-section" aria-labelledby="pb-pricing-settings">
	<h2 id="pb-pricing-settings"><?php esc_html_e('Prices and changes', 'plan-bridge'); ?></h2>
	<form method="post" id="pb-pricing" action="<?php echo esc_url($data['action']); ?>" novalidate data-pb-preview="plan_bridge_settings_example" data-pb-preview-into="pb-example-figures" data-pb-preview-status="pb-example-status" data-pb-preview-failed="<?php esc_attr_e('The example could not be brought up to date. Press Recompute.', 'plan-bridge'); ?>">
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<?php foreach (Questions::all() as $name => [$question, $answers]) : ?>
			<fieldset class="pb-question" id="pb-<?php echo esc_attr(str_replace('_', '-', $name)); ?>">
				<legend><?php echo esc_html($question); ?></legend>
				<?php if (($data['problems'][$name] ?? '') !== '') : ?>
					<p class="pb-problem"><?php echo esc_html($data['problems'][$name]); ?></p>
				<?php endif; ?>
				<?php foreach ($answers as $answer => [$label, $sentence]) : ?>
					<?php $id = 'pb-' . str_replace('_', '-', "{$name}-{$answer}"); ?>
					<div class="pb-answer">
						<input type="radio" id="<?php echo esc_attr($id); ?>" name="<?php echo esc_attr($name); ?>" value="<?php echo esc_attr($answer); ?>"<?php checked($values[$name], $answer); ?> aria-describedby="<?php echo esc_attr($id); ?>-help">
						<label for="<?php echo esc_attr($id); ?>"><?php echo esc_html($label); ?></label>
						<p class="description" id="<?php echo esc_attr($id); ?>-help"><?php echo esc_html($sentence); ?></p>
					</div>
				<?php endforeach; ?>
			</fieldset>
		<?php endforeach; ?>
		<table class="form-table" role="presentation">
			<?php
			foreach (Numbers::words() as $name => [$label, $sentence, $unit]) {
				View::render('network/field', [
					'path' => $name,
					'name' => $name,
					'label' => $label,
					'value' => $values[$name],
					'kind' => 'number',
					'class' => 'small-text',
					'suffix' => $unit,
					'problem' => $data['problems'][$name] ?? '',
					'help' => $sentence,
				]);
			}
			foreach (Switches::words() as $name => [$label, $text, $sentence]) {
				View::render('network/tick', [
					'path' => $name,
					'name' => $name,
					'label' => $label,
					'text' => $text,
					'ticked' => $values[$name] !== '',
					'help' => $sentence,
				]);
			}
			View::render('network/field', [
				'path' => 'manual_instructions',
				'name' => 'manual_instructions',
				'label' => __('How to pay by hand', 'plan-bridge'),
				'value' => $values['manual_instructions'],
				'kind' => 'textarea',
				'problem' => $data['problems']['manual_instructions'] ?? '',
				'help' => __('Owners read this after ordering something that must be paid: account number, reference, whom to ask.', 'plan-bridge'),
			]);
			?>
		</table>
		<p class="submit"><button type="submit" name="pb_act" value="settings" class="button button-primary"><?php esc_html_e('Save settings', 'plan-bridge'); ?></button></p>
	</form>
</section>
