<?php
/**
 * Invitations that wait for an answer, above the list of users.
 *
 * @var array{open: array<string, array{email: string, role: string}>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Limits\Invitations;

defined('ABSPATH') || exit;

?>
<div class="notice notice-info">
	<p><?php esc_html_e('These invitations wait for an answer and take up places of your plan:', 'plan-bridge'); ?></p>
	<ul>
		<?php foreach ($data['open'] as $key => $one) : ?>
			<li>
				<form method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>">
					<?php wp_nonce_field(Invitations::WITHDRAW); ?>
					<input type="hidden" name="action" value="<?php echo esc_attr(Invitations::WITHDRAW); ?>">
					<input type="hidden" name="invitation" value="<?php echo esc_attr($key); ?>">
					<?php
					/* translators: 1: an e-mail address, 2: a role such as Editor */
					echo esc_html(sprintf(__('%1$s, as %2$s', 'plan-bridge'), $one['email'], $one['role']));
					?>
					<button class="button-link" aria-label="<?php /* translators: %s: an e-mail address */ echo esc_attr(sprintf(__('Withdraw the invitation of %s', 'plan-bridge'), $one['email'])); ?>"><?php esc_html_e('Withdraw', 'plan-bridge'); ?></button>
				</form>
			</li>
		<?php endforeach; ?>
	</ul>
</div>
