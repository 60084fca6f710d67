<?php

declare(strict_types=1);

namespace PlanBridge\Privacy;

use RuntimeException;
use WP_Error;

defined('ABSPATH') || exit;

/** The service did not say what somebody's data is, or refused to. */
final class Unanswered extends RuntimeException
{
    public function __construct(public readonly WP_Error $error)
    {
        parent::__construct((string) $error->get_error_code());
    }

    /** What the service answered. @return array<string, mixed> @throws self where it is an error */
    public static function unless(array|WP_Error $answer): array
    {
        return is_wp_error($answer) ? throw new self($answer) : $answer;
    }
}
