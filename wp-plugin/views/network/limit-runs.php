<?php
/**
 * Runs that have sites carry out what their limits force on them.
 *
 * @var array{error: ?string, runs: list<array<string, mixed>>, goes_on: bool, action: string, nonce: string} $data of Network\LimitRuns
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Network\Screens;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$acts = ['running' => ['pause', __('Pause', 'plan-bridge')], 'paused' => ['resume', __('Go on', 'plan-bridge')]];
?>
<div class="wrap pb-network pb-page">
	<h1><?php echo esc_html(Words::label(Screens::RUNS)); ?></h1>
	<?php
	Flash::render();
	if ($data['error'] !== null) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	?>
	<p><?php esc_html_e('Some limits have to be carried out on each site: plugins that a plan switches on or off, a theme. A site does that by itself at its next request to wp-admin. A run asks the others, a few at a time, and may be paused at any moment. One begins by itself when what a product forces, or what a membership holds, has changed.', 'plan-bridge'); ?></p>
	<section id="pb-run" class="pb-section" aria-labelledby="pb-run-title"<?php echo $data['goes_on'] ? ' data-pb-watch' : ''; ?>>
		<h2 id="pb-run-title"><?php esc_html_e('Runs', 'plan-bridge'); ?></h2>
		<?php if ($data['runs'] === []) : ?>
			<p><?php esc_html_e('No run yet.', 'plan-bridge'); ?></p>
		<?php else : ?>
			<table class="widefat striped pb-list">
				<thead>
					<tr>
						<th scope="col"><?php esc_html_e('Run', 'plan-bridge'); ?></th>
						<th scope="col"><?php esc_html_e('Sites', 'plan-bridge'); ?></th>
						<th scope="col"><?php esc_html_e('Begun', 'plan-bridge'); ?></th>
						<th scope="col"><?php esc_html_e('How far', 'plan-bridge'); ?></th>
						<th scope="col"><span class="screen-reader-text"><?php esc_html_e('Pause or go on', 'plan-bridge'); ?></span></th>
					</tr>
				</thead>
				<tbody>
					<?php foreach ($data['runs'] as $run) : ?>
						<?php /* translators: %s: number of a run */ $name = sprintf(__('Run %s', 'plan-bridge'), (string) $run['id']); ?>
						<tr>
							<th scope="row"><?php echo esc_html($name); ?></th>
							<td data-label="<?php esc_attr_e('Sites', 'plan-bridge'); ?>"><?php echo esc_html($run['sites']); ?><br><?php echo esc_html($run['of']); ?></td>
							<td data-label="<?php esc_attr_e('Begun', 'plan-bridge'); ?>"><?php echo esc_html($run['begun']); ?><br><?php echo esc_html($run['by']); ?></td>
							<td data-label="<?php esc_attr_e('How far', 'plan-bridge'); ?>">
								<span class="pb-status"><?php echo esc_html($run['state_words']); ?></span>
								<?php if (isset($acts[$run['state']])) : ?>
									<progress aria-label="<?php echo esc_attr($name); ?>" max="100" value="<?php echo esc_attr((string) $run['percent']); ?>"></progress>
								<?php endif; ?>
								<div><?php echo esc_html(trim("{$run['counted']} {$run['silent']}")); ?></div>
							</td>
							<td>
								<?php if (isset($acts[$run['state']])) : ?>
									<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
										<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
										<input type="hidden" name="run" value="<?php echo esc_attr((string) $run['id']); ?>">
										<button type="submit" name="pb_act" value="<?php echo esc_attr($acts[$run['state']][0]); ?>" class="button" aria-label="<?php echo esc_attr("{$acts[$run['state']][1]}: {$name}"); ?>"><?php echo esc_html($acts[$run['state']][1]); ?></button>
									</form>
								<?php endif; ?>
							</td>
						</tr>
					<?php endforeach; ?>
				</tbody>
			</table>
		<?php endif; ?>
		<?php if ($data['goes_on']) : ?>
			<p><a class="button" href="<?php echo esc_url($data['action']); ?>"><?php esc_html_e('Look again', 'plan-bridge'); ?></a></p>
		<?php endif; ?>
	</section>
	<form method="post" action="<?php echo esc_url($data['action']); ?>" class="pb-section" data-pb-once aria-labelledby="pb-begin-title">
		<h2 id="pb-begin-title"><?php esc_html_e('Begin a run', 'plan-bridge'); ?></h2>
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<table class="form-table" role="presentation">
			<tr>
				<th scope="row"><label for="pb-product"><?php esc_html_e('Of who holds product', 'plan-bridge'); ?></label></th>
				<td><input type="number" min="1" id="pb-product" name="product" class="small-text" aria-describedby="pb-product-what"> <span id="pb-product-what" class="description"><?php esc_html_e('its number; empty: all sites', 'plan-bridge'); ?></span></td>
			</tr>
			<tr>
				<th scope="row"><label for="pb-first"><?php esc_html_e('From site', 'plan-bridge'); ?></label></th>
				<td><input type="number" min="1" id="pb-first" name="first" class="small-text"></td>
			</tr>
			<tr>
				<th scope="row"><label for="pb-last"><?php esc_html_e('To site', 'plan-bridge'); ?></label></th>
				<td><input type="number" min="1" id="pb-last" name="last" class="small-text" aria-describedby="pb-last-what"> <span id="pb-last-what" class="description"><?php esc_html_e('both with it; empty: from the first, to the last', 'plan-bridge'); ?></span></td>
			</tr>
		</table>
		<p><button type="submit" name="pb_act" value="begin" class="button button-primary"><?php esc_html_e('Begin', 'plan-bridge'); ?></button></p>
	</form>
</div>
