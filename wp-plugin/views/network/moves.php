<?php
/**
 * What taking memberships over, or handing them back, comes to; and the button.
 *
 * @var array{direction: string, back: string, error: ?string, of?: string, total?: int, rows?: list<list<array<string, mixed>>>, pager?: \PlanBridge\Network\Pager} $data
 *      of: the numbers, or "all"
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

$is_take_over = $data['direction'] === 'take_over';
?>
<div class="wrap pb-network">
	<h1><?php echo esc_html($is_take_over ? __('Take memberships over', 'plan-bridge') : __('Hand memberships back', 'plan-bridge')); ?></h1>
	<p><?php echo esc_html($is_take_over
		? __('Plan Bridge bills them from then on. Nothing has happened yet: below is what it comes to.', 'plan-bridge')
		: __('Ultimate Multisite bills them from then on. Nothing has happened yet: below is what it comes to.', 'plan-bridge')); ?></p>
	<?php
	if ($data['error'] !== null) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	} else {
		View::render('network/table', [
			'caption' => __('What it comes to', 'plan-bridge'),
			'columns' => [__('Membership', 'plan-bridge'), __('Customer', 'plan-bridge'), __('Plan', 'plan-bridge'), __('Billed by', 'plan-bridge'), __('What it comes to', 'plan-bridge')],
			'rows' => $data['rows'],
			'empty' => __('There is none to move.', 'plan-bridge'),
		]);
		View::render('network/pager', ['pager' => $data['pager'], 'label' => __('Pages of memberships', 'plan-bridge')]);
	}
	?>
	<?php if (!empty($data['rows'])) : ?>
		<form method="post" action="<?php echo esc_url($data['back']); ?>" data-pb-once>
			<?php wp_nonce_field(Screens::nonce("move_{$data['direction']}"), '_wpnonce', false); ?>
			<input type="hidden" name="direction" value="<?php echo esc_attr($data['direction']); ?>">
			<input type="hidden" name="memberships" value="<?php echo esc_attr($data['of']); ?>">
			<?php if ($data['of'] === 'all') : ?>
				<p><label><input type="checkbox" required> <?php
				/* translators: %s: number of memberships */
				echo esc_html(sprintf(__('I mean all memberships of the network that can be moved (%s), not only those shown here', 'plan-bridge'), number_format_i18n($data['total'])));
				?></label></p>
			<?php endif; ?>
			<p>
				<button type="submit" name="pb_act" value="move" class="button button-primary"><?php echo esc_html($is_take_over ? __('Take over', 'plan-bridge') : __('Hand back to Ultimate Multisite', 'plan-bridge')); ?></button>
				<a class="button" href="<?php echo esc_url($data['back']); ?>"><?php esc_html_e('Back to the list', 'plan-bridge'); ?></a>
			</p>
		</form>
	<?php else : ?>
		<p><a class="button" href="<?php echo esc_url($data['back']); ?>"><?php esc_html_e('Back to the list', 'plan-bridge'); ?></a></p>
	<?php endif; ?>
</div>
