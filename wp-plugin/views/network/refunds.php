<?php
/**
 * What went back of a payment.
 *
 * @var array{refunds: list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Words;

defined('ABSPATH') || exit;

?>
<ul class="ul-disc">
	<?php foreach ($data['refunds'] as $plan_bridge_refund) : ?>
		<li><?php
		/* translators: 1: an amount, 2: a day, 3: where to, 4: how it stands */
		echo esc_html(sprintf(__('%1$s, %2$s, %3$s: %4$s', 'plan-bridge'), $plan_bridge_refund['amount']['formatted'], Format::date($plan_bridge_refund['created_at']), Words::of('refund_to', $plan_bridge_refund['destination']), Words::of('refund_status', $plan_bridge_refund['status'])));
		if ($plan_bridge_refund['said'] !== '') {
			echo '<br><span class="description">' . esc_html($plan_bridge_refund['said']) . '</span>';
		} elseif ($plan_bridge_refund['asked_by'] === null) {
			echo '<br><span class="description">' . esc_html__('Begun at the payment provider.', 'plan-bridge') . '</span>';
		}
		?></li>
	<?php endforeach; ?>
</ul>
