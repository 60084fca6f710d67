<?php
/**
 * Where invoices go, the VAT number, and which tax applies now.
 *
 * @var array{billing: array<string, mixed>, membership: array<string, mixed>, viewer: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Billing;

defined('ABSPATH') || exit;

$billing = $data['billing'];
$lines = Billing::lines($billing);

?>
<section class="pb-card" aria-labelledby="pb-billing-title">
	<header class="pb-card-header">
		<h2 id="pb-billing-title"><?php esc_html_e('Billing details', 'plan-bridge'); ?></h2>
		<?php if ($data['viewer']['may_buy']) : ?>
			<a class="button" href="<?php echo esc_url(Billing::address((int) $data['membership']['id'])); ?>"><?php esc_html_e('Edit', 'plan-bridge'); ?><span class="screen-reader-text">: <?php esc_html_e('Billing details', 'plan-bridge'); ?></span></a>
		<?php endif; ?>
	</header>
	<dl class="pb-facts">
		<dt><?php esc_html_e('Address', 'plan-bridge'); ?></dt>
		<dd>
			<?php
			if (!$billing['readable']) {
				esc_html_e('What is kept as your address cannot be read. Please enter it anew.', 'plan-bridge');
			} elseif ($lines === []) {
				esc_html_e('None yet', 'plan-bridge');
			}
			foreach ($lines as $at => $line) {
				echo ($at > 0 ? '<br>' : '') . esc_html($line);
			}
			?>
		</dd>
		<?php if ($billing['vat']['number'] !== '') : ?>
			<dt><?php esc_html_e('VAT number', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html(Billing::vat($billing['vat'])); ?></dd>
		<?php endif; ?>
		<dt><?php esc_html_e('Tax', 'plan-bridge'); ?></dt>
		<dd><?php echo esc_html(Billing::tax($billing['tax'])); ?></dd>
	</dl>
</section>
