<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

defined('ABSPATH') || exit;

/** What was to be done could not be done now. The message goes into the row. */
final class Failed extends \RuntimeException
{
}
