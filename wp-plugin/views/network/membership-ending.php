<?php
/**
 * Cancelling a membership for its term's end in its owner's place, and taking that back.
 *
 * @var array{action: string, nonce: string, membership: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;

defined('ABSPATH') || exit;

$membership = $data['membership'];
$ends = $membership['cancellation'];
if ($ends === null && !$membership['may_cancel']) {
	return;
}

?>
<section class="pb-section" aria-labelledby="pb-ending-title">
	<h2 id="pb-ending-title"><?php echo esc_html($ends === null ? __('Cancel for the end of the term', 'plan-bridge') : __('The membership ends', 'plan-bridge')); ?></h2>
	<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<?php if ($ends !== null) : ?>
			<?php /* translators: %s: date */ ?>
			<p><?php echo esc_html(sprintf(__('It is cancelled and ends on %s. Nothing more is charged.', 'plan-bridge'), Format::date($ends['ends_at']))); ?></p>
			<?php if ((string) $ends['reason'] !== '') : ?>
				<p class="description"><?php echo esc_html('“' . $ends['reason'] . '”'); ?></p>
			<?php endif; ?>
			<p><button type="submit" name="pb_act" value="keep" class="button"><?php esc_html_e('Keep the membership', 'plan-bridge'); ?></button></p>
		<?php else : ?>
			<?php /* translators: %s: date */ ?>
			<p><?php echo esc_html(sprintf(__('It goes on until %s, the day until which it is paid, and then ends. What is asked for or booked for the time after ends now. The owner is told by letter.', 'plan-bridge'), Format::date($membership['term_end']))); ?></p>
			<p><label for="pb-end-reason"><?php esc_html_e('Why? (You need not say.)', 'plan-bridge'); ?></label><br>
			<input type="text" class="regular-text" id="pb-end-reason" name="reason" maxlength="1000" autocomplete="off"></p>
			<p><button type="submit" name="pb_act" value="cancel" class="button"><?php esc_html_e('Cancel the membership', 'plan-bridge'); ?></button></p>
		<?php endif; ?>
	</form>
</section>
