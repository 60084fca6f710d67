<?php
/**
 * Memberships of the network; each leads to its account.
 *
 * @var array{error: ?string, search: string, memberships: list<array<string, mixed>>, pager: ?\PlanBridge\Network\Pager} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\MembershipWords;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-network">
	<h1><?php esc_html_e('Memberships', 'plan-bridge'); ?></h1>
	<hr class="wp-header-end">
	<p><?php esc_html_e('Open an account to see it as its owner does, and to order on the owner’s behalf. The journal then shows both of you.', 'plan-bridge'); ?></p>
	<?php
	if ($data['error'] !== null) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	?>
	<form method="get" action="<?php echo esc_url(Screens::address(Screens::MEMBERSHIPS)); ?>" class="pb-search" role="search">
		<input type="hidden" name="page" value="<?php echo esc_attr(Screens::MEMBERSHIPS); ?>">
		<label for="pb-search"><?php esc_html_e('User name, or number of the membership', 'plan-bridge'); ?></label>
		<input type="search" id="pb-search" name="search" value="<?php echo esc_attr($data['search']); ?>">
		<button type="submit" class="button"><?php esc_html_e('Search', 'plan-bridge'); ?></button>
	</form>
	<?php if ($data['pager'] !== null) : ?>
		<table class="widefat striped pb-list">
			<caption class="screen-reader-text"><?php esc_html_e('Memberships', 'plan-bridge'); ?></caption>
			<thead>
				<tr>
					<th scope="col"><?php esc_html_e('Membership', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Customer', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Plan', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Status', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Term ends', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Act for the owner', 'plan-bridge'); ?></th>
				</tr>
			</thead>
			<tbody>
				<?php foreach ($data['memberships'] as $membership) : ?>
					<tr>
						<th scope="row"><?php echo esc_html('#' . (int) $membership['id']); ?></th>
						<td data-label="<?php esc_attr_e('Customer', 'plan-bridge'); ?>"><?php echo esc_html(MembershipWords::customer($membership)); ?></td>
						<td data-label="<?php esc_attr_e('Plan', 'plan-bridge'); ?>"><?php echo esc_html($membership['plan_name'] ?? __('(no plan)', 'plan-bridge')); ?></td>
						<td data-label="<?php esc_attr_e('Status', 'plan-bridge'); ?>"><?php echo esc_html(MembershipWords::status($membership['status'])); ?></td>
						<td data-label="<?php esc_attr_e('Term ends', 'plan-bridge'); ?>"><?php echo esc_html(MembershipWords::termEnd($membership)); ?></td>
						<td data-label="<?php esc_attr_e('Act for the owner', 'plan-bridge'); ?>"><a href="<?php echo esc_url(Screens::account((int) $membership['id'])); ?>"><?php esc_html_e('Open account', 'plan-bridge'); ?><span class="screen-reader-text"> <?php echo esc_html('#' . (int) $membership['id']); ?></span></a></td>
					</tr>
				<?php endforeach; ?>
				<?php if ($data['memberships'] === []) : ?>
					<tr><td colspan="6"><?php esc_html_e('No memberships found.', 'plan-bridge'); ?></td></tr>
				<?php endif; ?>
			</tbody>
		</table>
		<?php View::render('network/pager', ['pager' => $data['pager'], 'label' => __('Pages of memberships', 'plan-bridge')]); ?>
	<?php endif; ?>
</div>
