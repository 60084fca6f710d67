<?php
/**
 * The card "Your Membership".
 *
 * @var array{membership: array<string, mixed>, viewer: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Account\Words;
use PlanBridge\Format;
use PlanBridge\View;

defined('ABSPATH') || exit;

$membership = $data['membership'];
$next = $membership['next_charge'];

?>
<section class="pb-card" aria-labelledby="pb-membership-title">
	<header class="pb-card-header">
		<h2 id="pb-membership-title"><?php esc_html_e('Your Membership', 'plan-bridge'); ?></h2>
		<?php if ($data['viewer']['may_buy']) : ?>
			<a class="button button-primary pb-change" href="<?php echo esc_url(Menu::change(['membership' => $membership['id']])); ?>"><?php esc_html_e('Change', 'plan-bridge'); ?></a>
		<?php endif; ?>
	</header>
	<p class="pb-plan-name">
		<?php echo esc_html($membership['plan']['name'] ?? __('Without a plan', 'plan-bridge')); ?>
		<span class="pb-badge pb-status-<?php echo esc_attr(sanitize_html_class($membership['status'])); ?>"><?php echo esc_html(Words::of('status', $membership['status'])); ?></span>
	</p>
	<?php View::render('account/products', ['membership' => $membership]); ?>
	<dl class="pb-facts">
		<dt><?php esc_html_e('Amount per term', 'plan-bridge'); ?></dt>
		<dd><?php echo esc_html(Words::perTerm($membership)); ?></dd>
		<?php if ($membership['status'] === 'trialing' && $membership['trial_end'] !== null) : ?>
			<dt><?php esc_html_e('Trial until', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html(Format::date($membership['trial_end'])); ?></dd>
		<?php endif; ?>
		<dt><?php esc_html_e('Next billing date', 'plan-bridge'); ?></dt>
		<dd>
			<?php
			echo $next === null
				? esc_html(Words::of('beyond_term', (string) ($membership['beyond_term'] ?? '')))
				/* translators: 1: date, 2: amount */
				: esc_html(sprintf(__('%1$s: %2$s', 'plan-bridge'), Format::date($next['date']), $next['amount']['formatted']));
			?>
		</dd>
		<?php if ($next === null && $membership['term_end'] !== null) : ?>
			<dt><?php echo esc_html(in_array($membership['beyond_term'] ?? null, ['over', 'awaits_payment', 'on_hold'], true) ? __('Was paid until', 'plan-bridge') : __('Paid until', 'plan-bridge')); ?></dt>
			<dd><?php echo esc_html(Format::date($membership['term_end'])); ?></dd>
		<?php endif; ?>
		<?php if ($membership['account_credit']['amount_minor'] > 0) : ?>
			<dt><?php esc_html_e('Account credit', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html($membership['account_credit']['formatted']); ?> <span class="description"><?php esc_html_e('used for your next payment', 'plan-bridge'); ?></span></dd>
		<?php endif; ?>
		<?php if ((string) $membership['discount_code'] !== '') : ?>
			<dt><?php esc_html_e('Discount code', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html($membership['discount_code']); ?></dd>
		<?php endif; ?>
		<dt><?php esc_html_e('Membership number', 'plan-bridge'); ?></dt>
		<dd><?php echo esc_html((string) $membership['number']); ?></dd>
		<dt><?php esc_html_e('Times billed', 'plan-bridge'); ?></dt>
		<dd><?php echo esc_html(number_format_i18n((int) $membership['times_billed'])); ?></dd>
		<?php if ($membership['date_created'] !== null) : ?>
			<dt><?php esc_html_e('Member since', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html(Format::date($membership['date_created'])); ?></dd>
		<?php endif; ?>
	</dl>
</section>
