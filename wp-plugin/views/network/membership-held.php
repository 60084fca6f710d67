<?php
/**
 * Plan, packages and services of a membership, with what each costs a term.
 *
 * @var array{membership: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$membership = $data['membership'];
$per_term = trim($membership['amount_per_term']['formatted'] . ' ' . ($membership['period'] === null ? '' : Format::perPeriod($membership['period'])));

?>
<section class="pb-section" aria-labelledby="pb-held-title">
	<h2 id="pb-held-title"><?php esc_html_e('Plan, packages and services', 'plan-bridge'); ?></h2>
	<?php
	View::render('network/table', [
		'caption' => __('Plan, packages and services', 'plan-bridge'),
		'columns' => [__('Product', 'plan-bridge'), __('Type', 'plan-bridge'), __('Price', 'plan-bridge')],
		'numbers' => [2],
		'empty' => __('Without a plan', 'plan-bridge'),
		'rows' => array_map(static fn (array $line): array => [
			['text' => Format::times($line['name'], (int) $line['quantity'])],
			['text' => Words::of('type', $line['type'])],
			['text' => trim(Format::price($line['amount']) . ' ' . ($line['amount']['amount_minor'] === 0 ? '' : Format::perPeriod($line['recurring'] ? $line['period'] : null)))],
		], array_values(array_filter([$membership['plan'], ...$membership['addons']]))),
	]);
	?>
	<?php /* translators: %s: an amount and a period */ ?>
	<p><?php echo esc_html(sprintf(__('A term costs %s.', 'plan-bridge'), $per_term)); ?></p>
</section>
