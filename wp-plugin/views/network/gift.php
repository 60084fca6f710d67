<?php
/**
 * Give a membership: the form, what it comes to, and lists of many.
 *
 * @var array{answer: ?array<string, mixed>, error: string, nonce: string, typed: array<string, string>, problems: array<string, string>, forecast: ?array<string, mixed>, id: string, runs: list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Network\Gifts;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$plan_bridge_plans = [];
foreach ($data['answer']['plans'] ?? [] as $plan_bridge_plan) {
	$plan_bridge_prices = array_map(static fn (array $one): string => Format::price($one['price']) . ($one['period'] === null ? '' : ' ' . Format::perPeriod($one['period'])), $plan_bridge_plan['prices']);
	/* translators: 1: name of a plan, 2: its prices */
	$plan_bridge_plans[$plan_bridge_plan['id']] = [sprintf(__('%1$s: %2$s', 'plan-bridge'), $plan_bridge_plan['name'], Format::listed($plan_bridge_prices))];
}
$plan_bridge_fields = [
	'user' => ['user', __('User', 'plan-bridge'), __('User name, e-mail address or number. Whoever is no customer yet becomes one.', 'plan-bridge')],
	'sites' => ['lines', __('Sites', 'plan-bridge'), __('Addresses, one on each line. Empty: the membership has no site yet.', 'plan-bridge')],
	'plan' => ['choice', __('Plan', 'plan-bridge'), ''],
	'period' => ['text', __('Billing period', 'plan-bridge'), __('Such as “1 month” or “1 year”. Empty: the plan’s own.', 'plan-bridge')],
	'price' => ['amount', __('Price for each period', 'plan-bridge'), __('Empty: the plan’s price.', 'plan-bridge')],
	'start' => ['text', __('First day', 'plan-bridge'), __('Such as 2026-11-30. Empty: today. On a day to come billing begins, and until then it is free.', 'plan-bridge')],
	'until' => ['text', __('Given until', 'plan-bridge'), __('When the next payment is due. Empty: when the first term ends.', 'plan-bridge')],
	'paid' => ['amount', __('Paid already', 'plan-bridge'), __('What was paid for this term elsewhere: it counts as credit when the plan is changed. Empty: nothing.', 'plan-bridge')],
];
$plan_bridge_forecast = $data['forecast'];
?>
<div class="wrap pb-network">
	<h1><?php esc_html_e('Give a membership', 'plan-bridge'); ?></h1>
	<hr class="wp-header-end">
	<?php
	if ($data['error'] !== '') {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	?>
	<?php if ($plan_bridge_forecast !== null) : ?>
		<section class="pb-section" aria-labelledby="pb-comes-to">
			<h2 id="pb-comes-to"><?php esc_html_e('What it comes to', 'plan-bridge'); ?></h2>
			<?php View::render('network/gift-forecast', $plan_bridge_forecast); ?>
			<form method="post" action="<?php echo esc_url(Gifts::address()); ?>" data-pb-once>
				<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
				<input type="hidden" name="id" value="<?php echo esc_attr($data['id']); ?>">
				<?php foreach (Gifts::FIELDS as $plan_bridge_name) : ?>
					<input type="hidden" name="<?php echo esc_attr($plan_bridge_name); ?>" value="<?php echo esc_attr($data['typed'][$plan_bridge_name]); ?>">
				<?php endforeach; ?>
				<p><button type="submit" name="pb_act" value="give" class="button button-primary"><?php esc_html_e('Give this membership', 'plan-bridge'); ?></button></p>
			</form>
		</section>
	<?php endif; ?>
	<?php if ($data['answer'] !== null) : ?>
		<form method="post" action="<?php echo esc_url(Gifts::address()); ?>" novalidate>
			<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
			<input type="hidden" name="id" value="<?php echo esc_attr($data['id']); ?>">
			<table class="form-table" role="presentation">
				<?php
				foreach ($plan_bridge_fields as $plan_bridge_name => [$plan_bridge_kind, $plan_bridge_label, $plan_bridge_help]) {
					View::render('network/field', [
						'kind' => $plan_bridge_kind,
						'id' => "pb-gift-{$plan_bridge_name}",
						'input' => $plan_bridge_name,
						'text' => '',
						'label' => $plan_bridge_label,
						'value' => $data['typed'][$plan_bridge_name],
						'words' => $plan_bridge_plans,
						'problem' => $data['problems'][$plan_bridge_name] ?? '',
						'help' => $plan_bridge_help,
					]);
				}
				?>
			</table>
			<p><button type="submit" name="pb_act" value="forecast" class="button<?php echo $plan_bridge_forecast === null ? ' button-primary' : ''; ?>"><?php esc_html_e('Show what it comes to', 'plan-bridge'); ?></button></p>
		</form>
		<section class="pb-section" aria-labelledby="pb-many">
			<h2 id="pb-many"><?php esc_html_e('Many at once', 'plan-bridge'); ?></h2>
			<p><?php esc_html_e('A file with a line for each membership, its first line the names of the columns. Each line is checked first, and nothing is given before you say so.', 'plan-bridge'); ?></p>
			<p><code>user;site;plan;period;price;start;until;paid</code></p>
			<p class="description"><?php esc_html_e('Only user and plan are needed. Several sites stand in one cell with a space between them.', 'plan-bridge'); ?></p>
			<form method="post" enctype="multipart/form-data" action="<?php echo esc_url(Gifts::address()); ?>" data-pb-once>
				<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
				<p>
					<label for="pb-gift-list"><?php esc_html_e('List (CSV, UTF-8)', 'plan-bridge'); ?></label>
					<input type="file" id="pb-gift-list" name="list" accept=".csv,text/csv"<?php echo isset($data['problems']['list']) ? ' aria-invalid="true" aria-describedby="pb-gift-list-problem"' : ''; ?>>
				</p>
				<?php if (isset($data['problems']['list'])) : ?>
					<p class="pb-problem" id="pb-gift-list-problem"><?php echo esc_html($data['problems']['list']); ?></p>
				<?php endif; ?>
				<p><button type="submit" name="pb_act" value="list" class="button"><?php esc_html_e('Check the list', 'plan-bridge'); ?></button></p>
			</form>
			<?php if ($data['runs'] !== []) : ?>
				<h3><?php esc_html_e('Lists so far', 'plan-bridge'); ?></h3>
				<ul class="ul-disc">
					<?php foreach ($data['runs'] as $plan_bridge_run) : ?>
						<li><a href="<?php echo esc_url(Gifts::address($plan_bridge_run['id'])); ?>"><?php
						/* translators: 1: a day and time, 2: how many lines, 3: how the list stands */
						echo esc_html(sprintf(__('%1$s, %2$s lines: %3$s', 'plan-bridge'), Format::dateTime($plan_bridge_run['created_at']), number_format_i18n($plan_bridge_run['total']), Words::of('gift_run', $plan_bridge_run['state'])));
						?></a></li>
					<?php endforeach; ?>
				</ul>
			<?php endif; ?>
		</section>
	<?php endif; ?>
</div>
