<?php
/**
 * The network's products.
 *
 * @var array{error: ?string, type?: string, counts?: array<string, int>, rows?: list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Network\Product\Catalog;
use PlanBridge\Network\Product\ProductType;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-network">
	<h1 class="wp-heading-inline"><?php esc_html_e('Products', 'plan-bridge'); ?></h1>
	<?php foreach (['plan' => __('Add a plan', 'plan-bridge'), 'package' => __('Add a package', 'plan-bridge'), 'service' => __('Add a service', 'plan-bridge')] as $plan_bridge_type => $plan_bridge_label) : ?>
		<a class="page-title-action" href="<?php echo esc_url(Screens::address(Screens::PRODUCT, ['type' => $plan_bridge_type])); ?>"><?php echo esc_html($plan_bridge_label); ?></a>
	<?php endforeach; ?>
	<hr class="wp-header-end">
	<?php
	Flash::render();
	if ($data['error'] !== null) :
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	else :
		?>
		<ul class="subsubsub">
			<li><a href="<?php echo esc_url(Screens::address(Screens::PRODUCTS)); ?>"<?php echo $data['type'] === '' ? ' class="current" aria-current="page"' : ''; ?>><?php esc_html_e('All', 'plan-bridge'); ?> <span class="count">(<?php echo esc_html(number_format_i18n(array_sum($data['counts']))); ?>)</span></a></li>
			<?php foreach ($data['counts'] as $plan_bridge_type => $plan_bridge_count) : ?>
				<li>| <a href="<?php echo esc_url(Screens::address(Screens::PRODUCTS, ['type' => $plan_bridge_type])); ?>"<?php echo $data['type'] === $plan_bridge_type ? ' class="current" aria-current="page"' : ''; ?>><?php echo esc_html(ProductType::plural((string) $plan_bridge_type)); ?> <span class="count">(<?php echo esc_html(number_format_i18n($plan_bridge_count)); ?>)</span></a></li>
			<?php endforeach; ?>
		</ul>
		<table class="widefat striped pb-list">
			<caption class="screen-reader-text"><?php esc_html_e('Products in the order in which owners see them', 'plan-bridge'); ?></caption>
			<thead>
				<tr>
					<th scope="col"><?php esc_html_e('Name', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Type', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Plan Group', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Price', 'plan-bridge'); ?></th>
					<th scope="col" class="pb-number"><?php esc_html_e('Memberships', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Offered', 'plan-bridge'); ?></th>
				</tr>
			</thead>
			<tbody>
				<?php foreach ($data['rows'] as $plan_bridge_row) : ?>
					<tr>
						<th scope="row"><a class="row-title" href="<?php echo esc_url($plan_bridge_row['address']); ?>"><?php echo esc_html($plan_bridge_row['name'] === '' ? '–' : $plan_bridge_row['name']); ?></a></th>
						<td data-label="<?php esc_attr_e('Type', 'plan-bridge'); ?>"><?php echo esc_html(ProductType::name($plan_bridge_row['type'])); ?></td>
						<td data-label="<?php esc_attr_e('Plan Group', 'plan-bridge'); ?>"><?php echo esc_html($plan_bridge_row['group'] === '' ? '–' : $plan_bridge_row['group']); ?></td>
						<td data-label="<?php esc_attr_e('Price', 'plan-bridge'); ?>"><?php echo esc_html($plan_bridge_row['price']); ?></td>
						<td data-label="<?php esc_attr_e('Memberships', 'plan-bridge'); ?>" class="pb-number"><?php echo esc_html(number_format_i18n($plan_bridge_row['members'])); ?></td>
						<td data-label="<?php esc_attr_e('Offered', 'plan-bridge'); ?>"><?php echo $plan_bridge_row['active'] ? esc_html__('Yes', 'plan-bridge') : '<strong>' . esc_html__('No', 'plan-bridge') . '</strong>'; ?></td>
					</tr>
				<?php endforeach; ?>
				<?php if ($data['rows'] === []) : ?>
					<tr><td colspan="6"><?php esc_html_e('No products here yet.', 'plan-bridge'); ?></td></tr>
				<?php endif; ?>
			</tbody>
		</table>
	<?php endif; ?>
</div>
