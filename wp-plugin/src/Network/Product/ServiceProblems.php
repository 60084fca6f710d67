<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

use PlanBridge\Messages;
use PlanBridge\Network\Input\Problem;
use WP_Error;

defined('ABSPATH') || exit;

/** Puts the service's objections to a request beside the fields they are about. */
final class ServiceProblems
{
    /** @return array<string, Problem> by field path; empty where the error is about no field */
    public static function of(WP_Error $error): array
    {
        $code = Messages::code($error);
        if ($code === 'slug_taken') {
            return ['slug' => new Problem('slug_taken')];
        }
        $problems = [];
        foreach ($code === 'invalid_request' ? (array) (Messages::params($error)['errors'] ?? []) : [] as $wrong) {
            if (is_array($wrong)) {
                $problems[self::field((string) ($wrong['path'] ?? ''))] = new Problem(self::code((string) ($wrong['code'] ?? '')), $wrong);
            }
        }
        return $problems;
    }

    /** Two codes that the plugin has too, but with bounds that the service does not tell. */
    private static function code(string $code): string
    {
        return ['out_of_range' => 'beyond_range', 'too_long' => 'string_too_long'][$code] ?? $code;
    }

    /** `limitations.disk_space.limit` is the field `limits.disk_space`, `period.n` is the field `period`. */
    private static function field(string $path): string
    {
        $path = (string) preg_replace(['/^\/|^body\./', '/\//', '/\[(\d+)\]/'], ['', '.', '.$1'], $path);
        $path = (string) preg_replace('/^limitations\.([^.]+)(?:\.limit)?(?:\.([^.]+))?.*$/', 'limits.$1.$2', $path);
        return rtrim((string) preg_replace('/\b(period|trial|minimum_term)\.(?:n|unit)$/', '$1', $path), '.');
    }
}
