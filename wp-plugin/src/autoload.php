<?php
/**
 * PSR-4 for PlanBridge\ in this folder: one class a file.
 *
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

spl_autoload_register(
	static function (string $class): void {
		if (!str_starts_with($class, 'PlanBridge\\')) {
			return;
		}
		$file = __DIR__ . '/' . strtr(substr($class, strlen('PlanBridge\\')), '\\', '/') . '.php';
		if (is_file($file)) {
			require $file;
		}
	}
);
