<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Visits;

use PlanBridge\Format;
use PlanBridge\Limits\Owner;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Refusal;
use PlanBridge\Service\Network;
use PlanBridge\View;

defined('ABSPATH') || exit;

/** Tells the owner that the visits of the month are nearly used up, and that they are: a letter each, once, and a notice meanwhile. */
final class Warning
{
    private const NEAR = 80;
    private const FULL = 100;

    /** How full that is, as far as somebody is told: 0, 80 or 100. */
    private static function percent(int $used, int $allowed): int
    {
        return match (true) {
            $used >= $allowed => self::FULL,
            100 * $used >= self::NEAR * $allowed => self::NEAR,
            default => 0,
        };
    }

    /** After a visit was counted. Of two who reach the same, one writes the row and leaves the letter. */
    public static function give(int $blogId, int $used, int $allowed): void
    {
        global $wpdb;
        $percent = self::percent($used, $allowed);
        if ($percent === 0 || $percent <= self::told($blogId, $allowed)) {
            return;
        }
        $sql = 'INSERT IGNORE INTO ' . self::table() . " (blog_id, month, allowed, percent, told_at) VALUES (%d, DATE_FORMAT(UTC_DATE(), '%%Y-%%m-01'), %d, %d, UTC_TIMESTAMP(6))";
        Network::quietly(static function (\wpdb $db) use ($sql, $blogId, $used, $allowed, $percent): void {
            $db->query('START TRANSACTION');
            $isFirst = (int) $db->query($db->prepare($sql, $blogId, $allowed, $percent)) === 1;
            $isLeft = $isFirst && self::leave($blogId, $used, $allowed, $percent);
            $db->query($isLeft ? 'COMMIT' : 'ROLLBACK');
        });
    }

    private static function told(int $blogId, int $allowed): int
    {
        $sql = 'SELECT MAX(percent) FROM ' . self::table() . " WHERE blog_id = %d AND month = DATE_FORMAT(UTC_DATE(), '%%Y-%%m-01') AND allowed = %d";
        return (int) Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($db->prepare($sql, $blogId, $allowed)));
    }

    /** Leaves the letter where letters wait, see Outbox\Mail; true also where nobody is there to write to. */
    private static function leave(int $blogId, int $used, int $allowed, int $percent): bool
    {
        global $wpdb;
        [$user, $membership] = [Owner::userId($blogId), (int) Quota::for($blogId)?->membershipId()];
        if ($user === 0) {
            return true;
        }
        $pace = Pace::of($blogId);
        $reached = $pace->reaches($allowed);
        $payload = [
            'user_id' => $user,
            'template' => match (true) {
                $percent < self::FULL => 'visits_near',
                Rules::closes() => 'visits_full',
                default => 'visits_over',
            },
            'params' => array_filter([
                'membership_id' => $membership,
                'site' => wp_specialchars_decode((string) get_blog_option($blogId, 'blogname'), ENT_QUOTES),
                'address' => untrailingslashit((string) preg_replace('#^https?://#', '', get_home_url($blogId))),
                'used' => $used,
                'allowed' => $allowed,
                'full_on' => $reached === null ? null : gmdate('Y-m-d\TH:i:s\Z', $reached),
                'new_month' => gmdate('Y-m-d\TH:i:s\Z', $pace->nextMonth()),
            ], static fn (mixed $value): bool => $value !== null),
        ];
        $sql = 'INSERT INTO ' . Network::table('bridge_outbox') . " (topic, blog_id, membership_id, payload, created_at) VALUES ('mail', %d, %d, %s, UTC_TIMESTAMP(6))";
        return (bool) $wpdb->query($wpdb->prepare($sql, $blogId, $membership, wp_json_encode($payload)));
    }

    /** Action `admin_notices` of the dashboard, for those who can do something about it. */
    public static function show(): void
    {
        $allowed = Quota::current()?->limit('visits')?->most();
        if ($allowed === null || !Owner::mayChoosePlan()) {
            return;
        }
        $pace = Pace::of(get_current_blog_id());
        $percent = self::percent($pace->used(), (int) $allowed);
        if ($percent !== 0) {
            View::render('limits-notice', ['text' => self::sentence($pace, (int) $allowed, $percent), 'link' => Refusal::link()]);
        }
    }

    private static function sentence(Pace $pace, int $allowed, int $percent): string
    {
        /* translators: 1: visits that were used, 2: visits that the plan allows */
        $used = sprintf(__('%1$s of the %2$s visits that your plan allows each month are used.', 'plan-bridge'), number_format_i18n($pace->used()), number_format_i18n($allowed));
        $opens = Format::date(gmdate('Y-m-d\T12:00:00\Z', $pace->nextMonth()));
        $more = match (true) {
            $percent < self::FULL => $pace->sentence($allowed),
            /* translators: %s: a date */
            Rules::closes() => sprintf(__('Visitors are told that the site is closed until %s; you and everybody who works on it see it as always.', 'plan-bridge'), $opens),
            default => __('The site stays open.', 'plan-bridge'),
        };
        return trim("{$used} {$more}");
    }

    private static function table(): string
    {
        return Network::table('bridge_visits_told');
    }
}
