<?php
/**
 * The whole page of a site that is closed for now. Stands alone: no theme, no script.
 *
 * @var array{site: string, text: string, hint: string, login: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head>
	<meta charset="<?php bloginfo('charset'); ?>">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="robots" content="noindex">
	<title><?php echo esc_html($data['site']); ?></title>
	<style>
		body { margin: 0; padding: 0 1rem; background: #f0f0f1; color: #1d2327; font: 16px/1.6 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, sans-serif; }
		main { box-sizing: border-box; max-width: 36rem; margin: 12vh auto 0; padding: 2rem; background: #fff; border: 1px solid #c3c4c7; border-radius: 4px; }
		h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.3; overflow-wrap: anywhere; }
		.hint { margin: 1.5rem 0 0; color: #50575e; }
		a { color: #135e96; }
	</style>
</head>
<body>
	<main>
		<h1><?php echo esc_html($data['site']); ?></h1>
		<p><?php echo esc_html($data['text']); ?></p>
		<p class="hint"><?php echo esc_html($data['hint']); ?> <a href="<?php echo esc_url($data['login']); ?>"><?php echo esc_html($data['hint'] === '' ? __('See your account', 'plan-bridge') : __('Log in', 'plan-bridge')); ?></a></p>
	</main>
</body>
</html>
