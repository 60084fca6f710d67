<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

defined('ABSPATH') || exit;

/** One thing that the check of the connection has found: how bad, what it means, and the command that mends it. */
final class Finding
{
    /** @param 'success'|'warning'|'error' $type */
    public function __construct(
        public readonly string $type,
        public readonly string $text,
        public readonly string $command = '',
        public readonly string $detail = ''
    ) {
    }
}
