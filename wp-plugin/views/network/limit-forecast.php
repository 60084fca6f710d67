<?php
/**
 * What saving the limits that are typed would do to those who hold the product. Asking saves nothing.
 *
 * @var array{error: ?string, answer?: array<string, mixed>, adds?: bool} $data answer: as the service tells it; adds: of a package,
 *      whose figures say how much more it gives
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Limits\LimitTable;
use PlanBridge\Messages;

defined('ABSPATH') || exit;

if ($data['error'] !== null) {
	?>
	<p class="pb-problem"><?php echo esc_html($data['error']); ?></p>
	<?php
	return;
}
$plan_bridge_answer = $data['answer'];
$plan_bridge_held = ['memberships' => number_format_i18n($plan_bridge_answer['memberships']), 'sites' => number_format_i18n($plan_bridge_answer['sites'])];
if (!$plan_bridge_answer['done']) {
	?>
	<p class="pb-forecast-working"><?php echo esc_html(Messages::forCode('forecast_working', $plan_bridge_held)); ?> <noscript><?php echo esc_html(Messages::forCode('forecast_again')); ?></noscript></p>
	<?php
	return;
}
$plan_bridge_adds = $data['adds'] ?? false;
$plan_bridge_sentence = static function (array $limit) use ($plan_bridge_adds): string {
	$counted = number_format_i18n($limit['over']);
	$told = [
		'limit' => $limit['limit'],
		'allowed' => Format::limit($limit['limit'], $limit['allowed']),
		'before' => $limit['before'] === null ? __('any number', 'plan-bridge') : Format::limit($limit['limit'], $limit['before']),
		'newly' => number_format_i18n($limit['newly']),
		'over' => match (true) {
			$limit['is_more'] => Messages::forCode('forecast_more_than', ['over' => $counted]),
			!$limit['exact'] => Messages::forCode('forecast_at_most', ['over' => $counted]),
			default => $counted,
		},
	];
	$of = $plan_bridge_adds ? 'forecast_adds' : 'forecast';
	if ($limit['limit'] === 'sites') {
		return Messages::forCode($limit['over'] === 0 ? "{$of}_no_sites" : "{$of}_sites", ['over' => $counted] + $told);
	}
	return Messages::forCode($limit['over'] === 0 ? "{$of}_none" : "{$of}_over", $told);
};

?>
<p><?php echo esc_html(Messages::forCode('forecast_held', $plan_bridge_held)); ?></p>
<?php if ($plan_bridge_answer['limits'] === [] && $plan_bridge_answer['locked'] === []) : ?>
	<p><?php echo esc_html(Messages::forCode('forecast_nothing')); ?></p>
<?php endif; ?>
<ul class="pb-forecast">
	<?php foreach ($plan_bridge_answer['limits'] as $plan_bridge_limit) : ?>
		<li>
			<?php echo esc_html($plan_bridge_sentence($plan_bridge_limit)); ?>
			<?php
			if ($plan_bridge_limit['unmeasured'] === null) {
				echo esc_html(Messages::forCode('forecast_unknown'));
			} elseif ($plan_bridge_limit['unmeasured'] > 0) {
				echo esc_html(Messages::forCode('forecast_unmeasured', ['count' => number_format_i18n($plan_bridge_limit['unmeasured'])], $plan_bridge_limit['unmeasured']));
			}
			?>
			<?php if ($plan_bridge_limit['worst'] !== []) : ?>
				<details>
					<summary><?php esc_html_e('Those that are furthest above it', 'plan-bridge'); ?><span class="screen-reader-text">: <?php echo esc_html(LimitTable::name($plan_bridge_limit['limit'])); ?></span></summary>
					<ul>
						<?php foreach ($plan_bridge_limit['worst'] as $plan_bridge_site) : ?>
							<?php /* translators: 1: how much or how many are used, 2: the limit */ ?>
							<li><a href="<?php echo esc_url(network_admin_url("site-info.php?id={$plan_bridge_site['blog_id']}")); ?>"><?php echo esc_html($plan_bridge_site['address'] !== '' ? $plan_bridge_site['address'] : (string) $plan_bridge_site['blog_id']); ?></a>: <?php echo esc_html(sprintf(__('%1$s of %2$s', 'plan-bridge'), Format::limit($plan_bridge_limit['limit'], $plan_bridge_site['used']), Format::limit($plan_bridge_limit['limit'], $plan_bridge_site['allowed']))); ?></li>
						<?php endforeach; ?>
					</ul>
					<?php if ($plan_bridge_limit['oldest'] !== null) : ?>
						<p class="description"><?php echo esc_html(Messages::forCode('forecast_oldest', ['oldest' => Format::dateTime($plan_bridge_limit['oldest'])])); ?></p>
					<?php endif; ?>
				</details>
			<?php endif; ?>
		</li>
	<?php endforeach; ?>
</ul>
<?php if ($plan_bridge_answer['locked'] !== []) : ?>
	<p><?php echo esc_html(Messages::forCode('forecast_locked', ['names' => Format::listed(array_map(LimitTable::name(...), $plan_bridge_answer['locked']))])); ?></p>
<?php endif; ?>
