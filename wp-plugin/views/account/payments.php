<?php
/**
 * The payments so far, newest first.
 *
 * @var array{payments: list<array<string, mixed>>, total: int} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$heads = [__('Date', 'plan-bridge'), __('What for', 'plan-bridge'), __('Paid by', 'plan-bridge'), __('Status', 'plan-bridge')];

?>
<section class="pb-card" aria-labelledby="pb-payments-title">
	<header class="pb-card-header"><h2 id="pb-payments-title"><?php esc_html_e('Payments', 'plan-bridge'); ?></h2></header>
	<?php if ($data['payments'] === []) : ?>
		<p><?php esc_html_e('No payments yet.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<table class="widefat striped pb-table pb-stacked">
			<caption class="screen-reader-text"><?php esc_html_e('Payments', 'plan-bridge'); ?></caption>
			<thead>
				<tr>
					<?php foreach ($heads as $head) : ?>
						<th scope="col"><?php echo esc_html($head); ?></th>
					<?php endforeach; ?>
					<th scope="col" class="pb-amount"><?php esc_html_e('Amount', 'plan-bridge'); ?></th>
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
							<span class="pb-reference-of"><span class="screen-reader-text"><?php esc_html_e('Payment reference', 'plan-bridge'); ?></span> <?php echo esc_html($payment['reference']); ?></span><?php endif; ?></td>
						<td data-label="<?php esc_attr_e('Amount', 'plan-bridge'); ?>" class="pb-amount"><?php echo esc_html($payment['total']['formatted']); ?></td>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
		<?php if ($data['total'] > count($data['payments'])) : ?>
			<p class="description">
				<?php
				/* translators: 1: number of payments shown, 2: number of all payments */
				echo esc_html(sprintf(__('The latest %1$s of %2$s payments.', 'plan-bridge'), number_format_i18n(count($data['payments'])), number_format_i18n($data['total'])));
				?>
			</p>
		<?php endif; ?>
	<?php endif; ?>
</section>
