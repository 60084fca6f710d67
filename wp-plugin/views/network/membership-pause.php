<?php
/**
 * Pausing a membership, what that comes to or why it cannot be done; of one that rests, letting it go on.
 *
 * @var array{action: string, nonce: string, refusal: ?string, rest: ?array<string, mixed>, form: \PlanBridge\Network\Pause} $data
 *      rest: since when it rests, null where it does not
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Network\Pause;
use PlanBridge\View;

defined('ABSPATH') || exit;

$form = $data['form'];
$forecast = $form->forecast;
$rest = $data['rest'];
$why = ['lines', __('Why', 'plan-bridge'), '', __('Kept in the history. Only network administrators see it.', 'plan-bridge')];
$fields = $rest !== null ? ['rest_why' => $why] : [
	'rest_until' => ['text', __('Until', 'plan-bridge'), '', __('The day on which it goes on by itself, such as 2026-11-30. Empty: until somebody says so here.', 'plan-bridge')],
	'rest_why' => $why,
	'closes_sites' => ['switch', __('Sites', 'plan-bridge'), __('Close the sites meanwhile', 'plan-bridge'), __('Visitors read that the site is paused, and nothing can be written. Otherwise the sites stay open, with their limits.', 'plan-bridge')],
];

?>
<section class="pb-section" id="pb-pause" aria-labelledby="pb-pause-title">
	<h2 id="pb-pause-title"><?php echo esc_html($rest === null ? __('Pause', 'plan-bridge') : __('It is paused', 'plan-bridge')); ?></h2>
	<?php if ($rest === null && $data['refusal'] !== null) : ?>
		<p><?php echo esc_html(Pause::refused($data['refusal'])); ?></p>
	<?php else : ?>
		<?php if ($rest !== null) : ?>
			<p><?php View::render('parts/paused', ['rest' => $rest]); ?></p>
		<?php else : ?>
			<p><?php esc_html_e('What is paid for stands still, and is given back as time when it goes on. Nothing is billed meanwhile, nobody is reminded, and the owner cannot change the plan.', 'plan-bridge'); ?></p>
		<?php endif; ?>
		<?php if ($forecast !== null) : ?>
			<h3><?php esc_html_e('What it comes to', 'plan-bridge'); ?></h3>
			<ul class="ul-disc">
				<li><?php
				echo $forecast['end_after'] === null
					/* translators: %s: date */
					? esc_html(sprintf(__('The term ends on %s now; it will end later by as long as the pause lasts, to the second.', 'plan-bridge'), Format::date($forecast['end'])))
					/* translators: 1: the day on which the term ends now, 2: the day on which it would end, 3: the day on which the pause ends */
					: esc_html(sprintf(__('It goes on by itself on %3$s. The term ends on %2$s instead of %1$s.', 'plan-bridge'), Format::date($forecast['end']), Format::date($forecast['end_after']), Format::date($forecast['until'])));
				?></li>
				<li><?php echo esc_html($forecast['closes_sites'] ? __('Its sites are closed to visitors meanwhile.', 'plan-bridge') : __('Its sites stay open meanwhile.', 'plan-bridge')); ?></li>
				<?php if ($forecast['ended_order'] !== null) : ?>
					<li><?php esc_html_e('The bill that was sent for the next term ends unpaid. A new one is sent when it has gone on.', 'plan-bridge'); ?></li>
				<?php endif; ?>
				<?php if ($forecast['waits'] !== null) : ?>
					<li><?php esc_html_e('The change that is booked waits, and begins when the term ends.', 'plan-bridge'); ?></li>
				<?php endif; ?>
			</ul>
		<?php endif; ?>
		<form method="post" action="<?php echo esc_url($data['action'] . '#pb-pause'); ?>" novalidate data-pb-once>
			<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
			<table class="form-table" role="presentation">
				<?php
				foreach ($fields as $name => [$kind, $label, $text, $help]) {
					View::render('network/field', [
						'kind' => $kind,
						'id' => 'pb-' . str_replace('_', '-', $name),
						'input' => $name,
						'text' => $text,
						'label' => $label,
						'value' => $form->typed[$name],
						'problem' => $form->problems[$name] ?? '',
						'help' => $help,
					]);
				}
				?>
			</table>
			<p>
				<?php if ($rest !== null) : ?>
					<button type="submit" name="pb_act" value="resume" class="button"><?php esc_html_e('Let it go on', 'plan-bridge'); ?></button>
				<?php else : ?>
					<?php if ($forecast !== null) : ?>
						<button type="submit" name="pb_act" value="pause" class="button button-primary"><?php esc_html_e('Pause the membership', 'plan-bridge'); ?></button>
					<?php endif; ?>
					<button type="submit" name="pb_act" value="forecast-pause" class="button"><?php esc_html_e('Show what it comes to', 'plan-bridge'); ?></button>
				<?php endif; ?>
			</p>
		</form>
	<?php endif; ?>
</section>
