<?php
/**
 * Who is looking, where that is not simply the customer, and why buying is not possible.
 *
 * @var array{viewer: array<string, mixed>, membership: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Messages;
use PlanBridge\View;

defined('ABSPATH') || exit;

if ($data['viewer']['role'] === 'network_admin') {
	/* translators: %s: number of a membership */
	$words = sprintf(__('You are looking at membership %s as network administrator. What you order here is ordered for its owner, and your name is noted beside it.', 'plan-bridge'), $data['membership']['number']);
	View::render('parts/notice', ['type' => 'info', 'text' => $words]);
}
if (!$data['viewer']['may_buy']) {
	$reason = Messages::forCode((string) ($data['viewer']['may_not_buy_reason'] ?? 'not_the_customer'));
	View::render('parts/notice', ['type' => 'info', 'text' => $reason]);
} elseif ($data['membership']['billed_elsewhere']) {
	View::render('parts/notice', ['type' => 'info', 'text' => Messages::forCode('billed_elsewhere')]);
}
