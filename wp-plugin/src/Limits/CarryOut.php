<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Sites that nobody visits are asked to carry out what their limits force on them: the service names them by ranges of their ids
 * (bridge_reapply_ranges), and a request to each one's admin-ajax.php is one to its wp-admin, where it does so by itself (Applied).
 *
 * A few requests of the network do this beside each other, each with a range of its own under a lease. Killed anywhere it is gone on
 * with where it had come to: who has done it by then is not asked again. Those for which nobody answers are asked in later passes;
 * after the last one they do it when somebody works there next. While it cannot be read who has done it, nobody is counted and the range
 * waits; one of which the sites cannot be read is looked at anew.
 */
final class CarryOut
{
    private const SECONDS = 20.0;
    /** Where whoever knocks waits for it. */
    private const WAITED_SECONDS = 5.0;

    /** Longer than sites take that are asked at once. */
    private const LEASE_SECONDS = 180;
    /** How many requests of the network ask sites at the same time. */
    private const REQUESTS = 2;
    /** Ranges that are tried where others take them, too. */
    private const TRIED = 8;
    /** After how long sites are asked again for which nobody answered; after that they are given up. */
    private const AGAIN_AFTER = [10 * MINUTE_IN_SECONDS, 2 * HOUR_IN_SECONDS];

    private const FREE = "ranges.state = 'named' AND (ranges.lease_until IS NULL OR ranges.lease_until < UTC_TIMESTAMP(6))";

    private int $comeTo;

    /** @var array<int, string> by blog id: the digest of what is forced there, '' of nothing */
    private array $sites;

    /** @var array<int, string> the same of those for which nobody answered in this pass */
    private array $silent;

    /** @var list<string> both lists as they are stored */
    private array $written;

    private function __construct(private readonly object $range, private readonly string $owner, array $sites, array $silent)
    {
        $this->comeTo = (int) $range->come_to;
        $this->sites = $sites;
        $this->silent = $silent;
        $this->written = [self::text($this->sites), self::text($this->silent)];
    }

    /** WP-Cron's event, after the outbox. */
    public static function pull(float $seconds = self::SECONDS): void
    {
        if (!Network::isOurs() || !self::mayAsk()) {
            return;
        }
        $until = microtime(true) + $seconds;
        while (microtime(true) < $until && ($one = self::claim()) !== null && $one->work($until)) {
            continue;
        }
    }

    /** Action `shutdown` of a knock: whoever knocks has his answer by then, where PHP-FPM runs. */
    public static function afterKnock(): void
    {
        $isAnswered = function_exists('fastcgi_finish_request') && fastcgi_finish_request();
        self::pull($isAnswered ? self::SECONDS : self::WAITED_SECONDS);
    }

    /** Actions `wp_ajax_…` and `wp_ajax_nopriv_…`: by then admin_init has done it. Anybody may ask: it is done at any request to wp-admin. */
    public static function onAsked(): void
    {
        nocache_headers();
        wp_send_json(['done' => true]);
    }

    /** Whether fewer requests ask sites now than may. */
    private static function mayAsk(): bool
    {
        /** How many requests of the network ask sites at the same time; a network of many web servers may allow more. */
        $most = max(1, (int) apply_filters('plan_bridge_requests_that_ask_sites', self::REQUESTS));
        $sql = 'SELECT COUNT(*) FROM (SELECT 1 FROM ' . self::ranges() . " WHERE state = 'named' AND owner IS NOT NULL"
            . " AND lease_until >= UTC_TIMESTAMP(6) LIMIT {$most}) AS held";
        return (int) Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql)) < $most;
    }

    /** A range that is free and not paused, this request's now: of memberships that have changed first, then the oldest. */
    private static function claim(): ?self
    {
        global $wpdb;
        $sql = 'SELECT ranges.run_id, ranges.first_id FROM ' . self::ranges() . ' ranges JOIN ' . self::runs()
            . " runs ON runs.id = ranges.run_id AND runs.state = 'running' WHERE " . self::FREE
            . ' ORDER BY runs.of_memberships DESC, ranges.run_id, ranges.first_id LIMIT ' . self::TRIED;
        $owner = 'php-' . bin2hex(random_bytes(12));
        $take = 'UPDATE ' . self::ranges() . ' ranges SET owner = %s, lease_until = UTC_TIMESTAMP(6) + INTERVAL %d SECOND'
            . ' WHERE run_id = %d AND first_id = %d AND ' . self::FREE;
        foreach ((array) Network::quietly(static fn (\wpdb $db): mixed => $db->get_results($sql)) as $found) {
            if ($wpdb->query($wpdb->prepare($take, $owner, self::LEASE_SECONDS, $found->run_id, $found->first_id))) {
                $held = 'SELECT run_id, first_id, sites, come_to, silent, passes FROM ' . self::ranges() . ' WHERE run_id = %d AND first_id = %d AND owner = %s';
                $range = $wpdb->get_row($wpdb->prepare($held, $found->run_id, $found->first_id, $owner));
                if ($range === null) {
                    return null;
                }
                [$sites, $silent] = [self::read((string) $range->sites), self::read((string) ($range->silent ?? '{}'))];
                if ($sites !== null && $silent !== null) {
                    return new self($range, $owner, $sites, $silent);
                }
                self::putBack($range, $owner);
            }
        }
        return null;
    }

    /**
     * Asks the sites of the range, a few at a time, and counts them as it goes. False: there is no use in going on with another, since
     * the run is paused, the range somebody else's, or the database does not answer.
     */
    private function work(float $until): bool
    {
        $reach = new Reach((int) $this->range->passes === 0);
        $isOurs = true;
        while ($isOurs && $this->comeTo < count($this->sites) && microtime(true) < $until) {
            $isOurs = $this->askFew($reach);
        }
        if (!$isOurs || $this->comeTo < count($this->sites)) {
            $this->leave();
        } elseif ($this->silent !== [] && isset(self::AGAIN_AFTER[(int) $this->range->passes])) {
            $this->askAgain(self::AGAIN_AFTER[(int) $this->range->passes]);
        } else {
            $givenUp = count($this->silent);
            $this->silent = [];
            ($givenUp === 0 || $this->count(0, $givenUp)) && $this->end();
        }
        return $isOurs;
    }

    /** Asks the next sites; false where the range is not this request's any more, or it cannot be read who has done it. */
    private function askFew(Reach $reach): bool
    {
        $few = array_slice($this->sites, $this->comeTo, $reach->width(), true);
        $asked = self::left($few);
        $unheard = $asked === null ? [] : array_flip($reach->ask(array_keys($asked)));
        $left = $asked === null ? null : self::left($few);
        if ($left === null) {
            return false;
        }
        $this->silent += array_intersect_key($left, $unheard);
        $this->comeTo += count($few);
        while (($domain = $reach->givenUp()) !== null) {
            $this->putAside($domain);
        }
        return $this->count(count($few) - count($left), count(array_diff_key($left, $unheard)));
    }

    /** Leaves the sites of a domain that were not asked yet to the next pass. */
    private function putAside(string $domain): void
    {
        global $wpdb;
        $rest = array_slice($this->sites, $this->comeTo, null, true);
        $aside = $rest;
        if ($domain !== Reach::ANY && $rest !== []) {
            $sql = "SELECT blog_id FROM {$wpdb->blogs} WHERE domain = %s AND blog_id IN (" . implode(', ', array_keys($rest)) . ')';
            $aside = array_intersect_key($rest, array_flip($wpdb->get_col($wpdb->prepare($sql, $domain))));
        }
        $this->silent += $aside;
        $this->sites = array_diff_key($rest, $aside);
        $this->comeTo = 0;
    }

    /** @return ?array<int, string> null where that cannot be read */
    private static function read(string $stored): ?array
    {
        $sites = [];
        $named = json_decode($stored, true);
        if (!is_array($named)) {
            return null;
        }
        foreach ($named as $digest => $ids) {
            if (!is_array($ids) || $ids !== array_filter($ids, static fn (mixed $id): bool => is_int($id) && $id > 0)) {
                return null;
            }
            $sites += array_fill_keys($ids, (string) $digest);
        }
        return $sites;
    }

    /** @param array<int, string> $sites */
    private static function text(array $sites): string
    {
        $ids = [];
        foreach ($sites as $blogId => $digest) {
            $ids[$digest][] = $blogId;
        }
        return (string) json_encode((object) $ids);
    }

    /** A range whose sites cannot be read: nobody knows whom to ask, so that a worker looks for them once more. */
    private static function putBack(object $range, string $owner): void
    {
        global $wpdb;
        $sites = Network::table('bridge_site_limits');
        $wpdb->query($wpdb->prepare(
            'UPDATE ' . self::ranges() . ' ranges JOIN ' . self::runs() . ' runs ON runs.id = ranges.run_id'
            . " SET ranges.state = 'looking', ranges.owner = NULL, ranges.sites = NULL, ranges.silent = NULL, ranges.come_to = 0, ranges.passes = 0,"
            . ' ranges.lease_until = UTC_TIMESTAMP(6), runs.named = GREATEST(runs.named, ranges.waiting) - ranges.waiting,'
            . " runs.looked_at = GREATEST(0, CAST(runs.looked_at AS SIGNED) - (SELECT COUNT(*) FROM {$sites} sites"
            . ' WHERE sites.blog_id BETWEEN ranges.first_id AND ranges.last_id))'
            . ' WHERE ranges.run_id = %d AND ranges.first_id = %d AND ranges.owner = %s',
            $range->run_id,
            $range->first_id,
            $owner
        ));
        error_log("plan-bridge: the sites that run {$range->run_id} named from site {$range->first_id} on could not be read; they are looked for once more."); // nobody asked for it
    }

    /** Which of some sites have not carried it out; null where that cannot be read: an answer without its first row is none. */
    private static function left(array $sites): ?array
    {
        $sql = 'SELECT 0 AS blog_id, NULL AS applied UNION ALL SELECT blog_id, applied FROM ' . Network::table('bridge_site_limits')
            . ' WHERE blog_id IN (' . implode(', ', array_keys($sites)) . ')';
        $rows = Network::fromPrimary($sql);
        if (($rows ?? []) === []) {
            return null;
        }
        foreach ($rows as $row) {
            if ((string) $row->applied === ($sites[(int) $row->blog_id] ?? null)) {
                unset($sites[(int) $row->blog_id]);
            }
        }
        return $sites;
    }

    /** Writes how far it has come, and counts sites that have done it and sites that are not asked again. */
    private function count(int $done, int $unreached): bool
    {
        return $this->set(
            'ranges.come_to = %d, ranges.waiting = GREATEST(ranges.waiting, %d) - %d, ranges.lease_until = UTC_TIMESTAMP(6) + INTERVAL %d SECOND,'
            . ' runs.carried_out = runs.carried_out + %d, runs.unreached = runs.unreached + %d',
            $this->comeTo,
            $done + $unreached,
            $done + $unreached,
            self::LEASE_SECONDS,
            $done,
            $unreached
        );
    }

    /** Has those for which nobody answered asked in another pass. */
    private function askAgain(int $seconds): void
    {
        $this->sites = $this->silent;
        $this->silent = [];
        $this->set('ranges.come_to = 0, ranges.passes = ranges.passes + 1, ranges.owner = NULL, ranges.lease_until = UTC_TIMESTAMP(6) + INTERVAL %d SECOND', $seconds);
    }

    /** Writes into the range and its run, its lists where they are others by now; false where the run is paused, or the range another request's. */
    private function set(string $what, int ...$values): bool
    {
        global $wpdb;
        $lists = [self::text($this->sites), self::text($this->silent)];
        $isOther = $lists !== $this->written;
        $sql = 'UPDATE ' . self::ranges() . ' ranges JOIN ' . self::runs() . " runs ON runs.id = ranges.run_id SET {$what}"
            . ($isOther ? ', ranges.sites = %s, ranges.silent = %s' : '')
            . " WHERE ranges.run_id = %d AND ranges.first_id = %d AND ranges.owner = %s AND runs.state = 'running'";
        $this->written = $lists;
        return (bool) $wpdb->query($wpdb->prepare($sql, ...[...$values, ...($isOther ? $lists : []), $this->range->run_id, $this->range->first_id, $this->owner]));
    }

    /** Leaves the range to whoever comes next. */
    private function leave(): void
    {
        global $wpdb;
        $where = ['run_id' => $this->range->run_id, 'first_id' => $this->range->first_id, 'owner' => $this->owner];
        $wpdb->update(self::ranges(), ['owner' => null, 'lease_until' => null], $where);
    }

    private function end(): void
    {
        global $wpdb;
        $wpdb->delete(self::ranges(), ['run_id' => $this->range->run_id, 'first_id' => $this->range->first_id, 'owner' => $this->owner]);
    }

    private static function ranges(): string
    {
        return Network::table('bridge_reapply_ranges');
    }

    private static function runs(): string
    {
        return Network::table('bridge_reapply_runs');
    }
}
