<?php
/**
 * Under the form that uploads media.
 *
 * @var array{largest: string, allowed: string, used: string, link: string} $data link: HTML, or nothing
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<p class="pb-largest-file">
	<?php
	/* translators: 1: size of a file such as "1.5 MB", 2: disk space that is used, 3: disk space that the plan allows */
	$plan_bridge_words = __('Largest file you can upload now: %1$s. Disk space of your plan: %2$s of %3$s used.', 'plan-bridge');
	echo esc_html(sprintf($plan_bridge_words, $data['largest'], $data['used'], $data['allowed']));
	echo ' ' . wp_kses($data['link'], array('a' => array('href' => true)));
	?>
</p>
