<?php
/**
 * A change on its way: waiting for its payment, being paid, or stuck.
 *
 * @var array{change: array<string, mixed>, viewer: array<string, mixed>, membership: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Pages;
use PlanBridge\Account\Words;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\View;

$change = $data['change'];
$awaits = $change['status'] === 'awaiting_payment';

?>
<section class="pb-card pb-card-waiting" aria-labelledby="pb-open-title">
	<header class="pb-card-header">
		<h2 id="pb-open-title"><?php echo esc_html($awaits ? __('Waiting for your payment', 'plan-bridge') : __('Your order is under way', 'plan-bridge')); ?></h2>
	</header>
	<dl class="pb-facts">
		<dt><?php echo esc_html(Words::kind($change['kind'])); ?></dt>
		<dd><?php echo esc_html(Words::offer($change)); ?></dd>
		<dt><?php esc_html_e('To pay', 'plan-bridge'); ?></dt>
		<dd><strong><?php echo esc_html($change['due_now']['formatted']); ?></strong></dd>
		<?php if ($awaits && $change['payable_until'] !== null) : ?>
			<dt><?php esc_html_e('Pay no later than', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html(Format::dateTime($change['payable_until'])); ?></dd>
		<?php endif; ?>
	</dl>
	<?php if ($awaits) : ?>
		<h3><?php esc_html_e('How to pay', 'plan-bridge'); ?></h3>
		<?php if ((string) $change['instructions'] !== '') : ?>
			<div class="pb-instructions"><?php echo wp_kses_post(wpautop((string) $change['instructions'])); ?></div>
		<?php else : ?>
			<?php /* translators: %s: number of a membership */ ?>
			<p><?php echo esc_html(sprintf(__('The people who run the network will send you an invoice. Please name your membership number, %s, when you pay.', 'plan-bridge'), $data['membership']['number'])); ?></p>
		<?php endif; ?>
		<p><?php esc_html_e('Your change takes effect as soon as the payment has been registered. Until then your plan and your limits stay as they are.', 'plan-bridge'); ?></p>
		<?php View::render('account/cancel', ['change' => $change, 'viewer' => $data['viewer'], 'membership' => $data['membership'], 'label' => __('Cancel this order', 'plan-bridge')]); ?>
	<?php elseif ($change['status'] === 'processing') : ?>
		<p><?php echo esc_html(Messages::forCode('change_processing')); ?></p>
		<p><a class="button" href="<?php echo esc_url(Pages::change(['membership' => $data['membership']['id'], 'checking' => $change['quote_id']])); ?>"><?php esc_html_e('Check again', 'plan-bridge'); ?></a></p>
	<?php else : ?>
		<p><?php echo esc_html(Messages::forCode('change_' . $change['status'])); ?></p>
	<?php endif; ?>
</section>
