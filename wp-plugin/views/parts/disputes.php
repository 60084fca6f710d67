<?php
/**
 * Where a payer's bank contests a payment: how that stands.
 *
 * @var array{disputes: list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Words;

defined('ABSPATH') || exit;

foreach ($data['disputes'] as $plan_bridge_dispute) {
	/* translators: 1: a day, 2: an amount, 3: a sentence about a payment that its payer's bank contests */
	echo '<p class="pb-dispute">' . esc_html(sprintf(__('%1$s, %2$s: %3$s', 'plan-bridge'), Format::date($plan_bridge_dispute['opened_at']), $plan_bridge_dispute['amount']['formatted'], Words::of('dispute_status', (string) $plan_bridge_dispute['status']))) . '</p>';
}
