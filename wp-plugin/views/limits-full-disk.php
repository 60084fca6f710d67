<?php
/**
 * In place of the form that uploads media, where nothing more fits: below WordPress' own words.
 *
 * @var array{text: string, link: string} $data link: HTML, or nothing
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<p class="pb-full-disk">
	<?php echo esc_html($data['text']); ?>
	<?php echo wp_kses($data['link'], array('a' => array('href' => true))); ?>
</p>
