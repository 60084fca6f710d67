<?php

declare(strict_types=1);

namespace PlanBridge\Health;

use PlanBridge\Service\Network;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * How far the worker and the plugin are behind: how long the oldest of what was due has waited. A worker that comes round can be behind
 * all the same, where there is more to do than it does. Each question reads the first row of an index.
 */
final class Lag
{
    /** So long something may wait: WP-Cron comes each minute, the worker more often. */
    private const SECONDS = 900;
    /** Tasks that were tried wait longer each time, and have a test of their own; so many open ones are looked through. */
    private const LOOKED_AT = 1000;

    /** @return list<string> a sentence for each kind of work that waits too long, or of which that cannot be read */
    public static function sentences(): array
    {
        $now = 'UTC_TIMESTAMP(6)';
        [$outbox, $terms, $ranges] = array_map(Network::table(...), ['bridge_outbox', 'bridge_membership_terms', 'bridge_reapply_ranges']);
        $oldest = [
            'lag_tasks' => "SELECT created_at AS since FROM (SELECT id, created_at, attempts FROM {$outbox} WHERE done_at IS NULL ORDER BY id LIMIT " . self::LOOKED_AT . ') open WHERE attempts = 0 ORDER BY id LIMIT 1',
            // what is to be looked at at once has an instant of long ago and comes first: it is behind where others are
            'lag_terms' => "SELECT look_at AS since FROM {$terms} WHERE look_at BETWEEN '2000-01-01' AND {$now} ORDER BY look_at LIMIT 1",
            'lag_ranges' => "SELECT MIN(lease_until) AS since FROM {$ranges} WHERE state = 'looking'",
        ];
        return array_values(array_filter(array_map(self::sentence(...), array_keys($oldest), $oldest)));
    }

    private static function sentence(string $kind, string $sql): ?string
    {
        [$seconds, $error] = Network::quietly(static fn (\wpdb $db): array => [
            $db->get_var("SELECT TIMESTAMPDIFF(SECOND, since, UTC_TIMESTAMP(6)) FROM ({$sql}) oldest"),
            $db->last_error,
        ]);
        $words = Words::table('health');
        return match (true) {
            $error !== '' => $words['lag_unknown'][0],
            $seconds === null || (int) $seconds < self::SECONDS => null,
            default => sprintf($words[$kind][0], human_time_diff(0, (int) $seconds)),
        };
    }
}
