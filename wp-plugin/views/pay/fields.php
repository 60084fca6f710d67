<?php
/**
 * Where the provider's own script puts its fields: what is typed there goes to the provider, and never comes here.
 *
 * @var array{parameters: array<string, string>, is_typed: bool, back: string, button: string, ask?: array<string, string>} $data
 *      is_typed: false where the bank asks; ask: what the script sends to get the parameters
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\PayPage;

defined('ABSPATH') || exit;

?>
<p class="pb-problem pb-needs-scripts"><?php esc_html_e('This needs scripts: allow them in your browser and load the page again. A bank transfer works without.', 'plan-bridge'); ?></p>
<form id="pb-fields" hidden method="post" action="<?php echo esc_url($data['back']); ?>"
	data-typed="<?php echo $data['is_typed'] ? '1' : ''; ?>"
	data-back="<?php echo esc_url($data['back']); ?>"
	<?php foreach (PayPage::fields($data['parameters']) as $name => $value) : ?>
		data-<?php echo esc_attr($name); ?>="<?php echo esc_attr($value); ?>"
	<?php endforeach; ?>
	data-blocked="<?php esc_attr_e('The card form could not be loaded. Something in your browser or network may block it. Nothing has been charged; try again, or pay by bank transfer.', 'plan-bridge'); ?>"
	data-failed="<?php esc_attr_e('That did not work, and nothing was charged. Please try again in a moment.', 'plan-bridge'); ?>"
	data-sending="<?php esc_attr_e('One moment …', 'plan-bridge'); ?>">
	<?php foreach ($data['ask'] ?? [] as $name => $value) : ?>
		<input type="hidden" name="<?php echo esc_attr($name); ?>" value="<?php echo esc_attr($value); ?>">
	<?php endforeach; ?>
	<div class="pb-provider-fields" role="group" aria-label="<?php esc_attr_e('Card details', 'plan-bridge'); ?>"></div>
	<p class="pb-problem" role="alert" tabindex="-1" hidden></p>
	<p><button class="button button-primary button-hero pb-pay-button"><?php echo esc_html($data['button']); ?></button></p>
	<p class="description"><?php esc_html_e('What you type goes straight to the company that handles cards. This site never sees it.', 'plan-bridge'); ?></p>
</form>
