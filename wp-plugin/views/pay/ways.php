<?php
/**
 * The choice of a way to pay for an order that is open.
 *
 * @var array{change: array<string, mixed>, membership: array<string, mixed>, ways: list<array<string, mixed>>, is_another: bool} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\PayPage;
use PlanBridge\View;

defined('ABSPATH') || exit;

$change = $data['change'];
$is_by_hand = $change['by_hand'] !== null;
if ($is_by_hand) {
	?>
	<section class="pb-card" aria-labelledby="pb-transfer-title">
		<header class="pb-card-header"><h2 id="pb-transfer-title"><?php esc_html_e('By bank transfer', 'plan-bridge'); ?></h2></header>
		<?php View::render('parts/by-hand', ['by_hand' => $change['by_hand']]); ?>
	</section>
	<?php
}
if ($data['ways'] === []) {
	return;
}

?>
<details class="pb-card"<?php echo $data['is_another'] ? '' : ' open'; ?>>
	<summary><h2 class="pb-summary-title"><?php echo esc_html($data['is_another'] || $is_by_hand ? __('Pay in another way', 'plan-bridge') : __('How do you want to pay?', 'plan-bridge')); ?></h2></summary>
	<form class="pb-confirm" method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>" data-sending="<?php esc_attr_e('One moment …', 'plan-bridge'); ?>">
		<input type="hidden" name="action" value="plan_bridge_pay">
		<input type="hidden" name="order" value="<?php echo esc_attr($change['quote_id']); ?>">
		<input type="hidden" name="membership" value="<?php echo esc_attr((string) $data['membership']['id']); ?>">
		<?php wp_nonce_field(PayPage::nonce($change['quote_id']), '_wpnonce', false); ?>
		<?php View::render('parts/ways', ['ways' => $data['ways']]); ?>
		<p><button class="button button-primary pb-complete"><?php esc_html_e('Go on', 'plan-bridge'); ?></button></p>
	</form>
</details>
