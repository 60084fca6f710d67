<?php
/**
 * What a person paid for memberships that somebody else has by now, or that are deleted: a link to it, or a page of it.
 *
 * @var array{former: ?array<string, mixed>} $data the answer of GET /v1/former-payments; null where it was not asked for
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\View;

defined('ABSPATH') || exit;

$former = $data['former'];

?>
<section class="pb-card" id="pb-former" aria-labelledby="pb-former-title">
	<header class="pb-card-header"><h2 id="pb-former-title"><?php esc_html_e('Earlier memberships', 'plan-bridge'); ?></h2></header>
	<?php if ($former === null) : ?>
		<p><a href="<?php echo esc_url(Menu::account(['former' => 'newest']) . '#pb-former'); ?>"><?php esc_html_e('Payments and receipts of memberships you had before', 'plan-bridge'); ?></a></p>
	<?php elseif ($former['payments'] === []) : ?>
		<p><?php esc_html_e('No payments yet.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<p><?php esc_html_e('What you have paid for memberships that you have no more. Only you see this.', 'plan-bridge'); ?></p>
		<?php View::render('account/payments-table', ['payments' => array_column($former['payments'], 'payment')]); ?>
		<?php if ($former['before'] !== null) : ?>
			<nav class="pb-pager" aria-label="<?php esc_attr_e('More payments', 'plan-bridge'); ?>">
				<a href="<?php echo esc_url(Menu::account(['former' => $former['before']]) . '#pb-former'); ?>"><?php esc_html_e('Older payments', 'plan-bridge'); ?></a>
			</nav>
		<?php endif; ?>
	<?php endif; ?>
</section>
