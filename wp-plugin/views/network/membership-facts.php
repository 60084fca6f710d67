<?php
/**
 * Whose a membership is, how it stands, and its sites.
 *
 * @var array{account: array<string, mixed>, user: ?\WP_User, customer: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Network\Moves;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$membership = $data['account']['membership'];
$next = $membership['next_charge'];
$user = $data['user'];
$more = (int) $data['account']['sites_total'] - count($data['account']['sites']);
$facts = [
	__('Status', 'plan-bridge') => Words::of('status', ($membership['pause'] ?? null) === null ? $membership['status'] : 'paused'),
	__('Who bills it', 'plan-bridge') => Moves::owner($membership['owner']),
	Format::paidUntil($membership)[0] => Format::paidUntil($membership)[1],
	__('Next bill', 'plan-bridge') => $next === null
		? Words::of('beyond_term', (string) ($membership['beyond_term'] ?? ''))
		/* translators: 1: date, 2: amount */
		: Format::nextOf(sprintf(__('%1$s: %2$s', 'plan-bridge'), Format::date($next['date']), $next['amount']['formatted']), $membership['billings'] ?? null),
	__('Account credit', 'plan-bridge') => $membership['account_credit']['formatted'],
	__('Discount code', 'plan-bridge') => (string) $membership['discount_code'],
	__('Times billed', 'plan-bridge') => Format::timesBilled($membership),
	__('Member since', 'plan-bridge') => $membership['date_created'] === null ? '' : Format::date($membership['date_created']),
];

?>
<section class="pb-section" aria-labelledby="pb-facts-title">
	<h2 id="pb-facts-title"><?php esc_html_e('How it stands', 'plan-bridge'); ?></h2>
	<dl class="pb-facts">
		<dt><?php esc_html_e('Customer', 'plan-bridge'); ?></dt>
		<dd>
			<?php if ($user === null) : ?>
				<?php
				/* translators: %s: number of a customer */
				echo esc_html(sprintf(__('Customer %s, without a WordPress user', 'plan-bridge'), (string) $data['customer']['id']));
				?>
			<?php else : ?>
				<a href="<?php echo esc_url(network_admin_url('user-edit.php?user_id=' . $user->ID)); ?>"><?php echo esc_html("{$user->display_name} ({$user->user_login})"); ?></a>
				<br><?php echo esc_html($user->user_email); ?>
			<?php endif; ?>
		</dd>
		<dt><?php esc_html_e('Sites', 'plan-bridge'); ?></dt>
		<dd>
			<?php if ($data['account']['sites'] === []) : ?>
				<?php esc_html_e('It has no site yet.', 'plan-bridge'); ?>
			<?php endif; ?>
			<?php foreach ($data['account']['sites'] as $site) : ?>
				<div><a href="<?php echo esc_url(get_admin_url((int) $site['blog_id'], 'admin.php?page=' . Menu::ACCOUNT)); ?>"><?php echo esc_html($site['name']); ?></a></div>
			<?php endforeach; ?>
			<?php if ($more > 0) : ?>
				<span class="description"><?php
				/* translators: %s: number of sites that are not listed */
				echo esc_html(sprintf(_n('and %s more', 'and %s more', $more, 'plan-bridge'), number_format_i18n($more)));
				?></span>
			<?php endif; ?>
		</dd>
		<?php foreach ($facts as $label => $value) : ?>
			<?php if ($value !== '') : ?>
				<dt><?php echo esc_html($label); ?></dt>
				<dd><?php echo esc_html($value); ?></dd>
			<?php endif; ?>
		<?php endforeach; ?>
	</dl>
</section>
