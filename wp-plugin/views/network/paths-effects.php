<?php
/**
 * What saving would change: ways between plans that open, close or happen at another time, and traps.
 *
 * @var array{is_new: bool, pairs: list<array{what: string, text: string}>, more: int, new: list<string>, gone: list<string>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

$plan_bridge_signs = ['opens' => '✓', 'closes' => '✕', 'timing' => '◷'];
?>
<h4><?php echo $data['is_new'] ? esc_html__('What saving adds', 'plan-bridge') : esc_html__('What your edit changes', 'plan-bridge'); ?></h4>
<?php
foreach ($data['new'] as $plan_bridge_warning) {
	/* translators: %s: a warning about the catalog */
	View::render('parts/notice', ['type' => 'warning', 'text' => sprintf(__('Saving would bring this about: %s', 'plan-bridge'), $plan_bridge_warning)]);
}
if ($data['pairs'] === []) :
	?>
	<p class="pb-effects-none"><?php esc_html_e('Nothing in who can go where.', 'plan-bridge'); ?></p>
<?php else : ?>
	<ul class="pb-effects">
		<?php foreach ($data['pairs'] as $plan_bridge_pair) : ?>
			<li class="pb-effect-<?php echo esc_attr($plan_bridge_pair['what']); ?>"><span class="pb-map-sign" aria-hidden="true"><?php echo esc_html($plan_bridge_signs[$plan_bridge_pair['what']] ?? ''); ?></span> <?php echo esc_html($plan_bridge_pair['text']); ?></li>
		<?php endforeach; ?>
	</ul>
	<?php if ($data['more'] > 0) : ?>
		<p>
			<?php
			/* translators: %s: number */
			echo esc_html(sprintf(__('Further ways that change: %s.', 'plan-bridge'), number_format_i18n($data['more'])));
			?>
		</p>
		<?php
	endif;
endif;
if ($data['gone'] !== []) :
	?>
	<p><?php esc_html_e('Saving mends this:', 'plan-bridge'); ?></p>
	<ul class="pb-effects pb-effects-gone">
		<?php foreach ($data['gone'] as $plan_bridge_warning) : ?>
			<li><span class="pb-map-sign" aria-hidden="true">✓</span> <?php echo esc_html($plan_bridge_warning); ?></li>
		<?php endforeach; ?>
	</ul>
<?php endif; ?>
