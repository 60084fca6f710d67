<?php

declare(strict_types=1);

namespace PlanBridge\Health;

defined('ABSPATH') || exit;

/** The shape in which Site Health wants the result of a test. */
final class Result
{
    /** @return array<string, mixed> */
    public static function good(string $test, string $label): array
    {
        return self::made('good', 'green', $test, $label, $label . '.');
    }

    /** @return array<string, mixed> */
    public static function recommended(string $test, string $label, string $text): array
    {
        return self::made('recommended', 'orange', $test, $label, $text);
    }

    /** @return array<string, mixed> */
    public static function critical(string $test, string $label, string $text): array
    {
        return self::made('critical', 'red', $test, $label, $text);
    }

    /** @return array<string, mixed> */
    private static function made(string $status, string $color, string $test, string $label, string $text): array
    {
        return [
            'status' => $status,
            'label' => $label,
            'badge' => ['label' => __('Plans', 'plan-bridge'), 'color' => $color],
            'description' => '<p>' . esc_html($text) . '</p>',
            'actions' => '',
            'test' => $test,
        ];
    }
}
