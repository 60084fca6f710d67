<?php
/**
 * What keeps a product from being saved, with links to the fields; and after a conflict, where the two versions differ.
 *
 * @var array{problems: array<string, string>, problem_names: array<string, string>, differences: list<string>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;

defined('ABSPATH') || exit;

?>
<?php if ($data['problems'] !== []) : ?>
	<div class="notice notice-error inline pb-notice" role="alert">
		<p><?php esc_html_e('Please look at these fields:', 'plan-bridge'); ?></p>
		<ul>
			<?php foreach ($data['problems'] as $plan_bridge_path => $plan_bridge_text) : ?>
				<li><a href="#pb-<?php echo esc_attr(str_replace(['.', '_'], '-', $plan_bridge_path)); ?>"><?php echo esc_html($data['problem_names'][$plan_bridge_path]); ?></a>: <?php echo esc_html($plan_bridge_text); ?></li>
			<?php endforeach; ?>
		</ul>
	</div>
<?php endif; ?>
<?php if ($data['differences'] !== []) : ?>
	<div class="notice notice-warning inline pb-notice">
		<p><?php echo esc_html(sprintf(
			/* translators: %s: names of fields */
			__('What you typed differs from what is stored now in: %s. Saving again replaces the stored values with yours.', 'plan-bridge'),
			Format::listed($data['differences'])
		)); ?></p>
	</div>
<?php endif; ?>
