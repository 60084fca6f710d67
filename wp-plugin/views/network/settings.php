<?php
/**
 * Settings of the network.
 *
 * @var array<string, mixed> $data of Network\Pages\SettingsPage
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\View;

?>
<div class="wrap pb-network">
	<h1><?php esc_html_e('Plan Bridge: Settings', 'plan-bridge'); ?></h1>
	<hr class="wp-header-end">
	<?php
	Flash::render();
	foreach ($data['notices'] as $notice) {
		View::render('parts/notice', $notice);
	}
	View::render('network/settings-connection', $data);
	View::render('network/settings-address', $data);
	View::render('network/settings-key', $data);
	if ($data['values'] !== null) {
		View::render('network/settings-pricing', $data);
	}
	?>
</div>
