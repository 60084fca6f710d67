<?php
/**
 * The worker has stopped: what that means, the command that starts it, and where to look.
 *
 * @var array{finding: array{type: string, text: string, command: string}, settings: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$finding = $data['finding'];

?>
<div class="notice notice-<?php echo esc_attr($finding['type']); ?> pb-worker">
	<p><strong>Plan Bridge:</strong> <?php echo esc_html($finding['text']); ?><?php if ($finding['command'] !== '') : ?> <code><?php echo esc_html($finding['command']); ?></code><?php endif; ?></p>
	<p><a href="<?php echo esc_url($data['settings']); ?>"><?php esc_html_e('Plan Bridge, Settings', 'plan-bridge'); ?></a></p>
</div>
