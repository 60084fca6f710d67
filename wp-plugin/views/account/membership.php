<?php
/**
 * The card "Your Membership".
 *
 * @var array{membership: array<string, mixed>, viewer: array<string, mixed>, is_sold_here: bool} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$membership = $data['membership'];
$next = $membership['next_charge'];
$lines = array_filter([$membership['plan'], ...$membership['addons']]);
$isFree = $membership['amount_per_term']['amount_minor'] === 0 && ($membership['plan']['amount']['amount_minor'] ?? null) === 0;
// units that were let go stay until the term's end
$plan_bridge_leaving = static fn (array $line): string => match (true) {
	$membership['term_end'] === null => __('Not renewed', 'plan-bridge'),
	/* translators: %s: date */
	$line['leaving'] >= $line['quantity'] => sprintf(__('until %s, then no more', 'plan-bridge'), Format::date($membership['term_end'])),
	/* translators: 1: number of packages, 2: date */
	default => sprintf(_n('%1$d of them until %2$s', '%1$d of them until %2$s', (int) $line['leaving'], 'plan-bridge'), (int) $line['leaving'], Format::date($membership['term_end'])),
};

?>
<section class="pb-card" aria-labelledby="pb-membership-title">
	<header class="pb-card-header">
		<h2 id="pb-membership-title"><?php esc_html_e('Your Membership', 'plan-bridge'); ?></h2>
		<?php if (!$data['is_sold_here']) : ?>
			<a href="<?php echo esc_url(Menu::change(['membership' => $membership['id']])); ?>"><?php esc_html_e('What a change would cost', 'plan-bridge'); ?></a>
		<?php elseif ($data['viewer']['may_buy'] && ($membership['pause'] ?? null) === null) : ?>
			<a class="button button-primary pb-change" href="<?php echo esc_url(Menu::change(['membership' => $membership['id']])); ?>"><?php esc_html_e('Change', 'plan-bridge'); ?></a>
		<?php endif; ?>
	</header>
	<p class="pb-plan-name">
		<?php echo esc_html($membership['plan']['name'] ?? __('Without a plan', 'plan-bridge')); ?>
		<span class="pb-badge pb-status-<?php echo esc_attr(sanitize_html_class($membership['status'])); ?>"><?php echo esc_html(Words::of('status', ($membership['pause'] ?? null) === null ? $membership['status'] : 'paused')); ?></span>
	</p>
	<?php if ($lines !== []) : ?>
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
							<?php echo esc_html(Format::times($line['name'], (int) $line['quantity'])); ?>
							<?php if ($line['leaving'] > 0) : ?>
								<span class="pb-leaving"><?php echo esc_html($plan_bridge_leaving($line)); ?></span>
							<?php endif; ?>
						</td>
						<td><?php echo esc_html(Words::of('type', $line['type'])); ?></td>
						<td class="pb-amount"><?php echo esc_html($line['type'] === 'plan' ? Format::price($line['amount']) : $line['amount']['formatted']); ?> <span class="pb-period"><?php echo esc_html($line['amount']['amount_minor'] === 0 ? '' : Format::perPeriod($line['recurring'] ? $line['period'] : null)); ?></span></td>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
	<?php endif; ?>
	<dl class="pb-facts">
		<dt><?php esc_html_e('Amount per term', 'plan-bridge'); ?></dt>
		<dd><?php echo esc_html($isFree ? Format::price($membership['amount_per_term']) : trim($membership['amount_per_term']['formatted'] . ' ' . ($membership['period'] === null ? '' : Format::perPeriod($membership['period'])))); ?></dd>
		<?php if ($membership['status'] === 'trialing' && $membership['trial_end'] !== null) : ?>
			<dt><?php esc_html_e('Trial until', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html(Format::date($membership['trial_end'])); ?></dd>
		<?php endif; ?>
		<dt><?php esc_html_e('Next billing date', 'plan-bridge'); ?></dt>
		<dd>
			<?php
			echo $next === null
				? esc_html(Words::of('beyond_term', (string) ($membership['beyond_term'] ?? '')))
				/* translators: 1: date, 2: amount */
				: esc_html(Format::nextOf(sprintf(__('%1$s: %2$s', 'plan-bridge'), Format::date($next['date']), $next['amount']['formatted']), $membership['billings'] ?? null));
			?>
		</dd>
		<?php if (($membership['pause'] ?? null) !== null) : ?>
			<dt><?php echo esc_html(Format::paidUntil($membership)[0]); ?></dt>
			<dd><?php echo esc_html(Format::paidUntil($membership)[1]); ?></dd>
		<?php elseif ($next === null && $membership['term_end'] !== null) : ?>
			<dt><?php echo esc_html(in_array($membership['beyond_term'] ?? $membership['status'], ['over', 'awaits_payment', 'on_hold', 'expired', 'cancelled'], true) ? __('Was paid until', 'plan-bridge') : __('Paid until', 'plan-bridge')); ?></dt>
			<dd><?php echo esc_html(Format::date($membership['term_end'])); ?></dd>
		<?php endif; ?>
		<?php if ($membership['account_credit']['amount_minor'] > 0) : ?>
			<dt><?php esc_html_e('Account credit', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html($membership['account_credit']['formatted']); ?> <span class="description"><?php esc_html_e('used for your next payment', 'plan-bridge'); ?></span></dd>
		<?php endif; ?>
		<?php if ((string) $membership['discount_code'] !== '') : ?>
			<dt><?php esc_html_e('Discount code', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html($membership['discount_code']); ?></dd>
		<?php endif; ?>
		<dt><?php esc_html_e('Membership number', 'plan-bridge'); ?></dt>
		<dd><?php echo esc_html((string) $membership['number']); ?></dd>
		<dt><?php esc_html_e('Times billed', 'plan-bridge'); ?></dt>
		<dd><?php echo esc_html(Format::timesBilled($membership)); ?></dd>
		<?php if ($membership['date_created'] !== null) : ?>
			<dt><?php esc_html_e('Member since', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html(Format::date($membership['date_created'])); ?></dd>
		<?php endif; ?>
	</dl>
</section>
