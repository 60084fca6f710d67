<?php
/**
 * From which plans one may come to this one and to which one may go: as saved, and as edited.
 *
 * @var array{error: ?string, name?: string, is_new?: bool, group?: string, effects?: array<string, mixed>, map?: ?array<string, mixed>, from?: list<array<string, mixed>>, to?: list<array<string, mixed>>, warnings?: list<string>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\PlanMap;
use PlanBridge\Network\Screens;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

?>
<h3><?php esc_html_e('Where one may come from, where one may go', 'plan-bridge'); ?></h3>
<?php
if ($data['error'] !== null) {
	View::render('parts/notice', ['type' => 'warning', 'text' => $data['error']]);
	return;
}
foreach ($data['warnings'] as $plan_bridge_warning) {
	View::render('parts/notice', ['type' => 'warning', 'text' => $plan_bridge_warning]);
}
View::render('network/paths-effects', $data['effects'] + ['is_new' => $data['is_new']]);
if ($data['map'] !== null) :
	?>
	<h4><?php esc_html_e('The map', 'plan-bridge'); ?></h4>
	<?php
	View::render('network/plan-map', $data['map'] + [
		'own' => $data['own'],
		'id' => 'pb-group-map',
		'caption' => $data['group'] === ''
			? __('Who may change to what among the plans without a plan group, as edited', 'plan-bridge')
			/* translators: %s: plan group */
			: sprintf(__('Who may change to what in the plan group “%s”, as edited', 'plan-bridge'), $data['group']),
	]);
	if ($data['map']['total'] > count($data['map']['rows'])) :
		?>
		<p>
			<?php
			/* translators: 1: number of plans shown, 2: number of all */
			echo esc_html(sprintf(__('%1$s of %2$s plans are shown here.', 'plan-bridge'), number_format_i18n(count($data['map']['rows'])), number_format_i18n($data['map']['total'])));
			?>
		</p>
	<?php endif; ?>
	<p><a href="<?php echo esc_url(Screens::address(Screens::MAP)); ?>"><?php esc_html_e('The map of all plans, as saved', 'plan-bridge'); ?></a></p>
	<?php
endif;
// whether one may go; null: not known there
$plan_bridge_answer = static fn (?array $cell): string => Words::of('path', $cell === null ? '' : ($cell['allowed'] ? $cell['effective'] : 'no'));
$plan_bridge_tables = [
	'from' => __('May members of these plans change to this one?', 'plan-bridge'),
	'to' => __('May members of this plan change to these?', 'plan-bridge'),
];
foreach ($plan_bridge_tables as $plan_bridge_direction => $plan_bridge_caption) :
	?>
	<table class="widefat striped pb-list pb-paths-<?php echo esc_attr($plan_bridge_direction); ?>">
		<caption><?php echo esc_html($plan_bridge_caption); ?></caption>
		<thead>
			<tr>
				<th scope="col"><?php esc_html_e('Plan', 'plan-bridge'); ?></th>
				<?php if (!$data['is_new']) : ?>
					<th scope="col"><?php esc_html_e('As saved', 'plan-bridge'); ?></th>
				<?php endif; ?>
				<th scope="col"><?php echo $data['is_new'] ? esc_html__('When saved', 'plan-bridge') : esc_html__('As edited', 'plan-bridge'); ?></th>
				<th scope="col"><?php esc_html_e('Why not', 'plan-bridge'); ?></th>
			</tr>
		</thead>
		<tbody>
			<?php foreach ($data[$plan_bridge_direction] as $plan_bridge_row) : ?>
				<tr<?php echo $plan_bridge_row['changed'] ? ' class="pb-changed"' : ''; ?>>
					<th scope="row"><?php echo esc_html($plan_bridge_row['name']); ?></th>
					<?php if (!$data['is_new']) : ?>
						<td data-label="<?php esc_attr_e('As saved', 'plan-bridge'); ?>"><?php echo esc_html($plan_bridge_answer($plan_bridge_row['saved'])); ?></td>
					<?php endif; ?>
					<td data-label="<?php esc_attr_e('As edited', 'plan-bridge'); ?>">
						<?php echo esc_html($plan_bridge_answer($plan_bridge_row['edited'])); ?>
						<?php if ($plan_bridge_row['changed']) : ?>
							<strong class="pb-mark"><?php esc_html_e('(changed)', 'plan-bridge'); ?></strong>
						<?php endif; ?>
					</td>
					<td data-label="<?php esc_attr_e('Why not', 'plan-bridge'); ?>"><?php echo esc_html(implode('; ', PlanMap::reasons($plan_bridge_row['edited'])) ?: '–'); ?></td>
				</tr>
			<?php endforeach; ?>
			<?php if ($data[$plan_bridge_direction] === []) : ?>
				<tr><td colspan="4"><?php esc_html_e('There is no other plan.', 'plan-bridge'); ?></td></tr>
			<?php endif; ?>
		</tbody>
	</table>
<?php endforeach; ?>
<p class="description"><?php esc_html_e('Worked out for a member who pays the plan’s own price and has been on it for the minimum term. The same rules decide when an owner orders.', 'plan-bridge'); ?></p>
