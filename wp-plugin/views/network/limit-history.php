<?php
/**
 * The states of a product's limits: who, when, what changed, and a button to go back to an earlier one.
 *
 * @var array<string, mixed> $data of Network\Products\LimitHistory
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\Products\LimitHistory;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-network">
<section class="pb-section" id="<?php echo esc_attr(LimitHistory::PLACE); ?>" aria-labelledby="pb-limit-history-title">
	<h2 id="pb-limit-history-title"><?php esc_html_e('Earlier limits', 'plan-bridge'); ?></h2>
	<?php
	if (isset($data['error'])) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
		echo '</section></div>';
		return;
	}
	?>
	<p><?php esc_html_e('Going back makes earlier limits the newest ones. They hold for everybody who has this product, from the next page on.', 'plan-bridge'); ?></p>
	<?php if (!$data['can_take_back']) : ?>
		<p><?php esc_html_e('What is stored now was written outside of Plan Bridge and has not been read yet. Reload this page in a moment.', 'plan-bridge'); ?></p>
	<?php endif; ?>
	<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<input type="hidden" name="pb_act" value="take-back">
		<input type="hidden" name="limits_revision" value="<?php echo esc_attr((string) $data['limits_revision']); ?>">
		<table class="widefat striped pb-list">
			<thead>
				<tr>
					<th scope="col"><?php esc_html_e('Saved', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('By', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Changed', 'plan-bridge'); ?></th>
					<th scope="col"><span class="screen-reader-text"><?php esc_html_e('Go back', 'plan-bridge'); ?></span></th>
				</tr>
			</thead>
			<tbody>
				<?php foreach ($data['rows'] as $plan_bridge_row) : ?>
					<tr>
						<th scope="row"><?php echo esc_html($plan_bridge_row['when']); ?></th>
						<td data-label="<?php esc_attr_e('By', 'plan-bridge'); ?>"><?php echo esc_html($plan_bridge_row['who']); ?></td>
						<td data-label="<?php esc_attr_e('Changed', 'plan-bridge'); ?>"><?php echo esc_html($plan_bridge_row['changed']); ?></td>
						<td>
							<?php if ($plan_bridge_row['is_newest']) : ?>
								<?php esc_html_e('These hold now', 'plan-bridge'); ?>
							<?php elseif ($data['can_take_back']) : ?>
								<?php /* translators: %s: a day and time */ ?>
								<button type="submit" name="to" value="<?php echo esc_attr((string) $plan_bridge_row['revision']); ?>" class="button" aria-label="<?php echo esc_attr(sprintf(__('Go back to the limits saved %s', 'plan-bridge'), $plan_bridge_row['when'])); ?>"><?php esc_html_e('Go back to these', 'plan-bridge'); ?></button>
							<?php endif; ?>
						</td>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
	</form>
</section>
</div>
