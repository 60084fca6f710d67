<?php
/**
 * The card "Site limits": each limit with what is used, and a bar; then what the plan says that is no number.
 *
 * @var array{limits: list<\PlanBridge\Limits\LimitRow>, included: list<array{string, string}>, pace: string, quota_version: int} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Limits\LimitTable;

defined('ABSPATH') || exit;

$states = [
	'over' => __('above the limit', 'plan-bridge'),
	'full' => __('limit reached', 'plan-bridge'),
	'near' => __('nearly full', 'plan-bridge'),
];

?>
<section class="pb-card" aria-labelledby="pb-limits-title">
	<header class="pb-card-header"><h2 id="pb-limits-title"><?php esc_html_e('Site limits', 'plan-bridge'); ?></h2></header>
	<ul class="pb-limits">
		<?php foreach ($data['limits'] as $row) : ?>
			<li class="pb-limit pb-limit-<?php echo esc_attr($row->state()); ?>" data-limit="<?php echo esc_attr($row->name); ?>">
				<span class="pb-limit-name"><?php echo esc_html(LimitTable::name($row->name)); ?></span>
				<span class="pb-limit-words">
					<?php echo esc_html($row->words()); ?>
					<?php if (isset($states[$row->state()])) : ?>
						<strong class="pb-limit-state"><?php echo esc_html($states[$row->state()]); ?></strong>
					<?php endif; ?>
				</span>
				<?php if ($row->origin() !== '') : ?>
					<span class="pb-limit-origin"><?php echo esc_html($row->origin()); ?></span>
				<?php endif; ?>
				<?php if ($row->name === 'visits' && $data['pace'] !== '') : ?>
					<span class="pb-limit-pace"><?php echo esc_html($data['pace']); ?></span>
				<?php endif; ?>
				<?php if ($row->percent() !== null) : ?>
					<progress class="pb-bar" max="100" value="<?php echo esc_attr((string) $row->percent()); ?>" aria-label="<?php echo esc_attr(LimitTable::name($row->name) . ': ' . $row->words()); ?>"><?php echo esc_html($row->percent() . ' %'); ?></progress>
				<?php endif; ?>
			</li>
		<?php endforeach; ?>
		<?php foreach ($data['included'] as [$name, $words]) : ?>
			<li class="pb-limit">
				<span class="pb-limit-name"><?php echo esc_html($name); ?></span>
				<span class="pb-limit-words"><?php echo esc_html($words); ?></span>
			</li>
		<?php endforeach; ?>
	</ul>
	<?php if ($data['quota_version'] === 0) : ?>
		<p class="description"><?php esc_html_e('These limits are being set up for this site.', 'plan-bridge'); ?></p>
	<?php endif; ?>
</section>
