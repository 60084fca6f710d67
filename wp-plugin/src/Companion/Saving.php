<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use Closure;

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
    /** @var list<string> the columns that the save under way does not write */
    private static array $kept = [];

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
        self::$kept = [];
        $membership = (int) ($raw['id'] ?? 0);
        $row = Ownership::row($membership);
        if ($row === null || ($row !== false && !Ownership::isOurs($row))) {
            return $data;
        }
        $loaded = (array) $model->_get_original();
        $meant = array_filter(Ownership::BILLING, static fn (string $name): bool => array_key_exists($name, $raw) && !self::isSame($raw[$name], $loaded[$name] ?? null));
        if ($row !== false && self::isNewSubscription($raw, $meant)) {
            return $data;
        }
        $cancels = in_array('status', $meant, true) && $raw['status'] === 'cancelled';
        self::$kept = array_values(array_intersect(array_diff(Ownership::BILLING, $cancels ? ['status'] : []), array_keys($data)));
        if ($row !== false) {
            self::tell($membership, array_intersect($meant, self::$kept), $raw, $row);
            self::putBack($model, array_intersect_key($row, array_flip(self::$kept)));
        }
        return array_diff_key($data, array_flip(self::$kept));
    }

    /**
     * Filter `wu_exclude_transitions_keys`: events tell of the object's properties, so they are not to tell of these.
     *
     * @param list<string> $keys
     * @return list<string>
     */
    public static function withoutKept(array $keys): array
    {
        return [...$keys, ...self::$kept];
    }

    /** A provider bills it from now on: the owner has subscribed anew, and all of that save is Ultimate Multisite's. */
    private static function isNewSubscription(array $raw, array $meant): bool
    {
        return in_array('gateway_subscription_id', $meant, true) && !self::isEmpty($raw['gateway_subscription_id'])
            && !in_array($raw['gateway'] ?? '', ['', Ownership::GATEWAY], true);
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
                $model->{"set_{$name}"}($value);
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
        [$one, $other] = [maybe_unserialize($one), maybe_unserialize($other)];
        return match (true) {
            self::isEmpty($one) || self::isEmpty($other) => self::isEmpty($one) && self::isEmpty($other),
            is_array($one) || is_array($other) => $one == $other, // phpcs:ignore -- quantities are numbers or texts
            is_numeric($one) && is_numeric($other), is_bool($one) || is_bool($other) => abs((float) $one - (float) $other) < 0.00001,
            self::isTime($one) && self::isTime($other) => strtotime((string) $one) === strtotime((string) $other),
            default => (string) $one === (string) $other,
        };
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
