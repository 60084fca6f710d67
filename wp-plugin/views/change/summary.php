<?php
/**
 * The summary: printed with the page, and sent by admin-ajax when a choice changes. Both show this very text.
 *
 * @var array{membership_id: int, quote: array<string, mixed>|null, problem: string|null, refusals: list<string>, over?: list<array<string, mixed>>, saved?: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\View;

defined('ABSPATH') || exit;

if ($data['problem'] !== null) {
	?>
	<p class="pb-problem"><?php echo esc_html($data['problem']); ?></p>
	<?php if ($data['refusals'] !== []) : ?>
		<ul class="pb-reasons">
			<?php foreach ($data['refusals'] as $reason) : ?>
				<li><?php echo esc_html($reason); ?></li>
			<?php endforeach; ?>
		</ul>
	<?php endif; ?>
	<?php if (($data['over'] ?? []) !== []) : ?>
		<div class="pb-note pb-exceeds">
			<?php View::render('change/over', ['over' => array_map(static fn (array $one): array => $one + ['when' => 'refuse'], $data['over']), 'more' => $data['over_more'], 'unmeasured' => 0, 'membership_id' => $data['membership_id'], 'title' => __('What has to go, and where:', 'plan-bridge')]); ?>
		</div>
	<?php endif; ?>
	<?php
} elseif ($data['quote'] === null) {
	?>
	<p><?php esc_html_e('Choose a plan, a package or a service to see what it costs.', 'plan-bridge'); ?></p>
	<?php
} elseif ($data['quote']['kind'] === 'none') {
	View::render('change/nothing', ['quote' => $data['quote']]);
} else {
	View::render('change/quote', ['quote' => $data['quote']]);
	View::render('change/limits', ['quote' => $data['quote'], 'membership_id' => $data['membership_id']]);
	View::render('change/confirm', ['quote' => $data['quote'], 'membership_id' => $data['membership_id'], 'saved' => $data['saved']]);
}
