<?php
/**
 * Letting the paid term end later: the form, what it comes to, or why it cannot be done.
 *
 * @var array{id: int, action: string, nonce: string, refusal: ?string, typed: array<string, string>, problems: array<string, string>, extension: ?array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Network\MembershipPage;
use PlanBridge\View;

defined('ABSPATH') || exit;

$extension = $data['extension'];
$fields = [
	'until' => ['text', __('Paid until', 'plan-bridge'), __('The last day of the longer term, such as 2026-11-30. The time of day stays as it is.', 'plan-bridge')],
	'reason' => ['lines', __('Why', 'plan-bridge'), __('Kept in the history. Only network administrators see it.', 'plan-bridge')],
];

?>
<section class="pb-section" id="pb-extend" aria-labelledby="pb-extend-title">
	<h2 id="pb-extend-title"><?php esc_html_e('Extend at no charge', 'plan-bridge'); ?></h2>
	<?php if ($data['refusal'] !== null) : ?>
		<p><?php echo esc_html(MembershipPage::notExtended($data['refusal'])); ?></p>
	<?php else : ?>
		<p><?php esc_html_e('The term ends later, and the next bill comes then. The added time is worth nothing when the plan is changed.', 'plan-bridge'); ?></p>
		<?php if ($extension !== null) : ?>
			<h3><?php esc_html_e('What it comes to', 'plan-bridge'); ?></h3>
			<ul class="ul-disc">
				<li><?php
				/* translators: 1: the day on which the term ends now, 2: the day on which it would end */
				echo esc_html(sprintf(__('The term ends on %2$s instead of %1$s.', 'plan-bridge'), Format::date($extension['end']), Format::date($extension['until'])));
				?></li>
				<li><?php
				echo $extension['bill'] === null
					? esc_html__('No bill follows.', 'plan-bridge')
					/* translators: 1: an amount, 2: a day */
					: esc_html(sprintf(__('The next bill is %1$s, on %2$s.', 'plan-bridge'), $extension['bill']['formatted'], Format::date($extension['bill_on'])));
				?></li>
				<?php if ($extension['opens_again']) : ?>
					<li><?php esc_html_e('The membership is active again, and its sites open at once.', 'plan-bridge'); ?></li>
				<?php endif; ?>
				<?php if ($extension['ended_order'] !== null) : ?>
					<li><?php esc_html_e('The bill that was sent for the next term ends unpaid. A new one is sent in time before the new day.', 'plan-bridge'); ?></li>
				<?php endif; ?>
			</ul>
		<?php endif; ?>
		<form method="post" action="<?php echo esc_url($data['action'] . '#pb-extend'); ?>" novalidate data-pb-once>
			<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
			<table class="form-table" role="presentation">
				<?php
				foreach ($fields as $name => [$kind, $label, $help]) {
					View::render('network/field', [
						'kind' => $kind,
						'id' => "pb-extend-{$name}",
						'input' => $name,
						'text' => '',
						'label' => $label,
						'value' => $data['typed'][$name],
						'problem' => $data['problems'][$name] ?? '',
						'help' => $help,
					]);
				}
				?>
			</table>
			<p>
				<?php if ($extension !== null) : ?>
					<button type="submit" name="pb_act" value="extend" class="button button-primary"><?php esc_html_e('Extend the membership', 'plan-bridge'); ?></button>
				<?php endif; ?>
				<button type="submit" name="pb_act" value="forecast" class="button"><?php esc_html_e('Show what it comes to', 'plan-bridge'); ?></button>
			</p>
		</form>
	<?php endif; ?>
</section>
