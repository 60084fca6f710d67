<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use WP_Error;

defined('ABSPATH') || exit;

/** A limit that says no: which one, and the sentence that a person reads. The sentence is plain text. */
final class Refusal
{
    /** @param string $limit such as `post_types.post`, `disk_space`, `users.editor`, `sites` */
    public function __construct(public readonly string $limit, public readonly string $text)
    {
    }

    /** The answer of REST. Plain: with HTML in it the block editor drops the whole message. */
    public function error(): WP_Error
    {
        return new WP_Error('plan_bridge_limit_reached', $this->text, ['status' => 403, 'limit' => $this->limit]);
    }

    /** Ends the request with the sentence and HTTP 403. Only where carrying on would look like success. */
    public function stop(): never
    {
        wp_die(esc_html($this->text), '', ['response' => 403, 'back_link' => true]);
        exit;
    }
}
