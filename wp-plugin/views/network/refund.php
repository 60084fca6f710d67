<?php
/**
 * Refund a payment: what went back so far, the form, and what it would mean before it is done.
 *
 * @var array{payment: int, answer: ?array<string, mixed>, error: string, typed: array<string, string>, problems: array<string, string>, forecast: bool, id: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Refund;
use PlanBridge\Network\Screens;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$plan_bridge_answer = $data['answer'];
$plan_bridge_of = $plan_bridge_answer === null ? '' : Format::payment($plan_bridge_answer['payment']);
?>
<div class="wrap pb-network">
	<h1><?php
	/* translators: %s: which payment, such as "Payment 12" */
	echo esc_html($plan_bridge_of === '' ? __('Refund', 'plan-bridge') : sprintf(__('Refund: %s', 'plan-bridge'), $plan_bridge_of));
	?></h1>
	<hr class="wp-header-end">
	<p><a href="<?php echo esc_url(Screens::address(Screens::PAYMENTS)); ?>"><?php esc_html_e('All payments', 'plan-bridge'); ?></a></p>
	<?php
	Flash::render();
	if ($data['error'] !== '') {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	?>
	<?php if ($plan_bridge_answer !== null) : ?>
		<p><?php
		/* translators: 1: an amount, 2: an amount */
		echo esc_html(sprintf(__('%1$s was paid, and %2$s of it can go back.', 'plan-bridge'), $plan_bridge_answer['payment']['amount']['formatted'], $plan_bridge_answer['left']['formatted']));
		echo $plan_bridge_answer['why'] === null ? '' : ' ' . esc_html(Messages::forCode("refund_why_{$plan_bridge_answer['why']}"));
		?></p>
		<?php if (!empty($plan_bridge_answer['payment']['refunds'])) : ?>
			<h2><?php esc_html_e('Refunds so far', 'plan-bridge'); ?></h2>
			<?php View::render('network/refunds', ['refunds' => $plan_bridge_answer['payment']['refunds']]); ?>
		<?php endif; ?>
		<?php if ($data['forecast'] && $plan_bridge_answer['left']['amount_minor'] > 0) : ?>
			<section class="pb-section" aria-labelledby="pb-comes-to">
				<h2 id="pb-comes-to"><?php esc_html_e('What it means', 'plan-bridge'); ?></h2>
				<ul class="ul-disc">
					<?php $plan_bridge_way = $data['typed']['to'] === 'account_credit' ? 'account_credit' : ($plan_bridge_answer['by_hand'] ? 'by_hand' : 'provider'); ?>
					<li><?php echo esc_html(Messages::forCode("refund_means_{$plan_bridge_way}", ['amount' => $plan_bridge_answer['amount']])); ?></li>
					<?php if ($plan_bridge_answer['credit']) : ?>
						<li><?php echo esc_html(Messages::forCode('refund_means_credit', ['amount' => $plan_bridge_answer['amount']])); ?></li>
					<?php elseif ($plan_bridge_answer['unused']['amount_minor'] > 0) : ?>
						<li><?php echo esc_html(Messages::forCode('refund_means_value', ['before' => $plan_bridge_answer['unused'], 'after' => $plan_bridge_answer['unused_after']])); ?></li>
					<?php endif; ?>
					<li><?php esc_html_e('Plan, limits and the next bill stay as they are.', 'plan-bridge'); ?></li>
				</ul>
				<form method="post" action="<?php echo esc_url(Refund::address($data['payment'])); ?>" data-pb-once>
					<?php wp_nonce_field(Refund::nonce($data['payment']), '_wpnonce', false); ?>
					<input type="hidden" name="id" value="<?php echo esc_attr($data['id']); ?>">
					<?php foreach (Refund::FIELDS as $plan_bridge_name) : ?>
						<input type="hidden" name="<?php echo esc_attr($plan_bridge_name); ?>" value="<?php echo esc_attr($data['typed'][$plan_bridge_name]); ?>">
					<?php endforeach; ?>
					<p><button type="submit" name="pb_act" value="refund" class="button button-primary"><?php
					/* translators: %s: an amount */
					echo esc_html(sprintf(__('Refund %s', 'plan-bridge'), $plan_bridge_answer['amount']['formatted']));
					?></button></p>
				</form>
			</section>
		<?php endif; ?>
		<?php if ($plan_bridge_answer['left']['amount_minor'] > 0) : ?>
			<form method="post" action="<?php echo esc_url(Refund::address($data['payment'])); ?>" novalidate>
				<?php wp_nonce_field(Refund::nonce($data['payment']), '_wpnonce', false); ?>
				<table class="form-table" role="presentation">
					<?php
					$plan_bridge_destinations = [];
					foreach ($plan_bridge_answer['destinations'] as $plan_bridge_to) {
						$plan_bridge_destinations[$plan_bridge_to] = [Words::of('refund_to', $plan_bridge_to)];
					}
					$plan_bridge_fields = [
						/* translators: %s: an amount */
						'amount' => ['amount', __('Amount', 'plan-bridge'), sprintf(__('Empty: all of what can go back, %s.', 'plan-bridge'), $plan_bridge_answer['left']['formatted'])],
						'reason' => ['paragraph', __('Reason', 'plan-bridge'), __('The customer reads it in the letter.', 'plan-bridge')],
						'to' => ['choice', __('Where to', 'plan-bridge'), ''],
					];
					foreach ($plan_bridge_fields as $plan_bridge_name => [$plan_bridge_kind, $plan_bridge_label, $plan_bridge_help]) {
						View::render('network/field', [
							'kind' => $plan_bridge_kind,
							'id' => "pb-refund-{$plan_bridge_name}",
							'input' => $plan_bridge_name,
							'text' => '',
							'label' => $plan_bridge_label,
							'value' => $data['typed'][$plan_bridge_name],
							'words' => $plan_bridge_destinations,
							'problem' => $data['problems'][$plan_bridge_name] ?? '',
							'help' => $plan_bridge_help,
						]);
					}
					?>
				</table>
				<p><button type="submit" name="pb_act" value="refund-forecast" class="button<?php echo $data['forecast'] ? '' : ' button-primary'; ?>"><?php esc_html_e('Show what it means', 'plan-bridge'); ?></button></p>
			</form>
		<?php endif; ?>
	<?php endif; ?>
</div>
