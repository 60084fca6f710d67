<?php
/**
 * A list of the network: heading, what it can be filtered by or searched for, a table, its pages.
 *
 * @var array{heading: string, error?: ?string, flash?: bool, actions?: array<string, string>, intro?: string, filters?: list<array{0: string, 1: string, 2: bool, 3?: int}>, screen?: string, search?: string, searched?: string, above?: list<array{0: string, 1: array<string, mixed>}>, caption: string, columns: list<string>, numbers?: list<int>, rows?: list<array<string, mixed>>, empty: string, pager?: ?\PlanBridge\Network\Pager, pages?: string} $data
 *      filters: words, address, whether it is the present one, how many; above: views that stand over the table
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-network">
	<h1<?php echo empty($data['actions']) ? '' : ' class="wp-heading-inline"'; ?>><?php echo esc_html($data['heading']); ?></h1>
	<?php foreach ($data['actions'] ?? [] as $plan_bridge_label => $plan_bridge_address) : ?>
		<a class="page-title-action" href="<?php echo esc_url($plan_bridge_address); ?>"><?php echo esc_html($plan_bridge_label); ?></a>
	<?php endforeach; ?>
	<hr class="wp-header-end">
	<?php
	if (isset($data['intro'])) {
		echo '<p>' . esc_html($data['intro']) . '</p>';
	}
	if (!empty($data['flash'])) {
		Flash::render();
	}
	if (isset($data['error'])) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	?>
	<?php if (!empty($data['filters'])) : ?>
		<ul class="subsubsub">
			<?php foreach ($data['filters'] as $plan_bridge_at => [$plan_bridge_label, $plan_bridge_address, $plan_bridge_is_current]) : ?>
				<li><?php echo $plan_bridge_at === 0 ? '' : '| '; ?><a href="<?php echo esc_url($plan_bridge_address); ?>"<?php echo $plan_bridge_is_current ? ' class="current" aria-current="page"' : ''; ?>><?php echo esc_html($plan_bridge_label); ?><?php
				echo isset($data['filters'][$plan_bridge_at][3]) ? ' <span class="count">(' . esc_html(number_format_i18n($data['filters'][$plan_bridge_at][3])) . ')</span>' : '';
				?></a></li>
			<?php endforeach; ?>
		</ul>
	<?php endif; ?>
	<?php if (isset($data['search'])) : ?>
		<form method="get" action="<?php echo esc_url(Screens::address($data['screen'])); ?>" class="pb-search" role="search">
			<input type="hidden" name="page" value="<?php echo esc_attr($data['screen']); ?>">
			<label for="pb-search"><?php echo esc_html($data['search']); ?></label>
			<input type="search" id="pb-search" name="search" value="<?php echo esc_attr($data['searched']); ?>">
			<button type="submit" class="button"><?php esc_html_e('Search', 'plan-bridge'); ?></button>
		</form>
	<?php endif; ?>
	<?php
	foreach ($data['above'] ?? [] as $plan_bridge_part) {
		View::render(...$plan_bridge_part);
	}
	if (isset($data['rows'])) {
		View::render('network/table', $data);
	}
	if (isset($data['older'])) {
		echo '<p><a class="button" href="' . esc_url($data['older']) . '">' . esc_html__('Older', 'plan-bridge') . '</a></p>';
	}
	if (isset($data['pager'])) {
		View::render('network/pager', ['pager' => $data['pager'], 'label' => $data['pages']]);
	}
	?>
</div>
