<?php
/**
 * The limits before and after, and what a site has that would not fit.
 *
 * @var array{quote: array<string, mixed>, membership_id: int} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Limits\LimitTable;
use PlanBridge\View;

defined('ABSPATH') || exit;

$quote = $data['quote'];
[$before, $after] = [LimitTable::holding((array) $quote['limits_before']), LimitTable::holding((array) $quote['limits_after'])];
$differences = array_filter(array_keys($before + $after), static fn (string $name): bool => ($before[$name] ?? null) != ($after[$name] ?? null));

?>
<?php if ($differences !== []) : ?>
	<h3><?php esc_html_e('Your limits', 'plan-bridge'); ?></h3>
	<table class="widefat pb-table pb-comparison">
		<caption class="screen-reader-text"><?php esc_html_e('Your limits before and after the change', 'plan-bridge'); ?></caption>
		<thead>
			<tr>
				<th scope="col"><?php esc_html_e('Limit', 'plan-bridge'); ?></th>
				<th scope="col"><?php esc_html_e('Now', 'plan-bridge'); ?></th>
				<th scope="col"><?php esc_html_e('After', 'plan-bridge'); ?></th>
			</tr>
		</thead>
		<tbody>
			<?php foreach ($differences as $name) : ?>
				<tr>
					<th scope="row"><?php echo esc_html(LimitTable::name($name)); ?></th>
					<td><?php echo esc_html(Format::allowance($name, $before[$name] ?? null)); ?></td>
					<td><?php echo esc_html(Format::allowance($name, $after[$name] ?? null)); ?></td>
				</tr>
			<?php endforeach; ?>
		</tbody>
	</table>
<?php endif; ?>
<?php if ($quote['void'] !== []) : ?>
	<div class="pb-note pb-void">
		<?php View::render('change/void', ['void' => $quote['void']]); ?>
	</div>
<?php endif; ?>
<?php if ($quote['exceeds'] !== [] || $quote['unmeasured'] > 0) : ?>
	<div class="pb-note pb-exceeds">
		<?php View::render('change/over', ['over' => $quote['exceeds'], 'more' => $quote['exceeds_more'] ?? 0, 'at_least' => $quote['exceeds_at_least'] ?? false, 'unmeasured' => $quote['unmeasured'], 'membership_id' => $data['membership_id'], 'title' => __('More than the new limits allow:', 'plan-bridge')]); ?>
	</div>
<?php endif; ?>
