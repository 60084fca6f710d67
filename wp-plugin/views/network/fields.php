<?php
/**
 * The fields of a form: those with a sentence for each choice as questions, all others as rows of a table.
 *
 * @var array{rows: list<array<string, mixed>>, addons?: list<array<string, mixed>>, groups?: list<string>} $data rows of Network\Fields
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_is_question = static fn (array $field): bool => (reset($field['words'])[1] ?? '') !== '';
foreach (array_filter($data['rows'], $plan_bridge_is_question) as $plan_bridge_field) :
	?>
	<fieldset class="pb-question" id="<?php echo esc_attr($plan_bridge_field['id']); ?>">
		<legend><?php echo esc_html($plan_bridge_field['label']); ?></legend>
		<?php if ($plan_bridge_field['problem'] !== '') : ?>
			<p class="pb-problem"><?php echo esc_html($plan_bridge_field['problem']); ?></p>
		<?php endif; ?>
		<?php foreach ($plan_bridge_field['words'] as $plan_bridge_choice => [$plan_bridge_label, $plan_bridge_sentence]) : ?>
			<?php $plan_bridge_id = $plan_bridge_field['id'] . '-' . str_replace('_', '-', (string) $plan_bridge_choice); ?>
			<div class="pb-answer">
				<input type="radio" id="<?php echo esc_attr($plan_bridge_id); ?>" name="<?php echo esc_attr($plan_bridge_field['input']); ?>" value="<?php echo esc_attr((string) $plan_bridge_choice); ?>"<?php checked($plan_bridge_field['value'], (string) $plan_bridge_choice); ?> aria-describedby="<?php echo esc_attr($plan_bridge_id); ?>-help">
				<label for="<?php echo esc_attr($plan_bridge_id); ?>"><?php echo esc_html($plan_bridge_label); ?></label>
				<p class="description" id="<?php echo esc_attr($plan_bridge_id); ?>-help"><?php echo esc_html($plan_bridge_sentence); ?></p>
			</div>
		<?php endforeach; ?>
	</fieldset>
<?php endforeach; ?>
<table class="form-table" role="presentation">
	<?php
	foreach (array_filter($data['rows'], static fn (array $field): bool => !$plan_bridge_is_question($field)) as $plan_bridge_field) {
		View::render('network/field', $plan_bridge_field + $data);
	}
	?>
</table>
