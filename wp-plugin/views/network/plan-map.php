<?php
/**
 * A map of plans as a table: from the row's plan to the column's. Scrolls within its own region, also by keyboard.
 *
 * @var array{id: string, own?: int, caption: string, columns: list<array<string, mixed>>, rows: list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\PlanMap;
use PlanBridge\Network\Screens;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$own = $data['own'] ?? null; // the plan that is edited
$plan_bridge_name = static function (array $plan) use ($own): void {
	echo in_array($plan['plan_id'], [0, $own], true)
		? esc_html($plan['name'])
		: '<a href="' . esc_url(Screens::paths($plan['plan_id'])) . '">' . esc_html($plan['name']) . '</a>';
	if ($plan['plan_id'] === $own) {
		echo ' <span class="pb-map-note">' . esc_html__('this plan', 'plan-bridge') . '</span>';
	}
	if (!$plan['active']) {
		echo ' <span class="pb-map-note">' . esc_html__('not active', 'plan-bridge') . '</span>';
	}
};
?>
<p class="pb-map-title" id="<?php echo esc_attr($data['id']); ?>"><?php echo esc_html($data['caption']); ?></p>
<div class="pb-map-scroll" role="region" tabindex="0" aria-labelledby="<?php echo esc_attr($data['id']); ?>" data-pb-scroll="<?php echo esc_attr($data['id']); ?>">
	<table class="pb-map" aria-labelledby="<?php echo esc_attr($data['id']); ?>">
		<thead>
			<tr>
				<th scope="col" class="pb-map-corner">
					<span><?php esc_html_e('From', 'plan-bridge'); ?> <span aria-hidden="true">↓</span></span>
					<span><?php esc_html_e('to', 'plan-bridge'); ?> <span aria-hidden="true">→</span></span>
				</th>
				<?php foreach ($data['columns'] as $plan_bridge_column) : ?>
					<th scope="col"<?php echo $plan_bridge_column['plan_id'] === $own ? ' class="pb-map-own"' : ''; ?>><?php $plan_bridge_name($plan_bridge_column); ?></th>
				<?php endforeach; ?>
			</tr>
		</thead>
		<tbody>
			<?php foreach ($data['rows'] as $plan_bridge_at => $plan_bridge_row) : ?>
				<tr>
					<th scope="row"<?php echo $plan_bridge_row['plan_id'] === $own ? ' class="pb-map-own"' : ''; ?>><?php $plan_bridge_name($plan_bridge_row); ?></th>
					<?php
					foreach ($data['cells'][$plan_bridge_at] as $plan_bridge_cell) :
						$plan_bridge_kind = match (true) {
							$plan_bridge_cell === null => 'same',
							!$plan_bridge_cell['allowed'] => 'no',
							default => $plan_bridge_cell['effective'] === 'term_end' ? 'later' : 'now',
						};
						$plan_bridge_text = $plan_bridge_kind === 'no' ? implode('; ', PlanMap::reasons($plan_bridge_cell)) : Words::of('map', $plan_bridge_kind);
						$plan_bridge_changed = $plan_bridge_cell['changed'] ?? false;
						?>
						<td class="pb-map-<?php echo esc_attr($plan_bridge_kind); ?><?php echo $plan_bridge_changed ? ' pb-map-changed' : ''; ?>">
							<span class="pb-map-sign" aria-hidden="true"><?php echo esc_html(PlanMap::SIGNS[$plan_bridge_kind]); ?></span>
							<span class="<?php echo $plan_bridge_kind === 'same' ? 'screen-reader-text' : 'pb-map-text'; ?>"><?php echo esc_html($plan_bridge_text); ?></span>
							<?php if ($plan_bridge_changed) : ?>
								<strong class="pb-mark"><?php esc_html_e('(changed)', 'plan-bridge'); ?></strong>
							<?php endif; ?>
						</td>
					<?php endforeach; ?>
				</tr>
			<?php endforeach; ?>
		</tbody>
	</table>
</div>
<ul class="pb-map-legend" aria-label="<?php esc_attr_e('Signs in the map', 'plan-bridge'); ?>">
	<?php foreach (PlanMap::SIGNS as $plan_bridge_kind => $plan_bridge_sign) : ?>
		<li class="pb-map-<?php echo esc_attr($plan_bridge_kind); ?>"><span class="pb-map-sign" aria-hidden="true"><?php echo esc_html($plan_bridge_sign); ?></span> <?php echo esc_html(Words::of('map', $plan_bridge_kind)); ?></li>
	<?php endforeach; ?>
</ul>
