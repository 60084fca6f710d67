<?php
/**
 * What giving a membership comes to, in sentences.
 *
 * @var array<string, mixed> $data the service's forecast
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;

defined('ABSPATH') || exit;

$plan_bridge_outside = array_filter($data['sites'], static fn (array $site): bool => !is_user_member_of_blog((int) $data['user']['user_id'], (int) $site['blog_id']));
$plan_bridge_price = Format::price($data['price']) . ($data['period'] === null ? '' : ' ' . Format::perPeriod($data['period']));
?>
<ul class="ul-disc">
	<li><?php
	/* translators: 1: name of a person, 2: user name, 3: name of a plan, 4: a price such as "199 kr per month" */
	echo esc_html(sprintf(__('%1$s (%2$s) gets the plan %3$s for %4$s.', 'plan-bridge'), $data['user']['display_name'], $data['user']['user_login'], $data['plan_name'], $plan_bridge_price));
	echo $data['new_customer'] ? ' ' . esc_html__('They become a customer.', 'plan-bridge') : '';
	?></li>
	<?php if ($data['listed'] !== null && $data['listed']['amount_minor'] !== $data['price']['amount_minor']) : ?>
		<li><?php
		/* translators: %s: a price */
		echo esc_html(sprintf(__('The plan’s own price is %s.', 'plan-bridge'), Format::price($data['listed'])));
		?></li>
	<?php endif; ?>
	<li><?php
	echo $data['sites'] === []
		? esc_html__('It has no site yet.', 'plan-bridge')
		/* translators: %s: addresses of sites */
		: esc_html(sprintf(__('It is for %s; its limits hold there from now on.', 'plan-bridge'), Format::listed(array_column($data['sites'], 'name'))));
	?></li>
	<?php if ($plan_bridge_outside !== []) : ?>
		<li><strong><?php
		/* translators: %s: addresses of sites */
		echo esc_html(sprintf(__('They have no role on %s, and see their account there only once they have one.', 'plan-bridge'), Format::listed(array_column($plan_bridge_outside, 'name'))));
		?></strong></li>
	<?php endif; ?>
	<li><?php
	if ($data['end'] === null) {
		esc_html_e('It has no end, and nothing is billed.', 'plan-bridge');
	} else {
		/* translators: %s: a day */
		echo esc_html(sprintf($data['is_trial'] ? __('It is free until %s.', 'plan-bridge') : __('It is given until %s.', 'plan-bridge'), Format::date($data['end'])));
	}
	?></li>
	<?php if ($data['bill'] !== null) : ?>
		<li><?php
		/* translators: 1: an amount, 2: a day */
		echo esc_html(sprintf(__('Then they are billed %1$s, on %2$s, tax included where there is any.', 'plan-bridge'), $data['bill']['formatted'], Format::date($data['bill_on'])));
		?></li>
	<?php endif; ?>
	<?php if (($data['billings'] ?? null) !== null) : ?>
		<li><?php
		/* translators: %s: how often a plan is charged */
		echo esc_html(sprintf(_n('They are charged %s time in all.', 'They are charged %s times in all.', (int) $data['billings']['total'], 'plan-bridge'), number_format_i18n((int) $data['billings']['total'])));
		echo $data['billings']['made'] > 0 ? ' ' . esc_html__('What was paid elsewhere is the first of it.', 'plan-bridge') : '';
		?></li>
	<?php endif; ?>
	<?php if ($data['paid']['amount_minor'] > 0) : ?>
		<li><?php
		/* translators: %s: an amount */
		echo esc_html(sprintf(__('%s was paid for it elsewhere, and counts as such.', 'plan-bridge'), $data['paid']['formatted']));
		?></li>
	<?php endif; ?>
</ul>
