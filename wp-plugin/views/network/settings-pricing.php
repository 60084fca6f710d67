<?php
/**
 * The settings that decide what owners are charged and when, each with what an owner will notice.
 *
 * @var array{action: string, nonce: string, rows: list<array<string, mixed>>, limit_rows: list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<section class="pb-section" aria-labelledby="pb-pricing-settings">
	<h2 id="pb-pricing-settings"><?php esc_html_e('Prices and changes', 'plan-bridge'); ?></h2>
	<form method="post" id="pb-pricing" action="<?php echo esc_url($data['action']); ?>" novalidate data-pb-preview="plan_bridge_settings_example" data-pb-preview-into="pb-example-figures" data-pb-preview-status="pb-example-status" data-pb-preview-failed="<?php esc_attr_e('The example could not be brought up to date. Press Recompute.', 'plan-bridge'); ?>">
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<?php View::render('network/fields', $data); ?>
		<h2 id="pb-receipts"><?php esc_html_e('Receipts and VAT', 'plan-bridge'); ?></h2>
		<p><?php esc_html_e('Whoever has paid gets a receipt as PDF, in their language as far as there are words for it. What stands on one that was issued never changes.', 'plan-bridge'); ?></p>
		<?php View::render('network/fields', ['rows' => $data['receipt_rows']] + $data); ?>
		<h2 id="pb-limits"><?php esc_html_e('Changes to less than is used', 'plan-bridge'); ?></h2>
		<p><?php esc_html_e('What becomes of a change to a plan that allows less than a membership’s sites use. Nothing is ever deleted: owners see what does not fit, by name, before they order.', 'plan-bridge'); ?></p>
		<?php View::render('network/fields', ['rows' => $data['limit_rows']] + $data); ?>
		<h2 id="pb-visits"><?php esc_html_e('Visits', 'plan-bridge'); ?></h2>
		<p><?php esc_html_e('What counts against the visits that a plan allows each month, and what happens when they are used up.', 'plan-bridge'); ?></p>
		<?php View::render('network/fields', ['rows' => $data['visit_rows']] + $data); ?>
		<p class="submit"><button type="submit" name="pb_act" value="settings" class="button button-primary"><?php esc_html_e('Save settings', 'plan-bridge'); ?></button></p>
	</form>
</section>
