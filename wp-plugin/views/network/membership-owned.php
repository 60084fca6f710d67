<?php
/**
 * Who bills a membership, what moving that comes to, and the button.
 *
 * @var array{action: string, nonce: string, membership: array<string, mixed>, forecast: array<string, mixed>, direction: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Ownership;
use PlanBridge\Messages;
use PlanBridge\Plugin;

defined('ABSPATH') || exit;

$forecast = $data['forecast'];
$is_ours = $data['direction'] === 'hand_back';
$is_subscribed = $forecast['refusal'] === 'billed_elsewhere';
if ($is_ours && !Plugin::isBeside()) {
	return;
}

?>
<section class="pb-section" aria-labelledby="pb-owned-title">
	<h2 id="pb-owned-title"><?php esc_html_e('Who bills this membership', 'plan-bridge'); ?></h2>
	<p><?php echo esc_html(Messages::forCode('owner_' . $data['membership']['owner'])); ?></p>
	<?php if ($forecast['refusal'] !== null && !$is_subscribed) : ?>
		<p><?php echo esc_html(Messages::forCode('move_' . $forecast['refusal'])); ?></p>
	<?php else : ?>
		<h3><?php echo esc_html($is_ours ? __('If you hand it back', 'plan-bridge') : __('If you take it over', 'plan-bridge')); ?></h3>
		<ul class="ul-disc">
			<?php foreach (Ownership::sentences($forecast) as $sentence) : ?>
				<li><?php echo esc_html($sentence); ?></li>
			<?php endforeach; ?>
		</ul>
		<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
			<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
			<?php if ($is_subscribed) : ?>
				<p><label><input type="checkbox" name="ends_subscription" value="1" required> <?php esc_html_e('Cancel the subscription at the provider first', 'plan-bridge'); ?></label></p>
			<?php endif; ?>
			<p><button type="submit" name="pb_act" value="<?php echo $is_ours ? 'hand-back' : 'take-over'; ?>" class="button"><?php echo esc_html($is_ours ? __('Hand back to Ultimate Multisite', 'plan-bridge') : __('Take over', 'plan-bridge')); ?></button></p>
		</form>
	<?php endif; ?>
</section>
