<?php
/**
 * What happened to the membership, newest first; a link to it where it was not asked for.
 *
 * @var array{membership: array<string, mixed>, history: array<string, mixed>|null, page?: Closure(int): string} $data
 *      page: the address of a page of it, by the place that it begins before; the account's own where none is given
 *      history: the answer of GET /v1/memberships/{id}/history, null where nobody asked
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$history = $data['history'];
$number = $data['membership']['id'];
$words = Words::table('history');
$page = $data['page'] ?? static fn (int $before): string => Menu::account(['membership' => $number, 'history' => $before]);

?>
<section class="pb-card" id="pb-history" aria-labelledby="pb-history-title">
	<header class="pb-card-header"><h2 id="pb-history-title"><?php esc_html_e('History', 'plan-bridge'); ?></h2></header>
	<?php if ($history === null) : ?>
		<p><a href="<?php echo esc_url(Menu::account(['membership' => $number, 'history' => 'newest']) . '#pb-history'); ?>"><?php esc_html_e('Show what happened to this membership', 'plan-bridge'); ?></a></p>
	<?php elseif ($history['events'] === []) : ?>
		<p><?php esc_html_e('Nothing has been noted yet.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<table class="widefat striped">
			<thead>
				<tr>
					<th scope="col"><?php esc_html_e('Date', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('What happened', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Amount', 'plan-bridge'); ?></th>
				</tr>
			</thead>
			<tbody>
				<?php foreach ($history['events'] as $event) : ?>
					<tr>
						<td><?php echo esc_html(Format::dateTime($event['at'])); ?></td>
						<td>
							<?php echo esc_html(implode(': ', array_filter([$words[$event['event']] ?? $words['else'], $event['plan']]))); ?>
							<?php if ($event['moved'] !== null) : ?>
								<br><span class="description"><?php
									/* translators: 1: name of who had the membership, 2: name of who has it now */
									echo esc_html(sprintf(__('From %1$s to %2$s', 'plan-bridge'), $event['moved']['before'], $event['moved']['after']));
								?></span>
							<?php endif; ?>
							<?php if ($event['problem'] !== null) : ?>
								<br><span class="description"><?php echo esc_html(in_array($event['event'], ['payment_declined', 'money_failed'], true) ? Words::table('names')['declined'][$event['problem']] ?? Words::of('declined', 'declined') : Messages::reason($event['problem'])); ?></span>
							<?php endif; ?>
							<?php if ($event['reason'] !== null) : ?>
								<br><span class="description"><?php echo esc_html('“' . $event['reason'] . '”'); ?></span>
							<?php endif; ?>
							<?php if ($event['by'] !== 'system') : ?>
								<br><span class="description"><?php echo esc_html(Words::of('history_by', $event['by'])); ?></span>
							<?php endif; ?>
						</td>
						<td><?php echo esc_html($event['amount']['formatted'] ?? ''); ?></td>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
		<?php if ($history['before'] !== null) : ?>
			<p><a href="<?php echo esc_url($page((int) $history['before']) . '#pb-history'); ?>"><?php esc_html_e('Earlier', 'plan-bridge'); ?></a></p>
		<?php endif; ?>
	<?php endif; ?>
</section>
