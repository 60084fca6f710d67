<?php

declare(strict_types=1);

namespace PlanBridge\Network;

defined('ABSPATH') || exit;

/** What is wrong with one typed value: a stable code, and what its sentence needs (unescaped). */
final class Problem
{
    /** @param array<string, mixed> $params */
    public function __construct(public readonly string $code, public readonly array $params = [])
    {
    }
}
