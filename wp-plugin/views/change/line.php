<?php
/**
 * One line of a quote: what it is, what it costs, and how that was worked out.
 *
 * @var array{line: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Explanation;
use PlanBridge\Format;

defined('ABSPATH') || exit;

$line = $data['line'];
$steps = Explanation::steps($line);

?>
<span class="pb-line"><span><?php echo esc_html(Format::line($line)); ?></span> <span class="pb-amount"><?php echo esc_html($line['amount']['formatted']); ?></span></span>
<?php if ($steps !== []) : ?>
	<details class="pb-explain">
		<summary><?php esc_html_e('How this was worked out', 'plan-bridge'); ?><span class="screen-reader-text">: <?php echo esc_html(Format::line($line)); ?></span></summary>
		<p><?php echo esc_html(Explanation::formula((string) $line['explain']['formula'])); ?></p>
		<dl class="pb-steps">
			<?php foreach ($steps as [$name, $value]) : ?>
				<dt><?php echo esc_html($name); ?></dt>
				<dd><?php echo esc_html($value); ?></dd>
			<?php endforeach; ?>
		</dl>
	</details>
<?php endif; ?>
