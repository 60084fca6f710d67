<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

defined('ABSPATH') || exit;

/**
 * What Ultimate Multisite queued for later: invoices, expiry and swaps of a membership that is ours are not carried out,
 * also where they were queued before it was taken over. Nor is what it queues for a change of products, before anybody
 * refuses that: it would turn posts above a limit into drafts, for a change that was never made.
 */
final class Queue
{
    /** What its scheduled swap is kept in. */
    public const SWAP_KEYS = ['wu_swap_order', 'wu_swap_scheduled_date'];
    public const SWAP = 'wu_async_membership_swap';

    /** @var array<string, list<array{0: callable, 1: int, 2: int}>> the listeners that are off, by hook */
    private static array $off = [];

    /** The first listener of such an action: takes the others off where the membership is ours. */
    public static function before(mixed $membership): void
    {
        $hook = current_action();
        if (!is_numeric($membership) || !Ownership::isOurMembership((int) $membership)) {
            return;
        }
        foreach ($GLOBALS['wp_filter'][$hook]->callbacks as $priority => $listeners) {
            foreach ($priority > 1 && $priority < PHP_INT_MAX ? $listeners : [] as $listener) {
                self::$off[$hook][] = [$listener['function'], $priority, $listener['accepted_args']];
                remove_action($hook, $listener['function'], $priority);
            }
        }
    }

    /** The last one: puts them back for the next membership. */
    public static function after(): void
    {
        $hook = current_action();
        foreach (self::$off[$hook] ?? [] as [$listener, $priority, $arguments]) {
            add_action($hook, $listener, $priority, $arguments);
        }
        unset(self::$off[$hook]);
    }

    /** Filters `add_…` and `update_wu_membership_metadata` of the keys of a swap: none is stored for what is ours. */
    public static function onSwapMeta(mixed $check, mixed $membership): mixed
    {
        return Ownership::isOurMembership((int) $membership) ? false : $check;
    }

    /** Filter `pre_as_schedule_single_action` of the swap: 0 is an action that was not scheduled. */
    public static function onSwapScheduled(mixed $done, mixed $when, mixed $hook, mixed $given): mixed
    {
        return is_array($given) && Ownership::isOurMembership((int) ($given['membership_id'] ?? 0)) ? 0 : $done;
    }
}
