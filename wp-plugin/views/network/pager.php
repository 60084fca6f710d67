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
if ($pager->pages() === 1) {
	return;
}
?>
<nav class="pb-pager" aria-label="<?php echo esc_attr($data['label']); ?>">
	<?php if ($pager->neighbour(-1) !== null) : ?>
		<a class="button" rel="prev" href="<?php echo esc_url($pager->neighbour(-1)); ?>"><?php esc_html_e('Previous', 'plan-bridge'); ?></a>
	<?php endif; ?>
	<span>
		<?php
		/* translators: 1: this page, 2: number of pages */
		echo esc_html(sprintf(__('Page %1$s of %2$s', 'plan-bridge'), number_format_i18n($pager->page), number_format_i18n($pager->pages())));
		?>
	</span>
	<?php if ($pager->neighbour(1) !== null) : ?>
		<a class="button" rel="next" href="<?php echo esc_url($pager->neighbour(1)); ?>"><?php esc_html_e('Next', 'plan-bridge'); ?></a>
	<?php endif; ?>
</nav>
