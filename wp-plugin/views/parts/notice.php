<?php
/**
 * A notice of wp-admin.
 *
 * @var array{type: string, text: string, link?: array{address: string, text: string}|null} $data type: success, info, warning or error
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<div class="notice notice-<?php echo esc_attr($data['type']); ?> inline pb-notice"<?php echo $data['type'] === 'error' ? ' role="alert"' : ' role="status"'; ?>>
	<p><?php echo esc_html($data['text']); ?><?php if (isset($data['link'])) : ?> <a href="<?php echo esc_url($data['link']['address']); ?>"><?php echo esc_html($data['link']['text']); ?></a><?php endif; ?></p>
</div>
