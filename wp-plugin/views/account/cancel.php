<?php
/**
 * The button that takes a change back.
 *
 * @var array{change: array<string, mixed>, viewer: array<string, mixed>, membership: array<string, mixed>, label: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Checkout;

defined('ABSPATH') || exit;

if (!$data['viewer']['may_buy']) {
	return;
}

?>
<form method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>">
	<input type="hidden" name="action" value="plan_bridge_cancel">
	<input type="hidden" name="quote_id" value="<?php echo esc_attr($data['change']['quote_id']); ?>">
	<input type="hidden" name="membership" value="<?php echo esc_attr((string) $data['membership']['id']); ?>">
	<?php wp_nonce_field(Checkout::nonce('cancel', $data['change']['quote_id']), '_wpnonce', false); ?>
	<button class="button pb-cancel"><?php echo esc_html($data['label']); ?></button>
</form>
