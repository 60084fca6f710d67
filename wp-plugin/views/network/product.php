<?php
/**
 * A product: one form, its tabs, and below the last tab the paths. Without scripts the tabs are parts of one page.
 *
 * @var array<string, mixed> $data of Network\Products\ProductPage
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Network\Products\ProductPage;
use PlanBridge\Network\Screens;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-network">
	<h1><?php echo esc_html($data['heading']); ?> <span class="pb-kind"><?php echo esc_html(Words::of('type', $data['type'])); ?></span></h1>
	<p><a href="<?php echo esc_url(Screens::address(Screens::PRODUCTS)); ?>"><?php esc_html_e('All products', 'plan-bridge'); ?></a></p>
	<hr class="wp-header-end">
	<?php
	Flash::render();
	foreach ($data['notices'] as $plan_bridge_notice) {
		View::render('parts/notice', $plan_bridge_notice);
	}
	View::render('network/product-problems', $data);
	?>
	<form method="post" action="<?php echo esc_url($data['action']); ?>" class="pb-product" novalidate <?php echo $data['paths'] === null ? '' : 'data-pb-preview="plan_bridge_product_paths" data-pb-preview-into="pb-paths" data-pb-preview-status="pb-paths-status" '; ?>data-pb-preview-failed="<?php esc_attr_e('The preview could not be brought up to date. Press Preview, or save.', 'plan-bridge'); ?>">
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<input type="hidden" name="id" value="<?php echo esc_attr((string) $data['id']); ?>">
		<input type="hidden" name="type" value="<?php echo esc_attr($data['type']); ?>">
		<input type="hidden" name="version" value="<?php echo esc_attr($data['version']); ?>">
		<input type="hidden" name="limits_revision" value="<?php echo esc_attr((string) $data['limits_revision']); ?>">
		<input type="hidden" name="tab" value="<?php echo esc_attr($data['tab']); ?>">
		<nav class="nav-tab-wrapper pb-tabs" aria-label="<?php esc_attr_e('Parts of the product', 'plan-bridge'); ?>">
			<?php foreach ($data['tabs'] as $plan_bridge_tab => $plan_bridge_name) : ?>
				<a class="nav-tab<?php echo $plan_bridge_tab === $data['tab'] ? ' nav-tab-active' : ''; ?>" id="pb-tab-<?php echo esc_attr($plan_bridge_tab); ?>" href="#pb-panel-<?php echo esc_attr($plan_bridge_tab); ?>" data-pb-tab="<?php echo esc_attr($plan_bridge_tab); ?>"><?php echo esc_html($plan_bridge_name); ?></a>
			<?php endforeach; ?>
		</nav>
		<?php foreach ($data['tabs'] as $plan_bridge_tab => $plan_bridge_name) : ?>
			<section class="pb-panel<?php echo $plan_bridge_tab === $data['tab'] ? ' is-open' : ''; ?>" id="pb-panel-<?php echo esc_attr($plan_bridge_tab); ?>" aria-labelledby="pb-heading-<?php echo esc_attr($plan_bridge_tab); ?>">
				<h2 id="pb-heading-<?php echo esc_attr($plan_bridge_tab); ?>"><?php echo esc_html($plan_bridge_name); ?></h2>
				<?php
				$plan_bridge_rows = array_filter($data['rows'][$plan_bridge_tab], static fn (array $field): bool => $field['kind'] !== 'limits');
				if (count($plan_bridge_rows) < count($data['rows'][$plan_bridge_tab])) {
					View::render('network/product-limits', $data);
				}
				if ($plan_bridge_rows !== []) {
					View::render('network/fields', ['rows' => $plan_bridge_rows] + $data);
				}
				if ($plan_bridge_tab === ProductPage::PATHS && $data['paths'] !== null) :
					?>
					<p class="screen-reader-text" id="pb-paths-status" role="status"></p>
					<div id="pb-paths">
						<?php View::render('network/paths', $data['paths']); ?>
					</div>
				<?php endif; ?>
			</section>
		<?php endforeach; ?>
		<p class="submit">
			<button type="submit" name="pb_act" value="save" class="button button-primary"><?php esc_html_e('Save product', 'plan-bridge'); ?></button>
			<?php if ($data['paths'] !== null) : ?>
				<button type="submit" name="pb_act" value="preview" class="button" formaction="<?php echo esc_url($data['action']); ?>#pb-paths"><?php esc_html_e('Preview', 'plan-bridge'); ?></button>
				<span class="description"><?php esc_html_e('Preview shows the paths for what you have typed. Nothing is saved by it.', 'plan-bridge'); ?></span>
			<?php endif; ?>
		</p>
	</form>
</div>
