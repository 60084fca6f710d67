<?php
/**
 * The packages and services offered with one plan.
 *
 * @var array{plan: array<string, mixed>, selection: \PlanBridge\Account\Selection, current: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Selection;
use PlanBridge\Account\Words;

defined('ABSPATH') || exit;

$plan = (int) $data['plan']['product_id'];
$chosen = $data['selection']->planId === $plan ? $data['selection']->addons : array_map('intval', (array) $data['current']['addons']);

?>
<fieldset class="pb-addons">
	<?php /* translators: %s: a plan */ ?>
	<legend><?php echo esc_html(sprintf(__('Packages and services with %s', 'plan-bridge'), $data['plan']['name'])); ?></legend>
	<?php foreach ($data['plan']['addons'] as $addon) : ?>
		<?php
		$id = (int) $addon['product_id'];
		$field = "pb-addon-{$plan}-{$id}";
		$refused = Words::refusals($addon['refusals']);
		$most = $addon['most'] ?? Selection::MOST;
		$quantity = $chosen[$id] ?? 0;
		$typed = $data['selection']->planId === $plan ? $data['selection']->shown($id) : (string) $quantity;
		?>
		<div class="pb-addon">
			<div class="pb-addon-words">
				<label for="<?php echo esc_attr($field); ?>"><?php echo esc_html($addon['name']); ?></label>
				<span class="pb-addon-price"><?php echo esc_html(Words::type($addon['type']) . ', ' . Words::prices($addon['prices'])); ?></span>
				<?php if ((string) $addon['description'] !== '') : ?>
					<span class="description"><?php echo esc_html(wp_strip_all_tags($addon['description'])); ?></span>
				<?php endif; ?>
				<?php if ($addon['held'] > 0) : ?>
					<?php /* translators: %s: number */ ?>
					<span class="pb-addon-held"><?php echo esc_html(sprintf(__('You have %s.', 'plan-bridge'), number_format_i18n($addon['held']))); ?></span>
				<?php endif; ?>
				<?php if ($refused !== []) : ?>
					<span class="pb-offer-refused"><?php echo esc_html(implode(' ', $refused)); ?></span>
				<?php elseif ($addon['most'] !== null) : ?>
					<?php /* translators: %s: number */ ?>
					<span class="description"><?php echo esc_html(sprintf(__('More than %s would raise no limit.', 'plan-bridge'), number_format_i18n($addon['most']))); ?></span>
				<?php endif; ?>
			</div>
			<?php if ($addon['type'] === 'service') : ?>
				<input type="checkbox" id="<?php echo esc_attr($field); ?>" name="addons[<?php echo esc_attr((string) $plan); ?>][<?php echo esc_attr((string) $id); ?>]" value="<?php echo esc_attr((string) max(1, $quantity)); ?>"<?php checked($quantity > 0); ?><?php disabled($refused !== [] && $quantity === 0); ?>>
			<?php else : ?>
				<input type="number" class="small-text" min="0" max="<?php echo esc_attr((string) max($most, $quantity)); ?>" step="1" inputmode="numeric" id="<?php echo esc_attr($field); ?>" name="addons[<?php echo esc_attr((string) $plan); ?>][<?php echo esc_attr((string) $id); ?>]" value="<?php echo esc_attr($typed); ?>"<?php disabled($refused !== [] && $quantity === 0); ?>>
			<?php endif; ?>
		</div>
	<?php endforeach; ?>
</fieldset>
