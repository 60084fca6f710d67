<?php
/**
 * Drafts of one type that a limit holds back, and the button that publishes those for which there is room.
 *
 * @var array{type: string, number: int, room: int, titles: list<string>, action: string, list: string} $data
 *      titles: of the first few; list: the address of the list of them
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Limits\LimitTable;

defined('ABSPATH') || exit;

$number = $data['number'];
$room = $data['room'];
$unnamed = $number - count($data['titles']);
/* translators: %s: title of a post */
$titles = array_map(static fn (string $title): string => sprintf(__('“%s”', 'plan-bridge'), $title), $data['titles']);
if ($unnamed > 0) {
	/* translators: %s: number of drafts that are not named */
	$titles[] = sprintf(_n('%s more', '%s more', $unnamed, 'plan-bridge'), number_format_i18n($unnamed));
}
?>
<div class="notice notice-info pb-held">
	<p>
		<?php
		/* translators: 1: number of drafts, 2: Posts, Pages or another type, 3: their titles */
		echo esc_html(sprintf(_n('%1$s draft was held back by the limit of your plan (%2$s): %3$s.', '%1$s drafts were held back by the limit of your plan (%2$s): %3$s.', $number, 'plan-bridge'), number_format_i18n($number), LimitTable::label('post_types', $data['type']), Format::listed($titles)));
		if ($room < $number) {
			/* translators: %s: number of drafts */
			echo ' ' . esc_html(sprintf(_n('There is room for %s of them now.', 'There is room for %s of them now.', $room, 'plan-bridge'), number_format_i18n($room)));
		} else {
			echo ' ' . esc_html(_n('There is room for it now.', 'There is room for all of them now.', $number, 'plan-bridge'));
		}
		?>
	</p>
	<form method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>">
		<input type="hidden" name="action" value="<?php echo esc_attr($data['action']); ?>">
		<input type="hidden" name="type" value="<?php echo esc_attr($data['type']); ?>">
		<?php wp_nonce_field("{$data['action']}_{$data['type']}"); ?>
		<p>
			<button class="button button-primary"><?php
			if ($number === 1) {
				esc_html_e('Publish it', 'plan-bridge');
			} elseif ($room === $number) {
				/* translators: %s: number of drafts, two or more */
				echo esc_html(sprintf(_n('Publish all %s', 'Publish all %s', $number, 'plan-bridge'), number_format_i18n($number)));
			} elseif ($room === 1) {
				esc_html_e('Publish the first one', 'plan-bridge');
			} else {
				/* translators: %s: number of drafts, two or more */
				echo esc_html(sprintf(_n('Publish the first %s', 'Publish the first %s', $room, 'plan-bridge'), number_format_i18n($room)));
			}
			?></button>
			<a class="button" href="<?php echo esc_url($data['list']); ?>"><?php esc_html_e('Show in the list', 'plan-bridge'); ?></a>
			<button class="button-link" name="keep" value="1"><?php echo esc_html(_n('Leave it as a draft', 'Leave them as drafts', $number, 'plan-bridge')); ?></button>
		</p>
	</form>
</div>
