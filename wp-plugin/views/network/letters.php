<?php
/**
 * Every letter there is, to owners first.
 *
 * @var array{error: ?string, letters: ?list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-network">
	<h1><?php esc_html_e('Letters', 'plan-bridge'); ?></h1>
	<hr class="wp-header-end">
	<?php
	Flash::render();
	if ($data['error'] !== null) {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	?>
	<p><?php esc_html_e('What owners and you are sent, each in the reader’s own language. Open a letter to change its words or to see how it looks.', 'plan-bridge'); ?></p>
	<?php if ($data['letters'] !== null) : ?>
		<table class="widefat striped pb-list">
			<caption class="screen-reader-text"><?php esc_html_e('Letters', 'plan-bridge'); ?></caption>
			<thead>
				<tr>
					<th scope="col"><?php esc_html_e('Letter', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('When', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('To', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Words of your own', 'plan-bridge'); ?></th>
					<th scope="col"><?php esc_html_e('Sent', 'plan-bridge'); ?></th>
				</tr>
			</thead>
			<tbody>
				<?php foreach ($data['letters'] as $letter) : ?>
					<tr>
						<th scope="row"><a href="<?php echo esc_url($letter['address']); ?>"><?php echo esc_html($letter['subject']); ?></a></th>
						<td data-label="<?php esc_attr_e('When', 'plan-bridge'); ?>"><?php echo esc_html($letter['when']); ?></td>
						<td data-label="<?php esc_attr_e('To', 'plan-bridge'); ?>"><?php echo esc_html($letter['reader']); ?></td>
						<td data-label="<?php esc_attr_e('Words of your own', 'plan-bridge'); ?>"><?php echo esc_html($letter['languages'] === [] ? '–' : implode(', ', $letter['languages'])); ?></td>
						<td data-label="<?php esc_attr_e('Sent', 'plan-bridge'); ?>">
							<?php View::render('network/letter-switch', ['letter' => $letter, 'back' => 'list']); ?>
						</td>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
	<?php endif; ?>
</div>
