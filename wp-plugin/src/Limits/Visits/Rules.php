<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Visits;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Which page views are visits, by the network's settings. A page shown to somebody who is not logged in, by a browser that asks
 * for it as it is, is one under all of them: then the settings are not read.
 */
final class Rules
{
    /** Crawlers that name themselves; whoever does not cannot be told from a person. */
    private const BOTS = '~bot\b|bot[/;_-]|crawl|spider|slurp|mediapartners|facebookexternalhit|embedly|lighthouse|pingdom|uptime|curl/|wget/|python-|go-http-client|headlesschrome~i';

    /** The settings and what holds where they were never saved, as the service has them. */
    private const DEFAULTS = [
        'visits_at_limit' => 'closed',
        'visits_of_users' => 'strangers',
        'visits_prefetched' => 'counted',
        'visits_count_bots' => false,
        'visits_count_previews' => true,
        'visits_count_head' => false,
    ];

    /** @var array<string, mixed>|null what is saved, read once per request */
    private static ?array $saved = null;

    /** Whether this page view is a visit. */
    public static function isVisit(): bool
    {
        $method = $_SERVER['REQUEST_METHOD'] ?? '';
        return !is_admin() && in_array($method, ['GET', 'HEAD'], true) && !is_feed() && !is_robots() && !is_favicon() && !is_customize_preview()
            && ($method === 'GET' || self::says('visits_count_head') === true)
            && self::countsPerson()
            && (!is_preview() || self::says('visits_count_previews') === true)
            && (!self::isPrefetch() || self::says('visits_prefetched') === 'counted');
    }

    /** Whether whoever asks is one whose visits count; also what the beacon goes by, which is no page. */
    public static function countsPerson(): bool
    {
        $user = !is_user_logged_in() || match (self::says('visits_of_users')) {
            'everyone' => true,
            'nobody_logged_in' => false,
            default => !self::isMember(),
        };
        return $user && (!self::isBot() || self::says('visits_count_bots') === true);
    }

    /** Whether somebody has part in the site: who works on it is never kept out by its visits. */
    public static function isMember(): bool
    {
        return is_user_logged_in() && (is_super_admin() || is_user_member_of_blog());
    }

    /** Whether the site closes to others at the limit; else its owner is told, and nothing more. */
    public static function closes(): bool
    {
        return self::says('visits_at_limit') !== 'notice';
    }

    /**
     * Whether the browser asks for the page in advance and the network gives none in advance: then it asks again when it is
     * shown, and each visit counts once.
     */
    public static function isNotSent(): bool
    {
        return self::isPrefetch() && self::says('visits_prefetched') === 'not_sent';
    }

    /** Also a page that is drawn in advance says `prefetch;prerender`. */
    private static function isPrefetch(): bool
    {
        $purpose = implode(' ', array_map(static fn (string $name): string => (string) ($_SERVER[$name] ?? ''), ['HTTP_SEC_PURPOSE', 'HTTP_PURPOSE', 'HTTP_X_PURPOSE', 'HTTP_X_MOZ']));
        return preg_match('/prefetch|prerender|preview/i', $purpose) === 1;
    }

    private static function isBot(): bool
    {
        $agent = $_SERVER['HTTP_USER_AGENT'] ?? '';
        return is_string($agent) && preg_match(self::BOTS, $agent) === 1;
    }

    private static function says(string $setting): mixed
    {
        if (self::$saved === null) {
            $sql = 'SELECT name, value FROM ' . Network::table('bridge_settings') . " WHERE name LIKE 'visits\\_%'";
            $rows = Network::quietly(static fn (\wpdb $db): mixed => $db->get_results($sql, ARRAY_A));
            self::$saved = array_map('json_decode', array_column(is_array($rows) ? $rows : [], 'value', 'name'));
        }
        return self::$saved[$setting] ?? self::DEFAULTS[$setting];
    }
}
