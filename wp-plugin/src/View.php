<?php

declare(strict_types=1);

namespace PlanBridge;

defined('ABSPATH') || exit;

/**
 * Shows a file of views/ with its data. Views escape, late; they neither ask the service nor decide.
 */
final class View
{
    /** Prints `views/<name>.php`; the file sees `$data` and nothing else. */
    public static function render(string $name, array $data = []): void
    {
        if (preg_match('#^[a-z0-9-]+(/[a-z0-9-]+)*$#', $name) !== 1) {
            throw new \InvalidArgumentException("not a view: {$name}");
        }
        (static function (string $plan_bridge_view, array $data): void {
            require $plan_bridge_view;
        })(dirname(__DIR__) . "/views/{$name}.php", $data);
    }

    /** The same as text, for the fragments that admin-ajax sends. */
    public static function text(string $name, array $data = []): string
    {
        ob_start();
        try {
            self::render($name, $data);
        } finally {
            $text = (string) ob_get_clean();
        }
        return $text;
    }
}
