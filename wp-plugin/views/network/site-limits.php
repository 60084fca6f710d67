<?php
/**
 * The limits of one site, in the frame of WordPress' own screens of a site.
 *
 * @var array{blog_id: int, is_owned: bool, error: ?string, notices: list<array{string, string}>, membership: int, plan: string, numbers: list<array<string, mixed>>, others: array<array<string, mixed>>} $data of Network\SiteLimits
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\MembershipPage;
use PlanBridge\View;

defined('ABSPATH') || exit;

$site = get_site($data['blog_id']);
$said = static function (array $row): void {
	?>
	<ul class="pb-texts">
		<?php foreach ($row['said'] as $sentence) : ?>
			<li><?php echo esc_html($sentence); ?></li>
		<?php endforeach; ?>
		<?php foreach ($row['void'] as $sentence) : ?>
			<li class="pb-off"><?php echo esc_html($sentence); ?></li>
		<?php endforeach; ?>
	</ul>
	<?php
};
?>
<div class="wrap pb-network pb-page">
	<?php /* translators: %s: name of a site */ ?>
	<h1 id="edit-site"><?php echo esc_html(sprintf(translate('Edit Site: %s'), (string) $site->blogname)); ?></h1>
	<p class="edit-site-actions"><a href="<?php echo esc_url(get_home_url($data['blog_id'], '/')); ?>"><?php echo esc_html(translate('Visit')); ?></a> | <a href="<?php echo esc_url(get_admin_url($data['blog_id'])); ?>"><?php echo esc_html(translate('Dashboard')); ?></a></p>
	<?php
	network_edit_site_nav(['blog_id' => $data['blog_id'], 'selected' => 'plan-bridge']);
	if ($data['error'] !== null) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	foreach ($data['notices'] as [$type, $text]) {
		View::render('parts/notice', ['type' => $type, 'text' => $text]);
	}
	if (!$data['is_owned']) :
		?>
		<p><?php esc_html_e('This site is not a customer’s: no plan limits it.', 'plan-bridge'); ?></p>
	<?php elseif ($data['error'] === null) : ?>
		<p>
			<?php
			/* translators: %s: name of a plan */
			echo esc_html($data['plan'] === '' ? __('Plan: not known', 'plan-bridge') : sprintf(__('Plan: %s', 'plan-bridge'), $data['plan']));
			?>
			· <a href="<?php echo esc_url(MembershipPage::address($data['membership'])); ?>"><?php
			/* translators: %s: number of a membership */
			echo esc_html(sprintf(__('Membership %s', 'plan-bridge'), (string) $data['membership']));
			?></a>
		</p>
		<?php if ($data['numbers'] !== []) : ?>
			<table class="widefat striped pb-list">
				<caption><?php esc_html_e('What the site may have, and has now', 'plan-bridge'); ?></caption>
				<thead>
					<tr>
						<th scope="col"><?php esc_html_e('Limit', 'plan-bridge'); ?></th>
						<th scope="col"><?php esc_html_e('Allowed', 'plan-bridge'); ?></th>
						<th scope="col"><?php esc_html_e('Has now', 'plan-bridge'); ?></th>
						<th scope="col"><?php esc_html_e('Where it comes from', 'plan-bridge'); ?></th>
					</tr>
				</thead>
				<tbody>
					<?php foreach ($data['numbers'] as $row) : ?>
						<tr>
							<th scope="row"><?php echo esc_html($row['name']); ?></th>
							<td data-label="<?php esc_attr_e('Allowed', 'plan-bridge'); ?>"><?php echo esc_html($row['holds']); ?></td>
							<td data-label="<?php esc_attr_e('Has now', 'plan-bridge'); ?>"><?php echo esc_html($row['used']); ?>
								<?php if ($row['over'] !== '') : ?>
									<br><strong class="pb-problem"><?php echo esc_html($row['over']); ?></strong>
								<?php endif; ?>
								<?php if ($row['pace'] !== '') : ?>
									<br><span class="description"><?php echo esc_html($row['pace']); ?></span>
								<?php endif; ?>
							</td>
							<td data-label="<?php esc_attr_e('Where it comes from', 'plan-bridge'); ?>"><?php $said($row); ?></td>
						</tr>
					<?php endforeach; ?>
				</tbody>
			</table>
		<?php endif; ?>
		<?php if ($data['others'] !== []) : ?>
			<table class="widefat striped pb-list">
				<caption><?php esc_html_e('Plugins, themes and what else is set', 'plan-bridge'); ?></caption>
				<thead>
					<tr>
						<th scope="col"><?php esc_html_e('What', 'plan-bridge'); ?></th>
						<th scope="col"><?php esc_html_e('Holds', 'plan-bridge'); ?></th>
						<th scope="col"><?php esc_html_e('Where it comes from', 'plan-bridge'); ?></th>
					</tr>
				</thead>
				<tbody>
					<?php foreach ($data['others'] as $row) : ?>
						<tr>
							<th scope="row"><?php echo esc_html($row['name']); ?></th>
							<td data-label="<?php esc_attr_e('Holds', 'plan-bridge'); ?>"><?php echo esc_html($row['holds']); ?></td>
							<td data-label="<?php esc_attr_e('Where it comes from', 'plan-bridge'); ?>"><?php $said($row); ?></td>
						</tr>
					<?php endforeach; ?>
				</tbody>
			</table>
		<?php endif; ?>
		<?php if ($data['numbers'] === [] && $data['others'] === []) : ?>
			<p><?php esc_html_e('Nobody says anything of limits for this site.', 'plan-bridge'); ?></p>
		<?php endif; ?>
		<p class="description"><?php
		/* translators: %s: a command */
		echo wp_kses(sprintf(__('The same of one limit, by command: %s', 'plan-bridge'), '<code>bridge explain-limit ' . (int) $data['blog_id'] . ' disk_space</code>'), ['code' => []]);
		?></p>
	<?php endif; ?>
</div>
