<?php
/**
 * The worked example under what is chosen now: each story as its owner would read it. Printed with the page, and sent
 * by admin-ajax when a setting changes.
 *
 * @var array{error: ?string, introduction: string, stories: list<array<string, mixed>>} $data of Network\Settings\Example
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\View;

defined('ABSPATH') || exit;

if ($data['error'] !== null) {
	View::render('parts/notice', ['type' => 'warning', 'text' => $data['error']]);
	return;
}
?>
<p class="description"><?php echo esc_html($data['introduction']); ?></p>
<?php foreach ($data['stories'] as $plan_bridge_story) : ?>
	<?php $plan_bridge_id = 'pb-story-' . str_replace('_', '-', $plan_bridge_story['name']); ?>
	<section class="pb-story<?php echo $plan_bridge_story['differs'] ? ' pb-story-changed' : ''; ?>" aria-labelledby="<?php echo esc_attr($plan_bridge_id); ?>" data-pb-story="<?php echo esc_attr($plan_bridge_story['name']); ?>">
		<h3 id="<?php echo esc_attr($plan_bridge_id); ?>"><?php echo esc_html($plan_bridge_story['title']); ?></h3>
		<p><?php echo esc_html($plan_bridge_story['story']); ?></p>
		<?php if ($plan_bridge_story['differs']) : ?>
			<p class="pb-note pb-story-difference">
				<strong><?php esc_html_e('Your edit changes this.', 'plan-bridge'); ?></strong>
				<?php
				echo $plan_bridge_story['saved_due'] === null
					? esc_html__('With the saved settings it is refused.', 'plan-bridge')
					/* translators: %s: amount */
					: esc_html(sprintf(__('With the saved settings %s is due now.', 'plan-bridge'), $plan_bridge_story['saved_due']));
				?>
			</p>
		<?php endif; ?>
		<?php
		if ($plan_bridge_story['quote'] !== null) {
			View::render('change/quote', ['quote' => $plan_bridge_story['quote']]);
		} else {
			?>
			<p><strong><?php esc_html_e('Refused. The owner reads:', 'plan-bridge'); ?></strong> <?php echo esc_html(implode(' ', $plan_bridge_story['refusals'])); ?></p>
			<?php
		}
		if ($plan_bridge_story['quote'] !== null) :
			?>
			<p class="description">
				<?php
				/* translators: %s: date and time */
				echo esc_html(sprintf(__('The price shown holds until %s.', 'plan-bridge'), Format::dateTime($plan_bridge_story['quote']['valid_until'])));
				if ($plan_bridge_story['payable_until'] !== null) {
					/* translators: %s: date and time */
					echo ' ' . esc_html(sprintf(__('Ordered and paid by hand, it must be paid by %s.', 'plan-bridge'), Format::dateTime($plan_bridge_story['payable_until'])));
				}
				?>
			</p>
		<?php endif; ?>
	</section>
<?php endforeach; ?>
