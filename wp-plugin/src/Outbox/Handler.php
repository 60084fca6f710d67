<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

defined('ABSPATH') || exit;

/** Does the rows of one topic. Doing a row twice must be the same as doing it once, as far as that can be. */
interface Handler
{
    /** @throws Failed where the row has to be tried again later */
    public function do(Row $row): void;
}
