<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use Closure;
use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * Stands between Ultimate Multisite's membership objects and the rows of those that are ours.
 *
 * An object is loaded whole, and saved whole some time later: from a form, a queue, a webhook. What it carries of billing
 * may be older than the row. Such a column is **taken out** of what is written; the row's value in its place would undo
 * whatever we commit between this filter and the write.
 */
final class Saving
{
    /** @var \WeakMap<object, list<string>>|null the columns that the last save of each object did not write */
    private static ?\WeakMap $kept = null;

    /** The object whose event is being written. */
    private static ?object $told = null;

    /** @var array<int, ?string> the version of our record of each membership that was not ours when it was about to be saved */
    private static array $seen = [];

    /**
     * Filter `wu_membership_pre_save`.
     *
     * A column that is as it was loaded is stale and goes without a word; one that was changed since was meant, and is
     * either let through (a cancellation, a new subscription at a provider) or kept back and told.
     *
     * @param array<string, mixed> $data what is to be written, serialised
     * @param array<string, mixed> $raw the object's properties
     * @return array<string, mixed>
     */
    public static function onSave(array $data, array $raw, object $model): array
    {
        self::$kept ??= new \WeakMap();
        self::$kept[$model] = [];
        $membership = (int) ($raw['id'] ?? 0);
        $version = self::written($membership)['version'] ?? null; // first: what is written after it is seen in the row, or after the save
        $row = Ownership::row($membership);
        if ($row === null || ($row !== false && !Ownership::isOurs($row))) {
            self::$seen[$membership] = $version;
            return $row === null ? $data : self::withoutOurs($data, $raw, $model, $row);
        }
        $loaded = (array) $model->_get_original();
        $meant = array_filter(Ownership::BILLING, static fn (string $name): bool => array_key_exists($name, $raw) && !self::isSame($raw[$name], $loaded[$name] ?? null));
        if ($row !== false && self::isNewSubscription($raw, $meant)) {
            return $data;
        }
        $cancels = in_array('status', $meant, true) && $raw['status'] === 'cancelled';
        $kept = array_values(array_intersect([...array_diff(Ownership::BILLING, $cancels ? ['status'] : []), ...self::formerOwner($raw, $loaded)], array_keys($data)));
        self::$kept[$model] = $kept;
        self::tell($membership, array_intersect($meant, $kept), $raw, $row ?: []);
        if ($row !== false) {
            self::putBack($model, array_intersect_key($row, array_flip($kept)));
        }
        return array_diff_key($data, array_flip($kept));
    }

    /**
     * Whose it was when the object was loaded: saved late, that would give back a membership that was moved to another
     * customer meanwhile. A customer who was changed since was meant, and goes through.
     *
     * @param array<string, mixed> $raw
     * @param array<string, mixed> $loaded
     * @return list<string>
     */
    private static function formerOwner(array $raw, array $loaded): array
    {
        $isMeant = array_key_exists('customer_id', $raw) && !self::isSame($raw['customer_id'], $loaded['customer_id'] ?? null);
        return $isMeant ? [] : Ownership::CUSTOMER;
    }

    /**
     * An object that was loaded while the membership was ours, and is saved after it was handed back, takes what it has not
     * changed of our billing no more into the row: with our mark in it nobody would bill the membership.
     *
     * @param array<string, mixed> $data
     * @param array<string, mixed> $raw
     * @param array<string, ?string> $row
     * @return array<string, mixed>
     */
    private static function withoutOurs(array $data, array $raw, object $model, array $row): array
    {
        $loaded = (array) $model->_get_original();
        if (!Ownership::isOurs($loaded)) {
            return $data;
        }
        $isStale = static fn (string $name): bool => array_key_exists($name, $data) && self::isSame($raw[$name] ?? null, $loaded[$name] ?? null);
        $stale = array_values(array_filter(Ownership::BILLING, $isStale));
        self::$kept[$model] = $stale;
        self::putBack($model, array_intersect_key($row, array_flip($stale)));
        return array_diff_key($data, array_flip($stale));
    }

    /**
     * Action `wu_membership_post_save`: a membership that became ours between the filter and the write gets back at once
     * what was written over.
     *
     * @param array<string, mixed> $data what was written
     */
    public static function onSaved(array $data, object $model): void
    {
        self::$told = null;
        $membership = (int) $model->get_id();
        if (!array_key_exists($membership, self::$seen)) {
            return;
        }
        $before = self::$seen[$membership];
        unset(self::$seen[$membership]);
        $ours = self::written($membership);
        if ($ours !== null && $ours['version'] !== $before) {
            $values = array_intersect_key(self::values($ours['row_written']), $data);
            self::repair($membership, $values, $ours['version']);
            self::putBack($model, $values);
        }
    }

    /** Action `wu_model_post_save`, before the event is written: a save may hold another one, of the same membership too. */
    public static function onTold(string $kind, array $data, array $raw, object $model): void
    {
        self::$told = $model;
    }

    /**
     * Filter `wu_exclude_transitions_keys`: events tell of the object's properties, so they are not to tell of these.
     *
     * @param list<string> $keys
     * @return list<string>
     */
    public static function withoutKept(array $keys): array
    {
        return self::$told === null ? $keys : [...$keys, ...(self::$kept[self::$told] ?? [])];
    }

    /** @return array{version: string, row_written: string}|null what we wrote of the row last, null where we do not bill it */
    private static function written(int $membership): ?array
    {
        $sql = 'SELECT version, row_written FROM ' . Network::table('bridge_membership_terms') . ' WHERE membership_id = %d AND row_written IS NOT NULL';
        return Network::quietly(static fn (\wpdb $db): ?array => $db->get_row($db->prepare($sql, $membership), ARRAY_A));
    }

    /**
     * The columns as the row holds them; in our record each is a text, a value that is not there the empty one.
     *
     * @return array<string, ?string>
     */
    private static function values(string $record): array
    {
        $values = array_intersect_key((array) json_decode($record, true), array_flip(Ownership::BILLING));
        foreach (['amount', 'initial_amount', 'duration_unit', 'date_expiration', 'date_renewed', 'date_trial_end'] as $name) {
            if (($values[$name] ?? null) === '') {
                $values[$name] = null;
            }
        }
        $addons = json_decode((string) ($values['addon_products'] ?? ''), true);
        return is_array($addons) ? ['addon_products' => serialize($addons)] + $values : $values;
    }

    /** Writes them, unless we have written anew meanwhile. */
    private static function repair(int $membership, array $values, string $version): void
    {
        global $wpdb;
        $sets = array_map(static fn (string $name, ?string $value): string => $value === null ? "m.{$name} = NULL" : $wpdb->prepare("m.{$name} = %s", $value), array_keys($values), $values);
        if ($sets === []) {
            return;
        }
        [$rows, $terms] = [Network::table('wu_memberships'), Network::table('bridge_membership_terms')];
        $wpdb->query("UPDATE {$rows} m JOIN {$terms} t ON t.membership_id = m.id SET " . implode(', ', $sets) . $wpdb->prepare(' WHERE m.id = %d AND t.version = %s', $membership, $version));
        wp_cache_delete($membership, 'wu-memberships');
        wp_cache_set('last_changed', microtime(), 'wu-memberships');
    }

    /** A provider bills it from now on: the owner has subscribed anew, and all of that save is Ultimate Multisite's. */
    private static function isNewSubscription(array $raw, array $meant): bool
    {
        return in_array('gateway_subscription_id', $meant, true) && !self::isEmpty($raw['gateway_subscription_id'])
            && !in_array((string) ($raw['gateway'] ?? ''), Ownership::WITHOUT_SUBSCRIPTION, true);
    }

    /** What was meant and not written is told on the next page; what the row holds already, or a cancellation brings along, is not. */
    private static function tell(int $membership, array $meant, array $raw, array $row): void
    {
        $brought = ($raw['status'] ?? '') === 'cancelled' ? ['auto_renew', 'gateway', 'gateway_customer_id', 'gateway_subscription_id'] : [];
        $told = array_filter(array_diff($meant, $brought), static fn (string $name): bool => !self::isSame($raw[$name], $row[$name] ?? null));
        if ($told !== []) {
            KeptBack::add($membership, array_values($told));
        }
    }

    /** The object is what the row is: else events, log, mails and its next save would tell of what never happened. */
    private static function putBack(object $model, array $values): void
    {
        foreach ($values as $name => $value) {
            if (is_callable([$model, "set_{$name}"])) {
                $model->{"set_{$name}"}(self::plain($value));
            }
        }
        Closure::bind(static function (object $model) use ($values): void {
            foreach (property_exists($model, '_original') && is_array($model->_original) ? array_keys($values) : [] as $name) {
                $model->_original[$name] = $model->$name ?? null;
            }
            if (property_exists($model, 'compiled_product_list')) {
                $model->compiled_product_list = $model->get_all_products();
            }
            if (property_exists($model, 'gateway_info')) {
                $model->gateway_info = array_intersect_key($values, array_flip(['gateway', 'gateway_customer_id', 'gateway_subscription_id'])) + (array) $model->gateway_info;
            }
        }, null, $model::class)($model);
    }

    /** The same value, written by PHP or by the database: 12.5 and "12.5000", false and "0", no date and the zero date. */
    private static function isSame(mixed $one, mixed $other): bool
    {
        [$one, $other] = [self::plain($one), self::plain($other)];
        return match (true) {
            self::isEmpty($one) || self::isEmpty($other) => self::isEmpty($one) && self::isEmpty($other),
            is_array($one) || is_array($other) => $one == $other, // phpcs:ignore -- quantities are numbers or texts
            is_numeric($one) && is_numeric($other), is_bool($one) || is_bool($other) => abs((float) $one - (float) $other) < 0.00001,
            self::isTime($one) && self::isTime($other) => strtotime((string) $one) === strtotime((string) $other),
            default => (string) $one === (string) $other,
        };
    }

    /** A stored list as a list, also where its quotes were stored with backslashes before them. */
    private static function plain(mixed $value): mixed
    {
        if (!is_string($value) || !is_serialized($value)) {
            return $value;
        }
        return unserialize(is_serialized(stripslashes($value)) ? stripslashes($value) : trim($value), ['allowed_classes' => false]); // a list of numbers
    }

    private static function isEmpty(mixed $value): bool
    {
        return in_array($value, [null, '', false, [], '0000-00-00 00:00:00'], true) || (is_numeric($value) && (float) $value === 0.0);
    }

    private static function isTime(mixed $value): bool
    {
        return is_string($value) && preg_match('/^\d{4}-\d\d-\d\d/', $value) === 1;
    }
}
