<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Service\Network;
use Throwable;

defined('ABSPATH') || exit;

/**
 * Tells the network's own code what happened to memberships: actions `plan_bridge_applied`, `plan_bridge_paid` and so on.
 *
 * What happened is read from the journal, so it is told whoever caused it, and only what was committed. Without a listener
 * nothing is read. Events of one membership come in their order, each at least once; a listener that ends the request
 * in the middle is told the event again. Their table is the plugin's to write, and empty where nobody ever listened.
 */
final class Happened
{
    /** What the journal calls it, and the action behind `plan_bridge_`. */
    public const ACTIONS = [
        'change_confirmed' => 'confirmed',
        'change_scheduled' => 'booked',
        'change_applied' => 'applied',
        'change_applied_on_trust' => 'applied',
        'renewal_applied' => 'renewed',
        'renewal_applied_on_trust' => 'renewed',
        'change_cancelled' => 'cancelled',
        'renewal_cancelled' => 'cancelled',
        'change_void' => 'lapsed',
        'renewal_void' => 'lapsed',
        'payment_received' => 'paid',
        'payment_declined' => 'declined',
        'membership_given' => 'given',
        'membership_cancelling' => 'cancelling',
        'membership_kept' => 'kept',
        'membership_on_hold' => 'on_hold',
        'membership_opened_again' => 'opened_again',
        'membership_paused' => 'paused',
        'membership_resumed' => 'resumed',
        'membership_expired' => 'expired',
        'membership_ended' => 'ended',
        'membership_cancelled' => 'ended',
    ];

    /** Fires before each of them, with its name in front. */
    private const ANY = 'plan_bridge_event';

    public const OPTION = 'plan_bridge_told';
    private const MOST = 50;

    /** A transaction writes its instant when it begins, and is read when it ends: so far back is looked anew. */
    private const LOOK_BACK = '5 MINUTE';

    /** Who did not listen for longer than that is told nothing of before. */
    private const MISSED_SECONDS = DAY_IN_SECONDS;

    /** Tells what has happened since, until an instant of microtime() or until all is told. */
    public static function tell(float $until): void
    {
        if (!self::anybodyListens() || !Network::isOurs()) {
            return;
        }
        $lock = 'plan_bridge_told_' . md5(DB_NAME . Network::table(''));
        if (Network::quietly(static fn (\wpdb $db): mixed => $db->get_var($db->prepare('SELECT GET_LOCK(%s, 0)', $lock))) !== '1') {
            return; // another page tells them
        }
        switch_to_blog(get_main_site_id());
        try {
            Network::quietly(static fn (\wpdb $db): bool => self::all($db, $until));
        } finally {
            restore_current_blog();
            Network::quietly(static fn (\wpdb $db): mixed => $db->get_var($db->prepare('SELECT RELEASE_LOCK(%s)', $lock)));
        }
    }

    private static function anybodyListens(): bool
    {
        foreach ([self::ANY, ...array_map(self::action(...), array_unique(self::ACTIONS))] as $action) {
            if (has_action($action)) {
                return true;
            }
        }
        return false;
    }

    private static function action(string $name): string
    {
        return "plan_bridge_{$name}";
    }

    /** Membership by membership, each one's events in order; true: nothing is left to tell. */
    private static function all(\wpdb $db, float $until): bool
    {
        while (microtime(true) < $until) {
            $from = self::from();
            $found = self::read($db, $from);
            foreach ($found as $event) {
                self::one($event);
                self::note($db, $event);
                if (microtime(true) >= $until) {
                    return false;
                }
            }
            if ($found === []) {
                $db->query($db->prepare('DELETE FROM ' . self::told() . ' WHERE at < %s - INTERVAL 1 HOUR LIMIT 200', $from));
                return true;
            }
        }
        return false;
    }

    /** From which instant on is looked: where it was come to; at first when somebody listens first, and what was just before. */
    private static function from(): string
    {
        $least = gmdate('Y-m-d H:i:s', time() - self::MISSED_SECONDS) . '.000000';
        $kept = get_site_option(self::OPTION);
        if (!is_string($kept)) {
            $kept = gmdate('Y-m-d H:i:s') . '.000000';
            add_site_option(self::OPTION, $kept);
        }
        return max($kept, $least);
    }

    /** @return list<array<string, mixed>> the next events that were not told, the oldest first */
    private static function read(\wpdb $db, string $from): array
    {
        $journal = Network::table('bridge_journal');
        $names = "'" . implode("', '", array_keys(self::ACTIONS)) . "'";
        $sql = "SELECT journal.membership_id, journal.sequence, journal.at, journal.event, journal.cause, journal.actor_user_id,
                       journal.quote_id, journal.data, memberships.plan_id, memberships.status, customers.id AS customer_id,
                       customers.user_id
                FROM {$journal} AS journal
                LEFT JOIN " . self::told() . ' AS told ON told.membership_id = journal.membership_id
                LEFT JOIN ' . Network::table('wu_memberships') . ' AS memberships ON memberships.id = journal.membership_id
                LEFT JOIN ' . Network::table('wu_customers') . ' AS customers ON customers.id = memberships.customer_id
                WHERE journal.at > %s - INTERVAL ' . self::LOOK_BACK . "
                  AND journal.sequence > COALESCE(told.sequence, 0) AND journal.event IN ({$names})
                ORDER BY journal.at, journal.membership_id, journal.sequence LIMIT %d";
        return (array) $db->get_results($db->prepare($sql, $from, self::MOST), ARRAY_A);
    }

    private static function one(array $event): void
    {
        $name = self::ACTIONS[$event['event']];
        $about = self::about($event);
        try {
            do_action(self::ANY, $name, $about);
            do_action(self::action($name), $about);
        } catch (Throwable $problem) {
            error_log("plan-bridge: a listener of plan_bridge_{$name} failed: {$problem->getMessage()}"); // the others are told all the same
        }
    }

    /**
     * What a listener is told.
     *
     * @return array{id: string, at: string, event: string, membership_id: int, customer_id: ?int, user_id: ?int, plan_id: ?int, status: ?string, quote_id: ?string, cause: string, actor_user_id: ?int, data: array<string, mixed>}
     */
    private static function about(array $event): array
    {
        $number = static fn (string $name): ?int => $event[$name] === null ? null : (int) $event[$name];
        return [
            'id' => "{$event['membership_id']}-{$event['sequence']}",
            'at' => str_replace(' ', 'T', substr((string) $event['at'], 0, 19)) . 'Z',
            'event' => (string) $event['event'],
            'membership_id' => (int) $event['membership_id'],
            'customer_id' => $number('customer_id'),
            'user_id' => $number('user_id'),
            'plan_id' => $number('plan_id'),
            'status' => $event['status'],
            'quote_id' => $event['quote_id'],
            'cause' => (string) $event['cause'],
            'actor_user_id' => $number('actor_user_id'),
            'data' => (array) json_decode((string) $event['data'], true),
        ];
    }

    private static function note(\wpdb $db, array $event): void
    {
        $sql = 'INSERT INTO ' . self::told() . ' (membership_id, sequence, at) VALUES (%d, %d, %s)
                ON DUPLICATE KEY UPDATE at = IF(sequence < VALUES(sequence), VALUES(at), at), sequence = GREATEST(sequence, VALUES(sequence))';
        $db->query($db->prepare($sql, $event['membership_id'], $event['sequence'], $event['at']));
        $come = min((string) $event['at'], gmdate('Y-m-d H:i:s') . '.999999'); // a clock that is ahead hides nothing that follows
        if ($come > self::from()) {
            update_site_option(self::OPTION, $come);
        }
    }

    private static function told(): string
    {
        return Network::table('bridge_told_events');
    }
}
