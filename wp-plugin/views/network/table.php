<?php
/**
 * A table of a list; the first cell of a row names it.
 *
 * @var array{caption: string, columns: list<string>, numbers?: list<int>, rows: list<list<array{text?: string, href?: string, class?: string, heard?: string, below?: string, strong?: bool, view?: array{0: string, 1: array<string, mixed>}}>>, empty: string} $data
 *      below: what stands on a line of its own under the text; heard: what is said after the text to those who hear the page; numbers: columns of numbers
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_number = static fn (int $at): string => in_array($at, $data['numbers'] ?? [], true) ? ' class="pb-number"' : '';
$plan_bridge_cell = static function (array $cell): void {
	if (isset($cell['view'])) {
		View::render(...$cell['view']);
		return;
	}
	$tag = isset($cell['href']) ? 'a' : (isset($cell['class']) ? 'span' : (empty($cell['strong']) ? '' : 'strong'));
	$attributes = (isset($cell['class']) ? ' class="' . esc_attr($cell['class']) . '"' : '') . (isset($cell['href']) ? ' href="' . esc_url($cell['href']) . '"' : '');
	$below = ($cell['below'] ?? '') === '' ? '' : '<span class="pb-below">' . esc_html($cell['below']) . '</span>';
	$text = esc_html($cell['text']) . (isset($cell['heard']) ? '<span class="screen-reader-text">' . esc_html($cell['heard']) . '</span>' : '');
	echo ($tag === '' ? $text : "<{$tag}{$attributes}>{$text}</{$tag}>") . $below; // phpcs:ignore -- each part is escaped above
};
?>
<table class="widefat striped pb-list">
	<caption class="screen-reader-text"><?php echo esc_html($data['caption']); ?></caption>
	<thead>
		<tr>
			<?php foreach ($data['columns'] as $plan_bridge_at => $plan_bridge_name) : ?>
				<th scope="col"<?php echo $plan_bridge_number($plan_bridge_at); ?>><?php echo esc_html($plan_bridge_name); ?></th>
			<?php endforeach; ?>
		</tr>
	</thead>
	<tbody>
		<?php foreach ($data['rows'] as $plan_bridge_row) : ?>
			<tr>
				<?php foreach ($plan_bridge_row as $plan_bridge_at => $plan_bridge_one) : ?>
					<?php if ($plan_bridge_at === 0) : ?>
						<th scope="row"><?php $plan_bridge_cell($plan_bridge_one); ?></th>
					<?php else : ?>
						<td data-label="<?php echo esc_attr($data['columns'][$plan_bridge_at]); ?>"<?php echo $plan_bridge_number($plan_bridge_at); ?>><?php $plan_bridge_cell($plan_bridge_one); ?></td>
					<?php endif; ?>
				<?php endforeach; ?>
			</tr>
		<?php endforeach; ?>
		<?php if ($data['rows'] === []) : ?>
			<tr><td colspan="<?php echo count($data['columns']); ?>"><?php echo esc_html($data['empty']); ?></td></tr>
		<?php endif; ?>
	</tbody>
</table>
