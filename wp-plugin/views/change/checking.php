<?php
/**
 * An order was sent and its outcome is not known yet. Nothing on this page says that nothing changed.
 *
 * @var array{again: string, status: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<div class="wrap pb-page">
	<h1><?php esc_html_e('We are checking your payment', 'plan-bridge'); ?></h1>
	<section class="pb-card" id="pb-checking" data-status="<?php echo esc_url($data['status']); ?>" aria-live="polite">
		<p><?php esc_html_e('Your order was sent, but we have not heard yet how it went. Please do not order again: we are asking until we know.', 'plan-bridge'); ?></p>
		<p><?php esc_html_e('You may close this page. Your account shows the outcome as soon as it is known, and nothing is charged twice.', 'plan-bridge'); ?></p>
		<p><a class="button" href="<?php echo esc_url($data['again']); ?>"><?php esc_html_e('Check again', 'plan-bridge'); ?></a></p>
	</section>
</div>
