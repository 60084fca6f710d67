<?php
/**
 * Payments in a table: what each was for, and its receipts.
 *
 * @var array{payments: list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$heads = [__('Date', 'plan-bridge'), __('What for', 'plan-bridge'), __('Paid by', 'plan-bridge'), __('Status', 'plan-bridge')];
/** Nothing was charged: such a payment gets no receipt, and says so. */
$is_nothing = static fn (array $payment): bool => ($payment['total']['minor'] ?? null) === 0 && $payment['status'] === 'completed';
$has_documents = array_filter(array_column($data['payments'], 'documents')) !== [] || array_filter($data['payments'], $is_nothing) !== [];

?>
<table class="widefat striped pb-table pb-stacked">
	<caption class="screen-reader-text"><?php esc_html_e('Payments', 'plan-bridge'); ?></caption>
	<thead>
		<tr>
			<?php foreach ($heads as $head) : ?>
				<th scope="col"><?php echo esc_html($head); ?></th>
			<?php endforeach; ?>
			<th scope="col" class="pb-amount"><?php esc_html_e('Amount', 'plan-bridge'); ?></th>
			<?php if ($has_documents) : ?>
				<th scope="col"><?php esc_html_e('Receipt', 'plan-bridge'); ?></th>
			<?php endif; ?>
		</tr>
	</thead>
	<tbody>
		<?php foreach ($data['payments'] as $payment) : ?>
			<tr>
				<td data-label="<?php echo esc_attr($heads[0]); ?>"><?php echo esc_html(Format::date($payment['date'])); ?></td>
				<td data-label="<?php echo esc_attr($heads[1]); ?>">
					<?php if (count($payment['lines']) > 1) : ?>
						<details>
							<summary><?php echo esc_html(Format::line($payment['lines'][0])); ?> …</summary>
							<ul class="pb-lines">
								<?php foreach ($payment['lines'] as $line) : ?>
									<li><span><?php echo esc_html(Format::line($line)); ?></span> <span class="pb-amount"><?php echo esc_html($line['amount']['formatted']); ?></span></li>
								<?php endforeach; ?>
							</ul>
						</details>
					<?php else : ?>
						<?php echo esc_html($payment['lines'] === [] ? '–' : Format::line($payment['lines'][0])); ?>
					<?php endif; ?>
				</td>
				<td data-label="<?php echo esc_attr($heads[2]); ?>"><?php echo esc_html(Words::of('gateway', (string) $payment['gateway'])); ?></td>
				<td data-label="<?php echo esc_attr($heads[3]); ?>"><?php echo esc_html(Words::of('payment_status', $payment['status'])); ?><?php if ($payment['reference'] !== '') : ?>
					<span class="pb-reference-of"><span class="screen-reader-text"><?php esc_html_e('Payment reference', 'plan-bridge'); ?></span> <?php echo esc_html($payment['reference']); ?></span><?php endif; ?><?php View::render('parts/disputes', ['disputes' => $payment['disputes'] ?? []]); ?></td>
				<td data-label="<?php esc_attr_e('Amount', 'plan-bridge'); ?>" class="pb-amount"><?php echo esc_html($payment['total']['formatted']); ?></td>
				<?php if ($has_documents) : ?>
					<td data-label="<?php esc_attr_e('Receipt', 'plan-bridge'); ?>"><?php
					if (empty($payment['documents'])) {
						echo $is_nothing($payment) ? esc_html__('None: nothing was charged', 'plan-bridge') : '–';
					} else {
						View::render('parts/documents', ['payment' => (int) $payment['id'], 'documents' => $payment['documents']]);
					}
					?></td>
				<?php endif; ?>
			</tr>
		<?php endforeach; ?>
	</tbody>
</table>
