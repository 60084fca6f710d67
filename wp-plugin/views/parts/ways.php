<?php
/**
 * The ways to pay, one to be chosen; with something new, the agreement to later payments.
 *
 * @var array{ways: list<array{value: string, words: string, hint: string, is_new: bool}>} $data of WayToPay::choices()
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

$ways = $data['ways'];
$has_new = array_filter(array_column($ways, 'is_new')) !== [];

?>
<?php if (count($ways) === 1 && !$has_new) : ?>
	<input type="hidden" name="gateway" value="<?php echo esc_attr($ways[0]['value']); ?>">
	<?php if ($ways[0]['value'] !== 'free') : ?>
		<p class="pb-gateway"><?php esc_html_e('Way to pay:', 'plan-bridge'); ?> <?php echo esc_html($ways[0]['words']); ?></p>
	<?php endif; ?>
<?php else : ?>
	<fieldset class="pb-gateways">
		<legend><?php esc_html_e('Way to pay', 'plan-bridge'); ?></legend>
		<?php foreach ($ways as $position => $way) : ?>
			<label class="pb-way">
				<input type="radio" name="gateway" required value="<?php echo esc_attr($way['value']); ?>"<?php checked($position === 0); ?>>
				<span><?php echo esc_html($way['words']); ?>
					<?php if ($way['hint'] !== '') : ?>
						<span class="description"><?php echo esc_html($way['hint']); ?></span>
					<?php endif; ?>
				</span>
			</label>
		<?php endforeach; ?>
	</fieldset>
	<?php if ($has_new) : ?>
		<p class="pb-agreement"><label><input type="checkbox" name="saves" value="1"> <span><?php View::render('parts/agreement'); ?></span></label></p>
	<?php endif; ?>
<?php endif; ?>
