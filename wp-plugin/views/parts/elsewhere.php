<?php
/**
 * What another system has pending for the membership: bills that wait there, and a change that is booked there.
 *
 * @var array{pending: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\View;

defined('ABSPATH') || exit;

foreach ($data['pending']['bills'] as $bill) {
	$words = sprintf(
		/* translators: 1: amount of money, 2: date */
		__('A bill of %1$s from %2$s, made elsewhere on this network, waits to be paid. If a change that you order here takes effect first, that bill is cancelled.', 'plan-bridge'),
		$bill['amount']['formatted'],
		Format::date($bill['created_at'])
	);
	View::render('parts/notice', ['type' => 'info', 'text' => $words]);
}
$change = $data['pending']['change'];
if ($change !== null) {
	$words = sprintf(
		/* translators: 1: name of a plan, 2: date */
		__('Pending change, made elsewhere on this network: %1$s, from %2$s. A change that you order here replaces it.', 'plan-bridge'),
		$change['plan']['name'] ?? __('other packages or services', 'plan-bridge'),
		Format::date($change['at'])
	);
	View::render('parts/notice', ['type' => 'info', 'text' => $words]);
}
