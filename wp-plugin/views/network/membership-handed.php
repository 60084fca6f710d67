<?php
/**
 * What giving a membership to another customer comes to.
 *
 * @var array{forecast: array<string, mixed>} $data what POST /v1/network/memberships/{id}/hand-over answers to a forecast
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;

defined('ABSPATH') || exit;

$plan_bridge_it = $data['forecast'];
$plan_bridge_who = "{$plan_bridge_it['user']['display_name']} ({$plan_bridge_it['user']['user_login']})";
$plan_bridge_sites = (int) $plan_bridge_it['sites_total'];
$plan_bridge_lines = [
	/* translators: %s: a user */
	sprintf($plan_bridge_it['new_customer'] ? __('%s becomes a customer and has the membership.', 'plan-bridge') : __('%s has the membership.', 'plan-bridge'), $plan_bridge_who),
];
if ($plan_bridge_sites > 0) {
	/* translators: %s: number of sites */
	$plan_bridge_lines[] = sprintf(_n('%s site goes along; the new owner becomes its administrator.', '%s sites go along; the new owner becomes their administrator.', $plan_bridge_sites, 'plan-bridge'), number_format_i18n($plan_bridge_sites));
	$plan_bridge_lines[] = $plan_bridge_it['removes_user']
		? __('The present owner loses the role there.', 'plan-bridge')
		: __('The present owner keeps the role there.', 'plan-bridge');
}
if ($plan_bridge_it['ends_at'] !== null) {
	/* translators: %s: date */
	$plan_bridge_lines[] = sprintf(__('It is cancelled and ends on %s; the new owner can take that back.', 'plan-bridge'), Format::date($plan_bridge_it['ends_at']));
} elseif ($plan_bridge_it['term_end'] !== null) {
	$plan_bridge_lines[] = $plan_bridge_it['unused'] !== null && $plan_bridge_it['unused']['amount_minor'] > 0
		/* translators: 1: date, 2: an amount */
		? sprintf(__('It is paid until %1$s. What is left of that, %2$s, goes along: it counts when the new owner changes the plan.', 'plan-bridge'), Format::date($plan_bridge_it['term_end']), $plan_bridge_it['unused']['formatted'])
		/* translators: %s: date */
		: sprintf(__('Its term ends on %s.', 'plan-bridge'), Format::date($plan_bridge_it['term_end']));
}
if ($plan_bridge_it['bill'] !== null) {
	/* translators: 1: an amount, 2: date */
	$plan_bridge_lines[] = sprintf(__('The next bill is %1$s, on %2$s, with the new owner’s tax. It is asked for by letter until the new owner saves a card.', 'plan-bridge'), $plan_bridge_it['bill']['formatted'], Format::date($plan_bridge_it['bill_on']));
	if ($plan_bridge_it['bill_before'] !== null && $plan_bridge_it['bill_before']['formatted'] !== $plan_bridge_it['bill']['formatted']) {
		/* translators: %s: an amount */
		$plan_bridge_lines[] = sprintf(__('For the present owner it would be %s.', 'plan-bridge'), $plan_bridge_it['bill_before']['formatted']);
	}
} else {
	$plan_bridge_lines[] = __('No bill follows.', 'plan-bridge');
}
if ($plan_bridge_it['is_trial'] && $plan_bridge_it['has_trialed']) {
	$plan_bridge_lines[] = __('It is in its trial, which goes along, though the new owner has had a trial before.', 'plan-bridge');
}
if ($plan_bridge_it['ended_order'] !== null) {
	$plan_bridge_lines[] = __('What is asked for and not paid ends, since it was asked of the present owner. The next term is asked for anew.', 'plan-bridge');
}
if ($plan_bridge_it['ended_booking'] !== null) {
	$plan_bridge_lines[] = __('The change that is booked ends, since the present owner agreed to its price. The new owner can book it again.', 'plan-bridge');
}
if ($plan_bridge_it['credit_stays']['amount_minor'] > 0) {
	/* translators: %s: an amount */
	$plan_bridge_lines[] = sprintf(__('The account credit of %s stays with the present owner.', 'plan-bridge'), $plan_bridge_it['credit_stays']['formatted']);
}
if ($plan_bridge_it['carried_stays']['amount_minor'] > 0) {
	/* translators: %s: an amount */
	$plan_bridge_lines[] = sprintf(__('%s that was carried over to the present owner’s next payment is not asked of the new one.', 'plan-bridge'), $plan_bridge_it['carried_stays']['formatted']);
}
$plan_bridge_lines[] = __('Both are told by letter; neither is told who the other is.', 'plan-bridge');

?>
<h3><?php esc_html_e('What it comes to', 'plan-bridge'); ?></h3>
<ul class="ul-disc">
	<?php foreach ($plan_bridge_lines as $plan_bridge_line) : ?>
		<li><?php echo esc_html($plan_bridge_line); ?></li>
	<?php endforeach; ?>
</ul>
