<?php
/**
 * What a limit refused, or gave back, on the wp-admin page after it.
 *
 * @var array{text: string, link: string, is_good?: bool} $data link: HTML, or nothing
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<div class="notice notice-<?php echo empty($data['is_good']) ? 'warning' : 'success'; ?> is-dismissible pb-limit-notice" role="<?php echo empty($data['is_good']) ? 'alert' : 'status'; ?>">
	<p>
		<?php echo esc_html($data['text']); ?>
		<?php echo wp_kses($data['link'], array('a' => array('href' => true))); ?>
	</p>
</div>
