<?php
/**
 * This network's key.
 *
 * @var array{action: string, nonce: string, kid: ?string, key_status: ?string, key_is_constant: bool} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$status = match ($data['key_status']) {
	'trusted' => __('The service trusts it.', 'plan-bridge'),
	'pending' => __('It waits to be accepted by the service.', 'plan-bridge'),
	'retired' => __('It has been withdrawn: the service does not accept it any more.', 'plan-bridge'),
	default => __('It is not registered yet, because the tables of Plan Bridge are missing.', 'plan-bridge'),
};
?>
<section class="pb-section" aria-labelledby="pb-key">
	<h2 id="pb-key"><?php esc_html_e('Key', 'plan-bridge'); ?></h2>
	<?php if ($data['kid'] === null) : ?>
		<p><?php esc_html_e('There is no key that can be used: see the problem above.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<p><?php esc_html_e('With this key the network signs what it asks the service. Its name:', 'plan-bridge'); ?></p>
		<p><code class="pb-kid"><?php echo esc_html($data['kid']); ?></code></p>
		<p><?php echo esc_html($status); ?></p>
	<?php endif; ?>
	<?php if ($data['key_is_constant']) : ?>
		<p><?php esc_html_e('It is set in wp-config.php, by PLAN_BRIDGE_KEY, and is changed there.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<details class="pb-ask">
			<summary class="button"><?php esc_html_e('Make a new key', 'plan-bridge'); ?></summary>
			<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
				<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
				<p>
					<?php
					echo $data['key_status'] === 'trusted'
						? esc_html__('The present key vouches for the new one, so the service accepts it by itself. Nobody notices.', 'plan-bridge')
						: esc_html__('The present key is not trusted, so it cannot vouch for a new one: the new key must be approved too.', 'plan-bridge');
					?>
				</p>
				<p><button type="submit" name="pb_act" value="rotate" class="button button-primary"><?php esc_html_e('Yes, make a new key', 'plan-bridge'); ?></button></p>
			</form>
		</details>
	<?php endif; ?>
</section>
