<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Service\Client;

defined('ABSPATH') || exit;

/**
 * A product or a membership that Ultimate Multisite has saved: the service is asked to read what it says of limits, once
 * the request is over and all of it is written. What the service does not hear of, its next round finds.
 */
final class Limits
{
    private const SECONDS = 5.0;

    /** As many as one request asks for: an import saves thousands, which the rounds take. */
    private const MOST = 20;

    /** @var array<string, true> addresses to ask when this request ends */
    private static array $saved = [];

    /** Action `wu_product_post_save`. */
    public static function onProduct(mixed $data, object $product): void
    {
        self::note('products', (int) $product->get_id());
    }

    /** Action `wu_membership_post_save`. */
    public static function onMembership(mixed $data, object $membership): void
    {
        self::note('memberships', (int) $membership->get_id());
    }

    private static function note(string $kind, int $id): void
    {
        if ($id > 0) {
            self::$saved["/v1/{$kind}/{$id}/limits"] = true;
            add_action('shutdown', [self::class, 'onEnd'], 5, 0);
        }
    }

    /** Action `shutdown`. */
    public static function onEnd(): void
    {
        $paths = array_slice(array_keys(self::$saved), 0, self::MOST);
        self::$saved = [];
        foreach ($paths as $path) {
            $answer = (new Client(system: true))->post($path, [], self::SECONDS);
            if (is_wp_error($answer) && in_array($answer->get_error_code(), ['plan_bridge_unreachable', 'plan_bridge_no_answer'], true)) {
                return; // the service is down: its rounds take the rest
            }
        }
    }
}
