<?php
/**
 * What to do with the memberships that are ticked in the table below, or with all; its boxes belong to this form.
 *
 * @var array{choices: array<string, string>, form: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\Screens;

defined('ABSPATH') || exit;

?>
<form method="get" action="<?php echo esc_url(Screens::address(Screens::MEMBERSHIPS)); ?>" id="<?php echo esc_attr($data['form']); ?>" class="pb-search">
	<input type="hidden" name="page" value="<?php echo esc_attr(Screens::MEMBERSHIPS); ?>">
	<label for="pb-move"><?php esc_html_e('Who bills them', 'plan-bridge'); ?></label>
	<select name="move" id="pb-move">
		<?php foreach ($data['choices'] as $choice => $words) : ?>
			<option value="<?php echo esc_attr($choice); ?>"><?php echo esc_html($words); ?></option>
		<?php endforeach; ?>
	</select>
	<button type="submit" class="button"><?php esc_html_e('Show what it comes to', 'plan-bridge'); ?></button>
</form>
