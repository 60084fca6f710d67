<?php
/**
 * The button that takes a change back; it asks once.
 *
 * @var array{change: array<string, mixed>, viewer: array<string, mixed>, membership: array<string, mixed>, label: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Checkout;
use PlanBridge\View;

defined('ABSPATH') || exit;

if (!$data['viewer']['may_buy']) {
	return;
}
View::render('parts/ask', [
	'label' => $data['label'],
	'question' => $data['change']['status'] === 'scheduled'
		? __('Everything then stays as it is now. You can order the same again afterwards.', 'plan-bridge')
		: __('Nothing is charged, and your membership stays as it is. You can order the same again afterwards.', 'plan-bridge'),
	'yes' => __('Yes, cancel it', 'plan-bridge'),
	'nonce' => Checkout::nonce('cancel', $data['change']['quote_id']),
	'fields' => ['action' => 'plan_bridge_cancel', 'quote_id' => $data['change']['quote_id'], 'membership' => (string) $data['membership']['id']],
]);
