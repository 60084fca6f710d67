<?php
/**
 * The lines of a payment, and the question whether it has arrived.
 *
 * @var array{payment: array<string, mixed>, action: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Payments;
use PlanBridge\Network\Refund;
use PlanBridge\Network\Screens;
use PlanBridge\Service\Token;
use PlanBridge\View;

defined('ABSPATH') || exit;

$payment = $data['payment'];
$id = (int) $payment['id'];
$of = Format::payment($payment);
?>
<details class="pb-lines">
	<summary><?php esc_html_e('Lines', 'plan-bridge'); ?><span class="screen-reader-text">, <?php echo esc_html($of); ?></span></summary>
	<ul>
		<?php foreach ($payment['lines'] as $line) : ?>
			<li><?php echo esc_html(Format::line($line)); ?> <span class="pb-money"><?php echo esc_html($line['amount']['formatted']); ?></span></li>
		<?php endforeach; ?>
		<li><?php esc_html_e('Of this, tax', 'plan-bridge'); ?> <span class="pb-money"><?php echo esc_html($payment['tax']['formatted']); ?></span></li>
	</ul>
	<?php foreach ($payment['transfers'] as $transfer) : ?>
		<p><?php echo esc_html(Payments::transfer($transfer)); ?></p>
	<?php endforeach; ?>
	<?php if ($payment['received_at'] !== null && $payment['transfers'] === []) : ?>
		<p><?php echo esc_html(Payments::received($payment)); ?></p>
	<?php endif; ?>
</details>
<?php
if (!empty($payment['documents'])) {
	View::render('parts/documents', ['payment' => $id, 'documents' => $payment['documents']]);
}
?>
<?php
if (!empty($payment['refunds'])) {
	View::render('network/refunds', ['refunds' => $payment['refunds']]);
}
?>
<?php View::render('parts/disputes', ['disputes' => $payment['disputes'] ?? []]); ?>
<?php if (!empty($payment['may_be_refunded'])) : ?>
	<p><a class="button" href="<?php echo esc_url(Refund::address($id)); ?>"><?php esc_html_e('Refund', 'plan-bridge'); ?><span class="screen-reader-text">, <?php echo esc_html($of); ?></span></a></p>
<?php endif; ?>
<?php if ($payment['may_be_marked_paid']) : ?>
	<details class="pb-ask">
		<summary class="button"><?php esc_html_e('Money received', 'plan-bridge'); ?><span class="screen-reader-text">, <?php echo esc_html($of); ?></span></summary>
		<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
			<?php wp_nonce_field(Screens::nonce("mark-paid_{$id}"), '_wpnonce', false); ?>
			<input type="hidden" name="payment" value="<?php echo esc_attr((string) $id); ?>">
			<input type="hidden" name="key" value="<?php echo esc_attr(Token::newId()); ?>">
			<input type="hidden" name="left" value="<?php echo esc_attr((string) ($payment['left'] ?? $payment['amount'])['amount_minor']); ?>">
			<p><?php echo esc_html(Messages::forCode("ask_{$payment['marking']}", ['amount' => $payment['left'] ?? $payment['amount'], 'date' => Format::date($payment['created_at'])])); ?></p>
			<div class="pb-came">
				<label for="pb-amount-<?php echo esc_attr((string) $id); ?>"><?php esc_html_e('Amount', 'plan-bridge'); ?></label>
				<span><input type="text" inputmode="decimal" class="pb-amount" id="pb-amount-<?php echo esc_attr((string) $id); ?>" name="amount" autocomplete="off" placeholder="<?php echo esc_attr(Payments::plainly($payment['left'] ?? $payment['amount'])); ?>" aria-describedby="pb-amount-help-<?php echo esc_attr((string) $id); ?>"> <?php echo esc_html($payment['amount']['currency']); ?></span>
				<label for="pb-day-<?php echo esc_attr((string) $id); ?>"><?php esc_html_e('Received on', 'plan-bridge'); ?></label>
				<input type="date" id="pb-day-<?php echo esc_attr((string) $id); ?>" name="received_on" value="<?php echo esc_attr((string) wp_date('Y-m-d')); ?>" max="<?php echo esc_attr((string) wp_date('Y-m-d')); ?>">
			</div>
			<p class="description" id="pb-amount-help-<?php echo esc_attr((string) $id); ?>"><?php esc_html_e('Left empty, it is the whole amount. Less stays with the order until the rest comes; what is more becomes account credit.', 'plan-bridge'); ?></p>
			<p><button type="submit" name="pb_act" value="mark-paid" class="button button-primary"><?php esc_html_e('Yes, the money has arrived', 'plan-bridge'); ?></button></p>
		</form>
	</details>
	<?php if ($payment['may_be_rejected']) : ?>
		<details class="pb-reject">
			<summary class="button-link"><?php esc_html_e('Reject the order', 'plan-bridge'); ?><span class="screen-reader-text">, <?php echo esc_html($of); ?></span></summary>
			<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
				<?php wp_nonce_field(Screens::nonce("reject_{$id}"), '_wpnonce', false); ?>
				<input type="hidden" name="payment" value="<?php echo esc_attr((string) $id); ?>">
				<p><label for="pb-reason-<?php echo esc_attr((string) $id); ?>"><?php esc_html_e('Why? The owner is told this.', 'plan-bridge'); ?></label></p>
				<p><textarea id="pb-reason-<?php echo esc_attr((string) $id); ?>" name="reason" rows="3" maxlength="500" required></textarea></p>
				<p class="description"><?php esc_html_e('The order ends and the membership stays as it is. What has come of it becomes account credit.', 'plan-bridge'); ?></p>
				<p><button type="submit" name="pb_act" value="reject" class="button"><?php esc_html_e('Reject the order', 'plan-bridge'); ?></button></p>
			</form>
		</details>
	<?php endif; ?>
<?php elseif ($payment['status'] === 'pending') : ?>
	<p class="description"><?php echo esc_html(Messages::forCode("unmarkable_{$payment['not_markable']}")); ?></p>
<?php endif; ?>
<?php if ($payment['needs_attention']) : ?>
	<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
		<?php wp_nonce_field(Screens::nonce("close-change_{$payment['quote_id']}"), '_wpnonce', false); ?>
		<input type="hidden" name="change" value="<?php echo esc_attr((string) $payment['quote_id']); ?>">
		<p><?php esc_html_e('What was ordered could not be carried out any more; the money is account credit of the customer. Close this once you have talked to them.', 'plan-bridge'); ?></p>
		<p><button type="submit" name="pb_act" value="close-change" class="button"><?php esc_html_e('Close', 'plan-bridge'); ?><span class="screen-reader-text">, <?php echo esc_html($of); ?></span></button></p>
	</form>
<?php endif; ?>
