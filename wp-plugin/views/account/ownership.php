<?php
/**
 * Who bills the membership, for network administrators: what moving that comes to, and the button.
 *
 * @var array{membership: array<string, mixed>, forecast: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Ownership;
use PlanBridge\Messages;

defined('ABSPATH') || exit;

$forecast = $data['forecast'];
$id = (int) $data['membership']['id'];
$is_ours = $data['membership']['owner'] === 'ours';
$is_subscribed = $forecast['refusal'] === 'billed_elsewhere';
$act = $is_ours ? 'hand-back' : 'take-over';

?>
<section class="pb-card" aria-labelledby="pb-owner-title">
	<header class="pb-card-header"><h2 id="pb-owner-title"><?php esc_html_e('Who bills this membership', 'plan-bridge'); ?></h2></header>
	<p><?php echo esc_html(Messages::forCode('owner_' . $data['membership']['owner'])); ?></p>
	<?php if ($forecast['refusal'] !== null && !$is_subscribed) : ?>
		<p><?php echo esc_html(Messages::forCode('move_' . $forecast['refusal'])); ?></p>
	<?php else : ?>
		<h3><?php echo esc_html($is_ours ? __('If you hand it back', 'plan-bridge') : __('If you take it over', 'plan-bridge')); ?></h3>
		<ul>
			<?php foreach (Ownership::sentences($forecast) as $sentence) : ?>
				<li><?php echo esc_html($sentence); ?></li>
			<?php endforeach; ?>
		</ul>
		<form method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>">
			<input type="hidden" name="action" value="plan_bridge_own">
			<input type="hidden" name="act" value="<?php echo esc_attr($act); ?>">
			<input type="hidden" name="membership" value="<?php echo esc_attr((string) $id); ?>">
			<?php wp_nonce_field(Ownership::nonce($id, $act), '_wpnonce', false); ?>
			<?php if ($is_subscribed) : ?>
				<p><label><input type="checkbox" name="ends_subscription" value="1" required> <?php esc_html_e('Cancel the subscription at the provider first', 'plan-bridge'); ?></label></p>
			<?php endif; ?>
			<button class="button"><?php echo esc_html($is_ours ? __('Hand back to Ultimate Multisite', 'plan-bridge') : __('Take over', 'plan-bridge')); ?></button>
		</form>
	<?php endif; ?>
</section>
