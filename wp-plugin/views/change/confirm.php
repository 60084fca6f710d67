<?php
/**
 * Complete checkout: one button for one quote.
 *
 * @var array{quote: array<string, mixed>, membership_id: int, saved?: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Checkout;
use PlanBridge\Account\Menu;
use PlanBridge\Account\PaymentMethods;
use PlanBridge\Account\WayToPay;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\View;

defined('ABSPATH') || exit;

$quote = $data['quote'];
if (!$quote['confirmable'] || $quote['id'] === null) {
	$reason = $quote['reason'] ?? null;
	?>
	<p class="pb-note pb-not-confirmable"><?php echo esc_html(is_array($reason) ? Messages::forCode((string) $reason['code'], (array) ($reason['params'] ?? [])) : __('You see what it would cost, but you cannot order it.', 'plan-bridge')); ?></p>
	<p><a href="<?php echo esc_url(Menu::account(['membership' => $data['membership_id']])); ?>"><?php echo esc_html(($reason['code'] ?? '') === 'change_open' ? __('See what is under way', 'plan-bridge') : __('Your account', 'plan-bridge')); ?></a></p>
	<?php
	return;
}

?>
<form class="pb-confirm" method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>" data-sending="<?php esc_attr_e('Sending your order …', 'plan-bridge'); ?>">
	<input type="hidden" name="action" value="plan_bridge_confirm">
	<input type="hidden" name="quote_id" value="<?php echo esc_attr($quote['id']); ?>">
	<input type="hidden" name="membership" value="<?php echo esc_attr((string) $data['membership_id']); ?>">
	<?php wp_nonce_field(Checkout::nonce('confirm', $quote['id']), '_wpnonce', false); ?>
	<?php View::render('parts/ways', ['ways' => WayToPay::choices(array_column($quote['gateways'], 'id'), $data['saved'] ?? PaymentMethods::NONE)]); ?>
	<p><button class="button button-primary button-hero pb-complete"><?php esc_html_e('Complete checkout', 'plan-bridge'); ?></button></p>
	<p class="description">
		<?php
		/* translators: %s: time of day or date and time */
		echo esc_html(sprintf(__('These figures hold until %s. You never pay more than is shown here.', 'plan-bridge'), Format::dateTime($quote['valid_until'])));
		?>
	</p>
</form>
