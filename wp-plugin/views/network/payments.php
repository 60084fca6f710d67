<?php
/**
 * Payments of the network, newest first.
 *
 * @var array{error: ?string, status: string, payments: list<array<string, mixed>>, action: string, pager: ?\PlanBridge\Network\Pager} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Network\Pages\PaymentsPage;
use PlanBridge\Network\PaymentWords;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-network">
	<h1><?php esc_html_e('Payments', 'plan-bridge'); ?></h1>
	<hr class="wp-header-end">
	<?php
	Flash::render();
	if ($data['error'] !== null) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	?>
	<ul class="subsubsub">
		<li><a href="<?php echo esc_url(Screens::address(Screens::PAYMENTS)); ?>"<?php echo $data['status'] === '' ? ' class="current" aria-current="page"' : ''; ?>><?php esc_html_e('All', 'plan-bridge'); ?></a></li>
		<?php foreach (PaymentsPage::STATUSES as $status) : ?>
			<li>| <a href="<?php echo esc_url(Screens::address(Screens::PAYMENTS, ['status' => $status])); ?>"<?php echo $data['status'] === $status ? ' class="current" aria-current="page"' : ''; ?>><?php echo esc_html(PaymentWords::status($status)); ?></a></li>
		<?php endforeach; ?>
	</ul>
	<?php if ($data['pager'] !== null) : ?>
		<table class="widefat striped pb-list">
			<caption class="screen-reader-text"><?php esc_html_e('Payments, newest first', 'plan-bridge'); ?></caption>
			<thead>
				<tr>
					<th scope="col"><?php esc_html_e('Payment', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Date', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Membership', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Status', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Paid by', 'plan-bridge'); ?></th>
					<th scope="col" class="pb-number"><?php esc_html_e('Amount', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Details', 'plan-bridge'); ?></th>
				</tr>
			</thead>
			<tbody>
				<?php foreach ($data['payments'] as $payment) : ?>
					<tr>
						<th scope="row"><?php echo esc_html('#' . (int) $payment['id']); ?></th>
						<td data-label="<?php esc_attr_e('Date', 'plan-bridge'); ?>"><?php echo esc_html(Format::date($payment['created_at'])); ?></td>
						<td data-label="<?php esc_attr_e('Membership', 'plan-bridge'); ?>"><a href="<?php echo esc_url(Screens::account((int) $payment['membership_id'])); ?>"><?php echo esc_html(PaymentWords::membership($payment)); ?></a></td>
						<td data-label="<?php esc_attr_e('Status', 'plan-bridge'); ?>"><span class="pb-status pb-status-<?php echo esc_attr(sanitize_html_class($payment['status'])); ?>"><?php echo esc_html(PaymentWords::status($payment['status'])); ?></span></td>
						<td data-label="<?php esc_attr_e('Paid by', 'plan-bridge'); ?>"><?php echo esc_html(PaymentWords::gateway($payment['gateway'])); ?></td>
						<td data-label="<?php esc_attr_e('Amount', 'plan-bridge'); ?>" class="pb-number"><?php echo esc_html($payment['amount']['formatted']); ?></td>
						<td data-label="<?php esc_attr_e('Details', 'plan-bridge'); ?>"><?php View::render('network/payment-details', ['payment' => $payment, 'action' => $data['action']]); ?></td>
					</tr>
				<?php endforeach; ?>
				<?php if ($data['payments'] === []) : ?>
					<tr><td colspan="7"><?php esc_html_e('No payments here.', 'plan-bridge'); ?></td></tr>
				<?php endif; ?>
			</tbody>
		</table>
		<?php View::render('network/pager', ['pager' => $data['pager'], 'label' => __('Pages of payments', 'plan-bridge')]); ?>
	<?php endif; ?>
</div>
