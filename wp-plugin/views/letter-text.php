<?php
/**
 * A letter as plain text, for mail programs that show no HTML: nothing in it is read as HTML.
 *
 * @var array{greeting: string, paragraphs: list<string>, facts: list<array{0: string, 1: string}>, lines: list<array{0: string, 1: string, 2: bool}>, charged_at: string, pay: ?array{facts: list<array{0: string, 1: string}>, instructions: string}, link: array{0: string, 1: string}, network: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$plan_bridge_rows = static fn (array $rows): string => implode("\n", array_map(static fn (array $row): string => $row[0] === '' ? $row[1] : "{$row[0]}: {$row[1]}", $rows));
$plan_bridge_parts = [$data['greeting'], ...$data['paragraphs']];
if ($data['pay'] !== null) {
	$plan_bridge_said = html_entity_decode(wp_strip_all_tags((string) preg_replace('#<br\s*/?>|</p>|</li>#i', "\n", $data['pay']['instructions'])), ENT_QUOTES | ENT_HTML5, 'UTF-8');
	$plan_bridge_parts[] = __('How to pay', 'plan-bridge') . "\n" . $plan_bridge_rows($data['pay']['facts']);
	$plan_bridge_parts[] = trim((string) preg_replace('/\n{3,}/', "\n\n", $plan_bridge_said));
}
if ($data['lines'] !== []) {
	$plan_bridge_parts[] = $plan_bridge_rows($data['lines']);
	$plan_bridge_parts[] = $data['charged_at'];
}
$plan_bridge_parts[] = $plan_bridge_rows($data['facts']);
$plan_bridge_parts[] = "{$data['link'][0]}: {$data['link'][1]}";
$plan_bridge_parts[] = $data['network'];
echo implode("\n\n", array_filter($plan_bridge_parts, static fn (string $part): bool => $part !== '')) . "\n"; // phpcs:ignore -- plain text
