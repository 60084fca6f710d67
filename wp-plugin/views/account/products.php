<?php
/**
 * Plan, packages and services of a membership with their prices.
 *
 * @var array{membership: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Words;
use PlanBridge\Format;

defined('ABSPATH') || exit;

$termEnd = $data['membership']['term_end'];
$lines = array_filter([$data['membership']['plan'], ...$data['membership']['addons']]);
if ($lines === []) {
	return;
}

?>
<table class="widefat striped pb-table">
	<caption class="screen-reader-text"><?php esc_html_e('Plan, packages and services', 'plan-bridge'); ?></caption>
	<thead>
		<tr>
			<th scope="col"><?php esc_html_e('Product', 'plan-bridge'); ?></th>
			<th scope="col"><?php esc_html_e('Type', 'plan-bridge'); ?></th>
			<th scope="col" class="pb-amount"><?php esc_html_e('Price', 'plan-bridge'); ?></th>
		</tr>
	</thead>
	<tbody>
		<?php foreach ($lines as $line) : ?>
			<tr>
				<td>
					<?php echo esc_html(Words::times($line['name'], (int) $line['quantity'])); ?>
					<?php if ($line['leaving'] > 0) : ?>
						<span class="pb-leaving"><?php echo esc_html(Words::leaving((int) $line['leaving'], (int) $line['quantity'], $termEnd)); ?></span>
					<?php endif; ?>
				</td>
				<td><?php echo esc_html(Words::of('type', $line['type'])); ?></td>
				<td class="pb-amount"><?php echo esc_html($line['type'] === 'plan' ? Words::price($line['amount']) : $line['amount']['formatted']); ?> <span class="pb-period"><?php echo esc_html($line['amount']['amount_minor'] === 0 ? '' : Format::perPeriod($line['recurring'] ? $line['period'] : null)); ?></span></td>
			</tr>
		<?php endforeach; ?>
	</tbody>
</table>
