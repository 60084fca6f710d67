<?php
/**
 * One line of a quote: what it is, what it costs, and how that was worked out.
 *
 * @var array{line: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$line = $data['line'];
$steps = $line['explain']['steps'];

?>
<span class="pb-line"><span><?php echo esc_html(Format::line($line)); ?></span> <span class="pb-amount"><?php echo esc_html($line['amount']['formatted']); ?></span></span>
<?php if ($steps !== []) : ?>
	<details class="pb-explain">
		<summary><?php esc_html_e('How this was worked out', 'plan-bridge'); ?><span class="screen-reader-text">: <?php echo esc_html(Format::line($line)); ?></span></summary>
		<p><?php echo esc_html(Format::formula($line['explain']['formula'])); ?></p>
		<dl class="pb-steps">
			<?php foreach ($steps as $step) : ?>
				<dt><?php echo esc_html(Words::of('input', $step['name'])); ?></dt>
				<dd><?php echo esc_html(Format::step($step)); ?></dd>
			<?php endforeach; ?>
		</dl>
	</details>
<?php endif; ?>
