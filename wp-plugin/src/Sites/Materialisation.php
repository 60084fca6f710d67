<?php

declare(strict_types=1);

namespace PlanBridge\Sites;

use PlanBridge\Limits\SiteQuota;
use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * Asks the service to write a site's quota row: when a request finds none, and when a site was made, moved to another
 * membership, or deleted. What the service does not hear of, its own sweep finds.
 */
final class Materialisation
{
    private const FOUND_MISSING_SECONDS = 2.0;
    private const AFTER_CHANGE_SECONDS = 5.0;
    private const PAUSE_SECONDS = 60;

    /** What of a site's meta decides about its quota. */
    private const DECISIVE = ['wu_type', 'wu_membership_id', 'wu_limitations', 'wu_customer_id'];

    /** @var array<int, true> sites to ask for when this request ends */
    private array $changed = [];

    /**
     * Asks for a row that is missing; true where it is written now. A site without one is asked for once a minute, so
     * that pages do not wait for a service that is down; not before `init`, when WordPress cannot sign and send yet.
     */
    public static function askOnce(int $blogId): bool
    {
        $pause = "plan_bridge_asked_{$blogId}";
        if (!did_action('init') || get_site_transient($pause) !== false) {
            return false;
        }
        set_site_transient($pause, '1', self::PAUSE_SECONDS);
        return !is_wp_error(self::send($blogId, self::FOUND_MISSING_SECONDS));
    }

    /** Actions `added_blog_meta`, `updated_blog_meta`, `deleted_blog_meta`. */
    public function onMeta(mixed $metaIds, mixed $blogId, mixed $key): void
    {
        if (in_array($key, self::DECISIVE, true)) {
            $this->changed[(int) $blogId] = true;
        }
    }

    /** Actions `wp_initialize_site` (last) and `wp_delete_site`, with the site. */
    public function onSite(mixed $site): void
    {
        $this->changed[(int) ($site->id ?? 0)] = true;
    }

    /** Action `shutdown`. */
    public function onEnd(): void
    {
        $sites = array_slice(array_keys($this->changed), 0, 20);
        $this->changed = [];
        foreach ($sites as $blogId) {
            if ($blogId > 0 && !is_main_site($blogId) && self::isSilent(self::send($blogId, self::AFTER_CHANGE_SECONDS))) {
                break; // the service is down: its sweep takes the rest
            }
        }
        SiteQuota::forget();
    }

    /** @return array<string, mixed>|WP_Error */
    private static function send(int $blogId, float $seconds): array|WP_Error
    {
        return (new Client(system: true))->post("/v1/sites/{$blogId}/quota", [], $seconds);
    }

    /** @param array<string, mixed>|WP_Error $answer */
    private static function isSilent(array|WP_Error $answer): bool
    {
        return is_wp_error($answer)
            && in_array($answer->get_error_code(), ['plan_bridge_unreachable', 'plan_bridge_no_answer'], true);
    }
}
