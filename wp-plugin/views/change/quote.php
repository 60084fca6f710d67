<?php
/**
 * What a change costs: each line, what is due now, what is billed next.
 *
 * @var array{quote: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$quote = $data['quote'];
$next = $quote['next_charge'];
$billings = $quote['billings'] ?? null;

?>
<p class="pb-kind"><strong><?php echo esc_html(Words::of('kind', $quote['kind'])); ?>:</strong> <?php echo esc_html(Format::offer($quote['selection'])); ?></p>
<p>
	<?php
	echo esc_html(match (true) {
		/* translators: %s: date */
		$quote['effective'] !== null => sprintf(__('Takes effect on %s, when what you have paid for ends. Until then everything stays as it is.', 'plan-bridge'), Format::date($quote['effective'])),
		$quote['due_now']['amount_minor'] > 0 => __('Takes effect at once when the payment has been registered.', 'plan-bridge'),
		default => __('Takes effect at once.', 'plan-bridge'),
	});
	?>
</p>
<?php if ($quote['replaces_pending'] !== null) : ?>
	<p class="pb-note">
		<?php
		/* translators: 1: what was ordered, 2: date */
		echo esc_html(sprintf(__('This replaces the change you have booked: %1$s on %2$s.', 'plan-bridge'), Format::offer($quote['replaces_pending']), Format::date($quote['replaces_pending']['effective_at'])));
		?>
	</p>
<?php endif; ?>
<?php if (($quote['discount_code'] ?? null) !== null) : ?>
	<p class="pb-note">
		<?php
		$code = $quote['discount_code'];
		echo esc_html(match (true) {
			/* translators: 1: discount code, 2: another one */
			$code['replaces'] !== null => sprintf(__('The code %1$s is used for this change and for the terms after it. It replaces the code %2$s of your membership.', 'plan-bridge'), $code['code'], $code['replaces']),
			/* translators: %s: discount code */
			$code['applies_to_renewals'] => sprintf(__('The code %s is used for this change and for the terms after it.', 'plan-bridge'), $code['code']),
			/* translators: %s: discount code */
			default => sprintf(__('The code %s is used for this change alone.', 'plan-bridge'), $code['code']),
		});
		?>
	</p>
<?php endif; ?>
<ul class="pb-lines pb-quote-lines">
	<?php foreach ($quote['lines'] as $line) : ?>
		<li><?php View::render('change/line', ['line' => $line]); ?></li>
	<?php endforeach; ?>
</ul>
<dl class="pb-totals">
	<dt class="pb-due"><?php esc_html_e('To pay now', 'plan-bridge'); ?></dt>
	<dd class="pb-due" data-due="<?php echo esc_attr((string) $quote['due_now']['amount_minor']); ?>"><?php echo esc_html($quote['due_now']['formatted']); ?></dd>
	<?php if ($quote['tax']['amount_minor'] !== 0) : ?>
		<dt><?php echo esc_html($quote['effective'] === null ? __('Tax in the charges', 'plan-bridge') : __('Tax in the next payment', 'plan-bridge')); ?></dt>
		<dd><?php echo esc_html($quote['tax']['formatted']); ?></dd>
	<?php endif; ?>
	<?php if ($quote['credit']['amount_minor'] !== 0) : ?>
		<dt><?php esc_html_e('Credit for what you have already paid', 'plan-bridge'); ?></dt>
		<dd><?php echo esc_html($quote['credit']['formatted']); ?></dd>
	<?php endif; ?>
	<?php if ($quote['account_credit_before']['amount_minor'] !== 0 || $quote['account_credit_after']['amount_minor'] !== 0) : ?>
		<dt><?php esc_html_e('Account credit afterwards', 'plan-bridge'); ?></dt>
		<dd><?php echo esc_html($quote['account_credit_after']['formatted']); ?></dd>
	<?php endif; ?>
	<?php if ($billings !== null) : ?>
		<dt><?php esc_html_e('Number of payments', 'plan-bridge'); ?></dt>
		<dd class="pb-billings">
			<?php
			$count = $billings['made'] > 1
				? number_format_i18n($billings['total'])
				/* translators: 1: how often a plan is charged in all, 2: an amount */
				: sprintf(_n('%1$s payment of %2$s', '%1$s payments of %2$s', $billings['total'], 'plan-bridge'), number_format_i18n($billings['total']), $quote['recurring_total']['formatted']);
			echo esc_html("{$count}, ");
			?>
			<span class="description"><?php echo esc_html($billings['ends'] ? __('then it ends', 'plan-bridge') : __('then it goes on without a charge', 'plan-bridge')); ?></span>
		</dd>
	<?php endif; ?>
	<dt><?php esc_html_e('Next payment', 'plan-bridge'); ?></dt>
	<dd class="pb-next">
		<?php
		echo esc_html(match (true) {
			/* translators: 1: amount, 2: date */
			$next !== null => Format::nextOf(sprintf(__('%1$s on %2$s', 'plan-bridge'), $next['amount']['formatted'], Format::date($next['date'])), $billings),
			$billings !== null && $billings['made'] >= $billings['total'] => __('none: all payments are made then', 'plan-bridge'),
			default => __('none', 'plan-bridge'),
		});
		?>
	</dd>
</dl>
<?php if ($next !== null && $next['lines'] !== []) : ?>
	<details class="pb-explain">
		<summary><?php esc_html_e('What the next payment consists of', 'plan-bridge'); ?></summary>
		<ul class="pb-lines">
			<?php foreach ($next['lines'] as $line) : ?>
				<li><?php View::render('change/line', ['line' => $line]); ?></li>
			<?php endforeach; ?>
			<?php if (($next['account_credit']['amount_minor'] ?? 0) !== 0) : ?>
				<li><span class="pb-line"><span><?php esc_html_e('Your account credit', 'plan-bridge'); ?></span> <span class="pb-amount">−<?php echo esc_html($next['account_credit']['formatted']); ?></span></span></li>
			<?php endif; ?>
		</ul>
	</details>
<?php endif; ?>
