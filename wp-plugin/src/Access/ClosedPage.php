<?php

declare(strict_types=1);

namespace PlanBridge\Access;

use PlanBridge\Limits\SiteQuota;
use PlanBridge\Limits\Words;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** The page of a site that is closed for now: HTTP 503 and the real reason, so that nobody looks for a fault. */
final class ClosedPage
{
    private const DAY = 86400;

    /** @param string $reason `visits`, `expired`, `cancelled`, `suspended` or another word of the service */
    public static function show(string $reason, int $retryAfterSeconds = self::DAY): never
    {
        nocache_headers();
        status_header(503);
        header('Retry-After: ' . max(60, $retryAfterSeconds));
        header('Content-Type: text/html; charset=' . get_bloginfo('charset'));
        View::render('closed', [
            'site' => get_bloginfo('name', 'display'),
            'text' => self::text($reason),
            'hint' => self::hint($reason),
            'login' => wp_login_url(admin_url('admin.php?page=plan-bridge-account')),
        ]);
        exit;
    }

    /** What visitors read, plain text; also the answer of REST, XML-RPC and comments. */
    public static function text(string $reason): string
    {
        return match ($reason) {
            'visits' => self::visits(),
            'expired' => __('This site is closed because its membership has expired.', 'plan-bridge'),
            'cancelled' => __('This site is closed because its membership has been cancelled.', 'plan-bridge'),
            'suspended' => __('This site is closed because its membership has been suspended.', 'plan-bridge'),
            default => __('This site is closed because its membership is not active.', 'plan-bridge'),
        };
    }

    private static function visits(): string
    {
        $most = (int) SiteQuota::current()?->limit('visits')?->most();
        /* translators: %s: a number of visits */
        $words = _n(
            'This site has reached the visits limit of its plan: %s visit a month. It opens again on the first day of next month.',
            'This site has reached the visits limit of its plan: %s visits a month. It opens again on the first day of next month.',
            $most,
            'plan-bridge'
        );
        return sprintf($words, number_format_i18n($most));
    }

    private static function hint(string $reason): string
    {
        return $reason === 'visits'
            ? __('Is this your site? Log in and change to a plan with more visits.', 'plan-bridge')
            : __('Is this your site? Log in to renew your membership. Nothing has been deleted.', 'plan-bridge');
    }
}
