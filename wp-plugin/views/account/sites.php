<?php
/**
 * The sites of the membership, where they are not simply this one.
 *
 * @var array{sites: list<array{blog_id: int, domain: string, path: string, name: string}>, total: int} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;

defined('ABSPATH') || exit;

$only_here = count($data['sites']) === 1 && (int) $data['sites'][0]['blog_id'] === get_current_blog_id();
if ($data['sites'] === [] || $only_here) {
	return;
}

?>
<section class="pb-card" aria-labelledby="pb-sites-title">
	<header class="pb-card-header"><h2 id="pb-sites-title"><?php esc_html_e('Sites of this membership', 'plan-bridge'); ?></h2></header>
	<ul class="pb-sites">
		<?php foreach ($data['sites'] as $site) : ?>
			<li><a href="<?php echo esc_url(get_admin_url((int) $site['blog_id'], 'admin.php?page=' . Menu::ACCOUNT)); ?>"><?php echo esc_html($site['name']); ?></a></li>
		<?php endforeach; ?>
	</ul>
	<?php if ($data['total'] > count($data['sites'])) : ?>
		<p class="description">
			<?php
			$more = $data['total'] - count($data['sites']);
			/* translators: %s: number of sites that are not listed */
			echo esc_html(sprintf(_n('and %s more', 'and %s more', $more, 'plan-bridge'), number_format_i18n($more)));
			?>
		</p>
	<?php endif; ?>
</section>
