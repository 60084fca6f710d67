<?php
/**
 * The map of all plans.
 *
 * @var array{error: ?string, shown?: string, groups?: list<string>, map?: array<string, mixed>, warnings?: list<string>, rows?: \PlanBridge\Network\Pager, columns?: \PlanBridge\Network\Pager} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\PlanMap;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_choices = ['all' => __('All plans', 'plan-bridge')];
foreach ($data['groups'] ?? [] as $plan_bridge_group) {
	/* translators: %s: plan group */
	$plan_bridge_choices[PlanMap::GROUP . $plan_bridge_group] = sprintf(__('Plan group “%s”', 'plan-bridge'), $plan_bridge_group);
}
$plan_bridge_choices['ungrouped'] = __('Plans without a plan group', 'plan-bridge');

?>
<div class="wrap pb-network">
	<h1><?php esc_html_e('Plan map', 'plan-bridge'); ?></h1>
	<hr class="wp-header-end">
	<?php
	if ($data['error'] !== null) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
		echo '</div>';
		return;
	}
	?>
	<p><?php esc_html_e('Who may change from which plan to which, and when. It is worked out by the rules that decide when an owner orders.', 'plan-bridge'); ?></p>
	<form method="get" action="<?php echo esc_url(network_admin_url('admin.php')); ?>" class="pb-search">
		<input type="hidden" name="page" value="<?php echo esc_attr(Screens::MAP); ?>">
		<label for="pb-map-shown"><?php esc_html_e('Show', 'plan-bridge'); ?></label>
		<select name="shown" id="pb-map-shown">
			<?php foreach ($plan_bridge_choices as $plan_bridge_value => $plan_bridge_label) : ?>
				<option value="<?php echo esc_attr((string) $plan_bridge_value); ?>"<?php selected($data['shown'], (string) $plan_bridge_value); ?>><?php echo esc_html($plan_bridge_label); ?></option>
			<?php endforeach; ?>
		</select>
		<button type="submit" class="button"><?php esc_html_e('Show map', 'plan-bridge'); ?></button>
	</form>
	<?php
	foreach ($data['warnings'] as $plan_bridge_warning) {
		View::render('parts/notice', ['type' => 'warning', 'text' => $plan_bridge_warning]);
	}
	if ($data['map']['rows'] === [] || $data['map']['columns'] === []) :
		?>
		<p><?php esc_html_e('There are no plans here.', 'plan-bridge'); ?></p>
		<?php
	else :
		foreach (['rows' => __('From (rows)', 'plan-bridge'), 'columns' => __('To (columns)', 'plan-bridge')] as $plan_bridge_side => $plan_bridge_label) :
			if ($data[$plan_bridge_side]->words !== '') :
				?>
				<div class="pb-map-pager">
					<strong><?php echo esc_html($plan_bridge_label); ?></strong>
					<?php View::render('network/pager', ['pager' => $data[$plan_bridge_side], 'label' => $plan_bridge_label]); ?>
				</div>
				<?php
			endif;
		endforeach;
		View::render('network/plan-map', $data['map'] + ['id' => 'pb-whole-map', 'caption' => $plan_bridge_choices[$data['shown']] ?? $plan_bridge_choices['all']]);
		?>
		<p class="description"><?php esc_html_e('Worked out for a member who pays the plan’s own price and has been on it for the minimum term. The same rules decide when an owner orders.', 'plan-bridge'); ?></p>
	<?php endif; ?>
</div>
