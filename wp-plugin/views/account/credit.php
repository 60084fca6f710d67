<?php
/**
 * Why the account credit moved, newest first; a link to it where it was not asked for.
 *
 * @var array{membership: array<string, mixed>, credit: array<string, mixed>|null} $data
 *      credit: the answer of GET /v1/memberships/{id}/account-credit, null where nobody asked
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$credit = $data['credit'];
$number = $data['membership']['id'];
if ($credit === null && $data['membership']['account_credit']['amount_minor'] <= 0) {
	return;
}
?>
<section class="pb-card" id="pb-credit" aria-labelledby="pb-credit-title">
	<header class="pb-card-header"><h2 id="pb-credit-title"><?php esc_html_e('Account credit', 'plan-bridge'); ?></h2></header>
	<?php if ($credit === null) : ?>
		<p><a href="<?php echo esc_url(Menu::account(['membership' => $number, 'credit' => 'newest']) . '#pb-credit'); ?>"><?php esc_html_e('Show where your account credit comes from', 'plan-bridge'); ?></a></p>
	<?php elseif ($credit['movements'] === []) : ?>
		<p><?php esc_html_e('It has never moved.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<table class="widefat striped">
			<thead>
				<tr>
					<th scope="col"><?php esc_html_e('Date', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Why', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Amount', 'plan-bridge'); ?></th>
				</tr>
			</thead>
			<tbody>
				<?php foreach ($credit['movements'] as $movement) : ?>
					<tr>
						<td><?php echo esc_html(Format::dateTime($movement['created_at'])); ?></td>
						<td>
							<?php echo esc_html(Words::of('credit_cause', $movement['cause'])); ?>
							<?php if ($movement['reason'] !== null) : ?>
								<br><span class="description"><?php echo esc_html('“' . $movement['reason'] . '”'); ?></span>
							<?php endif; ?>
						</td>
						<td><?php echo esc_html($movement['amount']['formatted']); ?></td>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
		<?php if ($credit['older'] !== null) : ?>
			<p><a href="<?php echo esc_url(Menu::account(['membership' => $number, 'credit' => $credit['older']]) . '#pb-credit'); ?>"><?php esc_html_e('Earlier', 'plan-bridge'); ?></a></p>
		<?php endif; ?>
	<?php endif; ?>
</section>
