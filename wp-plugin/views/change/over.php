<?php
/**
 * What is used, allowed and has to go, limit by limit and site by site; what of it, by name; and what becomes of the change.
 *
 * @var array{over: list<array<string, mixed>>, more?: int, at_least?: bool, unmeasured: int, membership_id: int, title: string} $data
 *      over: as the service's Exceeded, with `when`, and `until` or `days` of grace; more: how many more there are that are not
 *      among them, at_least: or more still
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Limits\LimitTable;
use PlanBridge\Limits\Surplus;
use PlanBridge\Messages;

defined('ABSPATH') || exit;

$shown = array_slice($data['over'], 0, 20);
$more = count($data['over']) - count($shown) + ($data['more'] ?? 0);
$fates = [];
foreach ($data['over'] as $one) {
	$fate = match (true) {
		LimitTable::isSoftware($one['limit']) && ($one['when'] ?? 'warn') === 'warn' => Messages::forCode('over_software'),
		($one['when'] ?? '') === 'grace' && isset($one['until']) => Messages::forCode('over_grace', ['effective_at' => $one['until']]),
		($one['when'] ?? '') === 'grace' => Messages::forCode('over_grace_days', ['count' => number_format_i18n($one['days'])], (int) $one['days']),
		($one['when'] ?? '') === 'refuse' => Messages::forCode('over_refuse'),
		default => Messages::forCode('over_warn'),
	};
	if ($one['limit'] !== 'visits') { // they begin anew each month
		$fates[$fate][] = $one['limit'];
	}
}

?>
<?php if ($data['over'] !== []) : ?>
	<p><strong><?php echo esc_html($data['title']); ?></strong></p>
	<ul class="pb-over">
		<?php foreach ($shown as $one) : ?>
			<?php $surplus = Surplus::of($one, $data['membership_id']); ?>
			<li>
				<?php echo esc_html(Messages::excess($one)); ?>
				<?php if ($surplus !== null) : ?>
					<details class="pb-surplus">
						<summary><?php esc_html_e('What could go', 'plan-bridge'); ?><span class="screen-reader-text">: <?php echo esc_html(LimitTable::name($one['limit'])); ?></span></summary>
						<ul>
							<?php foreach ($surplus['named'] as $named) : ?>
								<li><?php echo $named['url'] === '' ? esc_html($named['text']) : '<a href="' . esc_url($named['url']) . '">' . esc_html($named['text']) . '</a>'; ?><?php echo $named['about'] === '' ? '' : ' <span class="description">' . esc_html($named['about']) . '</span>'; ?></li>
							<?php endforeach; ?>
							<?php if ($surplus['beyond']) : ?>
								<?php /* translators: %s: how many more are known to have to go, at least 0 */ ?>
								<li><?php echo esc_html(sprintf(_n('and more than %s more', 'and more than %s more', $surplus['more'], 'plan-bridge'), number_format_i18n($surplus['more']))); ?></li>
							<?php elseif ($surplus['more'] > 0) : ?>
								<?php /* translators: %s: how many more there are, at least 1 */ ?>
								<li><?php echo esc_html(sprintf(_n('and %s more', 'and %s more', $surplus['more'], 'plan-bridge'), number_format_i18n($surplus['more']))); ?></li>
							<?php endif; ?>
						</ul>
						<p><a href="<?php echo esc_url($surplus['url']); ?>"><?php echo esc_html($surplus['where']); ?></a></p>
					</details>
				<?php endif; ?>
			</li>
		<?php endforeach; ?>
		<?php if ($data['at_least'] ?? false) : ?>
			<?php /* translators: %s: how many more are known to have to go, at least 0 */ ?>
			<li><?php echo esc_html(sprintf(_n('and more than %s more', 'and more than %s more', $more, 'plan-bridge'), number_format_i18n($more))); ?></li>
		<?php elseif ($more > 0) : ?>
			<?php /* translators: %s: how many more there are, at least 1 */ ?>
			<li><?php echo esc_html(sprintf(_n('and %s more', 'and %s more', $more, 'plan-bridge'), number_format_i18n($more))); ?></li>
		<?php endif; ?>
	</ul>
	<?php foreach ($fates as $fate => $limits) : ?>
		<p><?php echo esc_html(count($fates) === 1 ? $fate : Messages::forCode('over_of', ['limits' => array_values(array_unique($limits)), 'fate' => $fate])); ?></p>
	<?php endforeach; ?>
<?php endif; ?>
<?php if ($data['unmeasured'] > 0) : ?>
	<p class="pb-unmeasured"><?php echo esc_html(Messages::forCode('unmeasured', ['count' => number_format_i18n($data['unmeasured'])], $data['unmeasured'])); ?></p>
<?php endif; ?>
