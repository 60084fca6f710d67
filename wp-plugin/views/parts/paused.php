<?php
/**
 * That a membership is paused, since when and until when: one or two sentences.
 *
 * @var array{rest: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;

defined('ABSPATH') || exit;

$plan_bridge_rest = $data['rest'];
/* translators: %s: date */
echo esc_html(sprintf(__('The membership is paused since %s: what is paid for stands still, and nothing is billed.', 'plan-bridge'), Format::date($plan_bridge_rest['since']))) . ' ';
echo esc_html($plan_bridge_rest['until'] === null
	? __('When it goes on, the term ends later by as long as the pause has lasted.', 'plan-bridge')
	/* translators: %s: date */
	: sprintf(__('It goes on by itself on %s, and the term ends later by as long as the pause has lasted.', 'plan-bridge'), Format::date($plan_bridge_rest['until'])));
