<?php
/**
 * The messages left by what was done before this page.
 *
 * @var array{messages: list<array{type: string, code: string, params: array<string, mixed>}>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Messages;
use PlanBridge\View;

defined('ABSPATH') || exit;

foreach ($data['messages'] as $message) {
	View::render('parts/notice', ['type' => $message['type'], 'text' => Messages::forCode($message['code'], $message['params'])]);
}
