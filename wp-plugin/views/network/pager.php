<?php
/**
 * Links between the pages of a list.
 *
 * @var array{pager: \PlanBridge\Network\Pager, label: string} $data label names the list for screen readers
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$pager = $data['pager'];
if ($pager->previous === null && $pager->next === null) {
	return;
}
?>
<nav class="pb-pager" aria-label="<?php echo esc_attr($data['label']); ?>">
	<?php if ($pager->previous !== null) : ?>
		<a class="button" rel="prev" href="<?php echo esc_url($pager->previous); ?>"><?php esc_html_e('Previous', 'plan-bridge'); ?></a>
	<?php endif; ?>
	<?php if ($pager->words !== '') : ?>
		<span><?php echo esc_html($pager->words); ?></span>
	<?php endif; ?>
	<?php if ($pager->next !== null) : ?>
		<a class="button" rel="next" href="<?php echo esc_url($pager->next); ?>"><?php esc_html_e('Next', 'plan-bridge'); ?></a>
	<?php endif; ?>
</nav>
