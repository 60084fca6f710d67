<?php
/**
 * The way to what another plugin's account page has and this one has not.
 *
 * @var array{address: string, title: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<section class="pb-card" aria-labelledby="pb-rest-title">
	<header class="pb-card-header"><h2 id="pb-rest-title"><?php esc_html_e('More about your account', 'plan-bridge'); ?></h2></header>
	<p><a href="<?php echo esc_url($data['address']); ?>"><?php echo esc_html($data['title']); ?></a></p>
</section>
