<?php
/**
 * What a limit refused, on the wp-admin page after it.
 *
 * @var array{text: string, kept: bool} $data kept: what was refused is there as a draft
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<div class="notice notice-warning is-dismissible pb-limit-notice" role="alert">
	<p>
		<?php echo esc_html($data['text']); ?>
		<?php if ($data['kept']) : ?>
			<?php esc_html_e('What you wrote is kept as a draft.', 'plan-bridge'); ?>
		<?php endif; ?>
		<a href="<?php echo esc_url(admin_url('admin.php?page=plan-bridge-account')); ?>"><?php esc_html_e('See your plan and its limits', 'plan-bridge'); ?></a>
	</p>
</div>
