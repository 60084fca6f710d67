<?php
/**
 * The page on which a card or bank account is saved for later payments.
 *
 * @var array{messages: list<array<string, mixed>>, membership: array<string, mixed>, provider: array{id: string, parameters: array<string, mixed>}} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Account\PaymentMethods;
use PlanBridge\Account\WayToPay;
use PlanBridge\Flash;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$id = (int) $data['membership']['id'];
$kind = WayToPay::kind($data['provider']);
$ask = [
	'action' => 'plan_bridge_set_up',
	'membership' => (string) $id,
	'gateway' => $data['provider']['id'],
	'_wpnonce' => wp_create_nonce(PaymentMethods::nonce('add', $id)),
];

?>
<div class="wrap pb-page pb-paying">
	<h1><?php echo esc_html(Words::of('method_save', $kind)); ?></h1>
	<?php Flash::show($data['messages']); ?>
	<p><a href="<?php echo esc_url(Menu::account(['membership' => $id])); ?>"><?php esc_html_e('Back to your account', 'plan-bridge'); ?></a></p>
	<section class="pb-card" aria-labelledby="pb-add-title">
		<header class="pb-card-header"><h2 id="pb-add-title"><?php echo esc_html(Words::of('method_yours', $kind)); ?></h2></header>
		<p><?php esc_html_e('Nothing is charged now. Agree below, and the fields for it appear; your bank may ask you to approve that it is saved.', 'plan-bridge'); ?></p>
		<p class="pb-agreement"><label><input type="checkbox" name="agreed" value="1" form="pb-fields" required> <span><?php View::render('parts/agreement'); ?></span></label></p>
		<?php
		View::render('pay/fields', [
			'parameters' => $data['provider']['parameters'],
			'is_typed' => true,
			'back' => Menu::account(['membership' => $id, 'saved' => 1]) . '#pb-methods',
			'button' => __('Save', 'plan-bridge'),
			'ask' => $ask,
		]);
		?>
	</section>
</div>
