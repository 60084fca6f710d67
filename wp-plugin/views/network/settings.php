<?php
/**
 * Settings of the network.
 *
 * @var array<string, mixed> $data of Network\Settings\SettingsPage
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\View;

defined('ABSPATH') || exit;

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
	if ($data['logo'] !== null) {
		View::render('network/settings-logo', $data);
	}
	if ($data['rows'] !== null) :
		?>
		<div class="pb-with-example">
			<?php View::render('network/settings-pricing', $data); ?>
			<aside class="pb-section pb-page pb-example" id="pb-example" aria-labelledby="pb-example-title" tabindex="0">
				<h2 id="pb-example-title"><?php esc_html_e('What owners would be charged', 'plan-bridge'); ?></h2>
				<p class="pb-recompute">
					<button type="submit" class="button" form="pb-pricing" name="pb_act" value="example" formaction="<?php echo esc_url($data['action']); ?>#pb-example"><?php esc_html_e('Recompute', 'plan-bridge'); ?></button>
					<span class="description"><?php esc_html_e('Shows the example for what is chosen beside it. Nothing is saved by it.', 'plan-bridge'); ?></span>
				</p>
				<p class="screen-reader-text" id="pb-example-status" role="status"></p>
				<div id="pb-example-figures">
					<?php View::render('network/settings-example', $data['example']); ?>
				</div>
			</aside>
		</div>
		<?php
	endif;
	?>
</div>
