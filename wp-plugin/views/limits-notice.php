<?php
/**
 * What a limit refused, on the wp-admin page after it.
 *
 * @var array{text: string, link: string} $data link: HTML, or nothing
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<div class="notice notice-warning is-dismissible pb-limit-notice" role="alert">
	<p>
		<?php echo esc_html($data['text']); ?>
		<?php echo wp_kses($data['link'], array('a' => array('href' => true))); ?>
	</p>
</div>
