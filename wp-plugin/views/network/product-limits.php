<?php
/**
 * The tab Limits of a product.
 *
 * @var array<string, mixed> $data of Network\Product\FormView
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_limits = $data['limits'];
if (!$plan_bridge_limits['readable']) {
	View::render('parts/notice', [
		'type' => 'warning',
		'text' => __('The limits that are stored for this product cannot be read. They stay as they are, whatever you save here.', 'plan-bridge'),
	]);
	return;
}
?>
<p>
	<?php
	echo $data['adds']
		? esc_html__('What this adds to a plan, for each one bought. An empty field adds nothing; it never takes anything away.', 'plan-bridge')
		: esc_html__('What a site on this plan may use. An empty field is unlimited.', 'plan-bridge');
	?>
</p>
<?php
$plan_bridge_flag = $data['adds'] ? __('Unlimited', 'plan-bridge') : __('Not allowed', 'plan-bridge');
$plan_bridge_tables = [
	'numbers' => [__('Space, visits, sites and domains', 'plan-bridge'), ''],
	'post_types' => [__('Posts, by type', 'plan-bridge'), __('Another post type, by its key', 'plan-bridge')],
	'users' => [__('Users, by role', 'plan-bridge'), __('Another role, by its key', 'plan-bridge')],
];
foreach ($plan_bridge_tables as $plan_bridge_module => [$plan_bridge_caption, $plan_bridge_other]) {
	View::render('network/product-limits-table', [
		'caption' => $plan_bridge_caption,
		'other' => $plan_bridge_other,
		'flag' => $plan_bridge_flag,
		'rows' => $plan_bridge_limits[$plan_bridge_module],
		'problems' => $data['problems'],
	]);
}
?>
<?php if ($plan_bridge_limits['kept'] !== []) : ?>
	<h3><?php esc_html_e('Kept as it is', 'plan-bridge'); ?></h3>
	<p><?php esc_html_e('These are stored with the product too. They hold, and saving here does not touch them.', 'plan-bridge'); ?></p>
	<dl class="pb-kept">
		<?php foreach ($plan_bridge_limits['kept'] as $plan_bridge_module => $plan_bridge_value) : ?>
			<div><dt><code><?php echo esc_html($plan_bridge_module); ?></code></dt><dd><?php echo esc_html($plan_bridge_value); ?></dd></div>
		<?php endforeach; ?>
	</dl>
<?php endif; ?>
