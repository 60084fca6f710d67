<?php
/**
 * Whether a letter is sent, and the button that says otherwise. One that is needed warns first.
 *
 * @var array{letter: array<string, mixed>, back: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Messages;
use PlanBridge\Network\Letters;
use PlanBridge\Network\Screens;

defined('ABSPATH') || exit;

$letter = $data['letter'];
$plan_bridge_warns = $letter['is_sent'] && $letter['is_needed'];
?>
<?php if ($plan_bridge_warns) : ?>
	<details class="pb-ask">
		<summary class="button-link"><?php esc_html_e('Yes', 'plan-bridge'); ?> – <?php esc_html_e('switch off', 'plan-bridge'); ?><span class="screen-reader-text">: <?php echo esc_html($letter['subject']); ?></span></summary>
<?php else : ?>
	<span class="<?php echo $letter['is_sent'] ? '' : 'pb-off'; ?>"><?php echo $letter['is_sent'] ? esc_html__('Yes', 'plan-bridge') : esc_html__('No', 'plan-bridge'); ?></span>
<?php endif; ?>
<form method="post" action="<?php echo esc_url($letter['address']); ?>" class="pb-switch">
	<?php wp_nonce_field(Screens::nonce(Letters::form($letter['name'])), '_wpnonce', false); ?>
	<input type="hidden" name="is_sent" value="<?php echo $letter['is_sent'] ? '0' : '1'; ?>">
	<input type="hidden" name="back" value="<?php echo esc_attr($data['back']); ?>">
	<?php if ($plan_bridge_warns) : ?>
		<p><?php echo esc_html(Messages::forCode('letter_needed')); ?></p>
	<?php endif; ?>
	<button type="submit" name="pb_act" value="switch" class="<?php echo $plan_bridge_warns ? 'button' : 'button-link'; ?>">
		<?php echo $letter['is_sent'] ? ($plan_bridge_warns ? esc_html__('Do not send it all the same', 'plan-bridge') : esc_html__('switch off', 'plan-bridge')) : esc_html__('switch on', 'plan-bridge'); ?><span class="screen-reader-text">: <?php echo esc_html($letter['subject']); ?></span>
	</button>
</form>
<?php if ($plan_bridge_warns) : ?>
	</details>
<?php endif; ?>
