<?php
/**
 * The network's memberships: what they can be filtered by and looked for, and WordPress' table of them.
 *
 * @var array{error: ?string, filters: list<array{0: string, 1: string, 2: bool, 3: string}>, screen: string, searched: string, kept: array<string, string>, states: array<string, string>, state: string, products: array<string, string>, product: string, above: list<array{0: string, 1: array<string, mixed>}>, notes: list<string>, table: ?\PlanBridge\Network\MembershipTable, export: ?string} $data
 *      filters: words, address, whether it is the present one, how many; kept: what a search keeps; notes: what is not all yet
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Network\Screens;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$plan_bridge_words = Words::table('lists')['memberships'];
?>
<div class="wrap pb-network">
	<h1><?php echo esc_html($plan_bridge_words['heading']); ?></h1>
	<hr class="wp-header-end">
	<p><?php echo esc_html($plan_bridge_words['intro']); ?></p>
	<?php
	Flash::render();
	if ($data['error'] !== null) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	foreach ($data['notes'] as $plan_bridge_note) {
		View::render('parts/notice', ['type' => 'info', 'text' => $plan_bridge_note]);
	}
	?>
	<?php if ($data['filters'] !== []) : ?>
		<ul class="subsubsub">
			<?php foreach ($data['filters'] as $plan_bridge_at => [$plan_bridge_label, $plan_bridge_address, $plan_bridge_is_current, $plan_bridge_count]) : ?>
				<li><?php echo $plan_bridge_at === 0 ? '' : '| '; ?><a href="<?php echo esc_url($plan_bridge_address); ?>"<?php echo $plan_bridge_is_current ? ' class="current" aria-current="page"' : ''; ?>><?php echo esc_html($plan_bridge_label); ?> <span class="count">(<?php echo esc_html($plan_bridge_count); ?>)</span></a></li>
			<?php endforeach; ?>
		</ul>
	<?php endif; ?>
	<form method="get" action="<?php echo esc_url(Screens::address($data['screen'])); ?>" class="pb-search" role="search">
		<input type="hidden" name="page" value="<?php echo esc_attr($data['screen']); ?>">
		<?php foreach ($data['kept'] as $plan_bridge_name => $plan_bridge_value) : ?>
			<input type="hidden" name="<?php echo esc_attr($plan_bridge_name); ?>" value="<?php echo esc_attr($plan_bridge_value); ?>">
		<?php endforeach; ?>
		<label for="pb-search"><?php echo esc_html($plan_bridge_words['search']); ?></label>
		<input type="search" id="pb-search" name="search" value="<?php echo esc_attr($data['searched']); ?>" maxlength="100">
		<?php foreach ([['state', __('Status', 'plan-bridge'), $data['states'], $data['state']], ['product', __('Product', 'plan-bridge'), $data['products'], $data['product']]] as [$plan_bridge_name, $plan_bridge_label, $plan_bridge_choices, $plan_bridge_chosen]) : ?>
			<label for="pb-<?php echo esc_attr($plan_bridge_name); ?>" class="screen-reader-text"><?php echo esc_html($plan_bridge_label); ?></label>
			<select name="<?php echo esc_attr($plan_bridge_name); ?>" id="pb-<?php echo esc_attr($plan_bridge_name); ?>">
				<?php foreach ($plan_bridge_choices as $plan_bridge_value => $plan_bridge_choice) : ?>
					<option value="<?php echo esc_attr((string) $plan_bridge_value); ?>"<?php selected((string) $plan_bridge_value, $plan_bridge_chosen); ?>><?php echo esc_html($plan_bridge_choice); ?></option>
				<?php endforeach; ?>
			</select>
		<?php endforeach; ?>
		<button type="submit" class="button"><?php esc_html_e('Search', 'plan-bridge'); ?></button>
	</form>
	<?php
	foreach ($data['above'] as $plan_bridge_part) {
		View::render(...$plan_bridge_part);
	}
	?>
	<?php if ($data['table'] !== null) : ?>
		<h2 class="screen-reader-text"><?php echo esc_html($plan_bridge_words['caption']); ?></h2>
		<?php $data['table']->display(); ?>
	<?php endif; ?>
	<?php if ($data['export'] !== null) : ?>
		<p>
			<button type="button" class="button hide-if-no-js" data-pb-export="<?php echo esc_url($data['export']); ?>"><?php esc_html_e('Save what is listed as CSV', 'plan-bridge'); ?></button>
			<span role="status" data-pb-told="<?php /* translators: %s: how many memberships */ echo esc_attr__('%s memberships written', 'plan-bridge'); ?>"></span>
		</p>
	<?php endif; ?>
</div>
