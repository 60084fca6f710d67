<?php
/**
 * One discount code: its form, and the changes that count on it.
 *
 * @var array{id: int, code: string, version: string, notice: string, nonce: string, rows: ?list<array<string, mixed>>, addons: list<array<string, mixed>>, uses: list<array<string, mixed>>, older: ?string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Network\DiscountCodes;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$plan_bridge_heading = $data['id'] === 0
	? __('Add a discount code', 'plan-bridge')
	/* translators: %s: a discount code */
	: sprintf(__('Discount code %s', 'plan-bridge'), $data['code']);
?>
<div class="wrap pb-network">
	<h1><?php echo esc_html($plan_bridge_heading); ?></h1>
	<p><a href="<?php echo esc_url(DiscountCodes::address()); ?>"><?php esc_html_e('All discount codes', 'plan-bridge'); ?></a></p>
	<hr class="wp-header-end">
	<?php
	if ($data['notice'] !== '') {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['notice']]);
	}
	?>
	<?php if ($data['rows'] !== null) : ?>
		<form method="post" action="<?php echo esc_url(DiscountCodes::address($data['id'] > 0 ? ['id' => $data['id']] : ['add' => 1])); ?>" novalidate>
			<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
			<input type="hidden" name="version" value="<?php echo esc_attr($data['version']); ?>">
			<?php View::render('network/fields', ['rows' => $data['rows'], 'addons' => $data['addons']]); ?>
			<p class="submit"><button type="submit" name="pb_act" value="save" class="button button-primary"><?php esc_html_e('Save discount code', 'plan-bridge'); ?></button></p>
		</form>
	<?php endif; ?>
	<?php if ($data['id'] > 0) : ?>
		<section class="pb-section" aria-labelledby="pb-uses">
			<h2 id="pb-uses"><?php esc_html_e('Who uses it', 'plan-bridge'); ?></h2>
			<?php
			View::render('network/table', [
				'caption' => __('Changes that count on this code, newest first', 'plan-bridge'),
				'columns' => [__('Membership', 'plan-bridge'), __('Customer', 'plan-bridge'), __('Date', 'plan-bridge'), __('Status', 'plan-bridge')],
				'empty' => __('Nobody has used it through Plan Bridge yet.', 'plan-bridge'),
				'rows' => array_map(static fn (array $use): array => [
					$use['membership_id'] === null ? ['text' => '–'] : ['text' => "#{$use['membership_id']}", 'href' => Menu::onMainSite($use['membership_id'])],
					['text' => get_userdata((int) $use['user_id'])->user_login ?? '–'],
					['text' => Format::dateTime($use['at'])],
					['text' => Words::of('use', $use['state'])],
				], $data['uses']),
			]);
			?>
			<?php if ($data['older'] !== null) : ?>
				<p><a class="button" href="<?php echo esc_url($data['older']); ?>"><?php esc_html_e('Older', 'plan-bridge'); ?></a></p>
			<?php endif; ?>
		</section>
	<?php endif; ?>
</div>
