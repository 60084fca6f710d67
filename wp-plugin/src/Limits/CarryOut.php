<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Plugin;
use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Sites that nobody visits are asked to carry out what their limits force on them: the service names them by ranges of their ids
 * (bridge_reapply_ranges), and a request to each one's admin-ajax.php is one to its wp-admin, where it does so by itself (Applied).
 *
 * One request of the network does this at a time. Killed anywhere it is gone on with where it had come to: who has done it by then
 * is not asked again. Who does not answer does it when somebody works there next. While it cannot be read who has done it, nobody
 * is counted and the range waits; one of which the sites cannot be read is looked at anew.
 */
final class CarryOut
{
    private const LOCK = 'pb-carry-out-';

    /** Sites that are asked beside each other, and how long one may take. */
    private const AT_ONCE = 3;
    private const PATIENCE = 10;
    private const SECONDS = 20.0;

    /** WP-Cron's event, after the outbox. */
    public static function pull(float $seconds = self::SECONDS): void
    {
        global $wpdb;
        $lock = self::LOCK . sha1(DB_NAME . '|' . $wpdb->base_prefix);
        if (!Network::isOurs() || self::next() === null || '1' !== $wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, 0)', $lock))) {
            return;
        }
        try {
            $until = microtime(true) + $seconds;
            while (microtime(true) < $until && ($range = self::next()) !== null) {
                if (!self::work($range, $until)) {
                    break;
                }
            }
        } finally {
            $wpdb->query($wpdb->prepare('DO RELEASE_LOCK(%s)', $lock));
        }
    }

    /** Actions `wp_ajax_…` and `wp_ajax_nopriv_…`: by then admin_init has done it. Anybody may ask: it is done at any request to wp-admin. */
    public static function onAsked(): void
    {
        nocache_headers();
        wp_send_json(['done' => true]);
    }

    /** The oldest range that is named and not paused. */
    private static function next(): ?object
    {
        $sql = 'SELECT ranges.run_id, ranges.first_id, ranges.sites, ranges.come_to FROM ' . Network::table('bridge_reapply_ranges') . ' ranges JOIN '
            . Network::table('bridge_reapply_runs') . " runs ON runs.id = ranges.run_id AND runs.state = 'running'"
            . " WHERE ranges.state = 'named' ORDER BY ranges.run_id, ranges.first_id LIMIT 1";
        return Network::quietly(static fn (\wpdb $db): ?object => $db->get_row($sql));
    }

    /**
     * Asks the sites of a range, a few at a time, and counts them as it goes. False: there is no use in going on with this range or
     * another, since the run is paused, somebody else goes on with it, or the database does not answer.
     */
    private static function work(object $range, float $until): bool
    {
        $sites = self::sites((string) $range->sites);
        if ($sites === null) {
            return self::putBack($range);
        }
        $comeTo = (int) $range->come_to;
        while ($comeTo < count($sites) && microtime(true) < $until) {
            $few = array_slice($sites, $comeTo, self::AT_ONCE, true);
            $asked = self::left($few);
            if ($asked !== null) {
                self::ask(array_keys($asked));
            }
            $left = $asked === null ? null : self::left($few);
            if ($left === null || !self::count($range, $comeTo, count($few), count($left))) {
                return false;
            }
            $comeTo += count($few);
        }
        if ($comeTo >= count($sites)) {
            global $wpdb;
            $wpdb->delete(Network::table('bridge_reapply_ranges'), ['run_id' => $range->run_id, 'first_id' => $range->first_id], '%d');
        }
        return true;
    }

    /** @return ?array<int, string> by blog id: the digest of what is forced there, '' of nothing; null where that cannot be read */
    private static function sites(string $stored): ?array
    {
        $sites = [];
        $named = json_decode($stored, true);
        foreach (is_array($named) ? $named : [] as $digest => $ids) {
            if (!is_array($ids) || $ids !== array_filter($ids, static fn (mixed $id): bool => is_int($id) && $id > 0)) {
                return null;
            }
            $sites += array_fill_keys($ids, (string) $digest);
        }
        return $sites === [] ? null : $sites; // a range without any would not have been left to us
    }

    /** A range whose sites cannot be read: nobody knows whom to ask, so that a worker looks for them once more. */
    private static function putBack(object $range): bool
    {
        global $wpdb;
        $sites = Network::table('bridge_site_limits');
        $done = $wpdb->query($wpdb->prepare(
            'UPDATE ' . Network::table('bridge_reapply_ranges') . ' ranges JOIN ' . Network::table('bridge_reapply_runs') . ' runs ON runs.id = ranges.run_id'
            . " SET ranges.state = 'looking', ranges.owner = NULL, ranges.sites = NULL, ranges.come_to = 0, ranges.lease_until = UTC_TIMESTAMP(6),"
            . " runs.looked_at = GREATEST(0, CAST(runs.looked_at AS SIGNED) - (SELECT COUNT(*) FROM {$sites} sites"
            . ' WHERE sites.blog_id BETWEEN ranges.first_id AND ranges.last_id))'
            . " WHERE ranges.run_id = %d AND ranges.first_id = %d AND ranges.state = 'named'",
            $range->run_id,
            $range->first_id
        ));
        error_log("plan-bridge: the sites that run {$range->run_id} named from site {$range->first_id} on could not be read; they are looked for once more."); // nobody asked for it
        return (bool) $done;
    }

    /** Which of some sites have not carried it out; null where that cannot be read: an answer without its first row is none. */
    private static function left(array $sites): ?array
    {
        $sql = 'SELECT 0 AS blog_id, NULL AS applied UNION ALL SELECT blog_id, applied FROM ' . Network::table('bridge_site_limits')
            . ' WHERE blog_id IN (' . implode(', ', array_keys($sites)) . ')';
        $rows = Network::fromPrimary($sql);
        if ($rows === []) {
            return null;
        }
        foreach ($rows as $row) {
            if ((string) $row->applied === ($sites[(int) $row->blog_id] ?? null)) {
                unset($sites[(int) $row->blog_id]);
            }
        }
        return $sites;
    }

    /** Makes a request to the wp-admin of each; what they answer is of no matter, their rows tell. */
    private static function ask(array $blogIds): void
    {
        $requests = [];
        foreach ($blogIds as $blogId) {
            if (get_site($blogId) !== null) {
                $requests[] = ['url' => get_admin_url($blogId, 'admin-ajax.php'), 'type' => 'POST', 'data' => ['action' => Plugin::CARRY_OUT]];
            }
        }
        $verify = (bool) apply_filters('https_local_ssl_verify', false); // as WordPress asks itself
        $options = ['timeout' => self::PATIENCE, 'follow_redirects' => false, 'verify' => $verify, 'verifyname' => $verify];
        $class = class_exists('WpOrg\Requests\Requests') ? 'WpOrg\Requests\Requests' : 'Requests'; // its name before WordPress 6.2
        $requests === [] || $class::request_multiple($requests, $options);
    }

    private static function count(object $range, int $from, int $asked, int $left): bool
    {
        global $wpdb;
        return (bool) $wpdb->query($wpdb->prepare(
            'UPDATE ' . Network::table('bridge_reapply_ranges') . ' ranges JOIN ' . Network::table('bridge_reapply_runs') . ' runs ON runs.id = ranges.run_id'
            . ' SET ranges.come_to = %d, runs.carried_out = runs.carried_out + %d, runs.unreached = runs.unreached + %d'
            . " WHERE ranges.run_id = %d AND ranges.first_id = %d AND ranges.come_to = %d AND runs.state = 'running'",
            $from + $asked,
            $asked - $left,
            $left,
            $range->run_id,
            $range->first_id,
            $from
        ));
    }
}
