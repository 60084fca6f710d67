<?php
/**
 * What the check of the connection found, and the command for each thing.
 *
 * @var array{findings: list<array{type: string, text: string, command: string, detail: string}>, action: string, rows: ?list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<section class="pb-section" aria-labelledby="pb-connection">
	<h2 id="pb-connection"><?php esc_html_e('Connection', 'plan-bridge'); ?></h2>
	<ul class="pb-findings">
		<?php foreach ($data['findings'] as $finding) : ?>
			<li class="pb-finding pb-finding-<?php echo esc_attr($finding['type']); ?>">
				<p>
					<strong><?php
					echo match ($finding['type']) {
						'success' => esc_html__('Good:', 'plan-bridge'),
						'warning' => esc_html__('Attention:', 'plan-bridge'),
						default => esc_html__('Problem:', 'plan-bridge'),
					};
					?></strong>
					<?php echo esc_html($finding['text']); ?>
				</p>
				<?php if ($finding['command'] !== '') : ?>
					<pre class="pb-command" tabindex="0"><code><?php echo esc_html($finding['command']); ?></code></pre>
				<?php endif; ?>
				<?php if ($finding['detail'] !== '') : ?>
					<details><summary><?php esc_html_e('What exactly happened', 'plan-bridge'); ?></summary><p><code><?php echo esc_html($finding['detail']); ?></code></p></details>
				<?php endif; ?>
			</li>
		<?php endforeach; ?>
	</ul>
	<p><a class="button" href="<?php echo esc_url($data['action']); ?>"><?php esc_html_e('Check again', 'plan-bridge'); ?></a></p>
	<?php if ($data['rows'] === null) : ?>
		<p><?php esc_html_e('The settings for prices are kept by the service; they are shown here when it answers.', 'plan-bridge'); ?></p>
	<?php endif; ?>
</section>
