<?php

declare(strict_types=1);

namespace PlanBridge;

use PlanBridge\Account\WayToPay;
use PlanBridge\Limits\LimitTable;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The words for every code: what happened, what it means for the reader, what can be done.
 *
 * A sentence names its params as `{name}`; money, instants, limits and periods in params are written for the reader.
 */
final class Messages
{
    /** @param int $count what the form of the sentence goes by, where it has two */
    public static function forCode(string $code, array $params = [], int $count = 1): string
    {
        $sentence = self::sentence($code, $count);
        $general = __('That did not work. Please give this code to the people who run the network: {code}.', 'plan-bridge');
        return $sentence === null ? self::fill($general, ['code' => $code]) : self::fill($sentence, $params);
    }

    /**
     * The words for an answer to an act: quote, preview, cancel, product, settings, closing. Where nobody knows what came of it
     * they say so, and how to look: which is not the same for a price that was asked for and for a product that was to be saved.
     */
    public static function forAct(string $act, WP_Error $error): string
    {
        return self::forCode(self::codeOfAct($act, $error), self::params($error));
    }

    /** The code of those words, for a message that is kept. */
    public static function codeOfAct(string $act, WP_Error $error): string
    {
        return self::isUnknown($error) ? "{$act}_unknown_outcome" : self::code($error);
    }

    /**
     * Whether an error leaves open what happened: no answer, or one that came from a service that broke on the way.
     * Then nobody may say that nothing has changed.
     */
    public static function isUnknown(WP_Error $error): bool
    {
        $code = self::code($error);
        $undone = ['store_unavailable', 'store_busy', 'schema_out_of_date'];
        return $code === 'no_answer' || (self::status($error) >= 500 && !in_array($code, $undone, true));
    }

    /**
     * The words for a page that could not be read. They do not say that nothing has changed: an order sent from another
     * window may be on its way.
     */
    public static function forPage(WP_Error $error): string
    {
        $silent = ['unreachable' => 'page_unreachable', 'no_answer' => 'page_unanswered'][self::code($error)] ?? null;
        return self::forCode($silent ?? self::code($error), self::params($error));
    }

    /** The service's code, without the prefix that WP_Error codes carry. */
    public static function code(WP_Error $error): string
    {
        return (string) preg_replace('/^plan_bridge_/', '', (string) $error->get_error_code());
    }

    public static function params(WP_Error $error): array
    {
        return (array) (((array) $error->get_error_data())['params'] ?? []);
    }

    /** HTTP status of the answer, 0 where none came. */
    public static function status(WP_Error $error): int
    {
        return (int) (((array) $error->get_error_data())['status'] ?? 0);
    }

    /** The sentence of a code, its params not filled in; null where it has none. */
    public static function sentence(string $code, int $count = 1): ?string
    {
        $words = Words::table('messages')[$code] ?? Words::table('network')[$code] ?? null;
        return is_array($words) ? translate_nooped_plural($words, $count, 'plan-bridge') : $words;
    }

    /** A sentence with its params; an en dash for those that are missing. */
    public static function fill(string $sentence, array $params): string
    {
        return (string) preg_replace_callback(
            '/\{([a-z_]+)\}/',
            static fn (array $found): string => self::param($found[1], $params[$found[1]] ?? null),
            $sentence
        );
    }

    /** One param, written for the reader. */
    private static function param(string $name, mixed $value): string
    {
        return match (true) {
            is_array($value) && isset($value['formatted']) => (string) $value['formatted'],
            is_array($value) && isset($value['n'], $value['unit']) => Format::period($value),
            is_string($value) && $name === 'limit' => LimitTable::name($value),
            is_array($value) && $name === 'limits' && is_array($value[0] ?? null) => implode('; ', array_map([self::class, 'excess'], array_filter($value, 'is_array'))),
            is_array($value) && $name === 'limits' => implode(', ', array_map([LimitTable::class, 'name'], array_filter($value, 'is_string'))),
            is_string($value) && $name === 'declined_reason' => WayToPay::declined($value),
            is_string($value) && in_array($name, ['effective_at', 'full_on', 'new_month'], true) => Format::date($value),
            is_string($value) && preg_match('/^\d{4}-\d\d-\d\dT/', $value) === 1 => Format::dateTime($value),
            is_array($value) => implode(', ', array_filter($value, 'is_scalar')),
            is_float($value) => number_format_i18n($value, floor($value) === $value ? 0 : (round($value, 1) === $value ? 1 : 2)),
            is_bool($value) => $value ? __('yes', 'plan-bridge') : __('no', 'plan-bridge'),
            $value === null => '–',
            default => (string) $value,
        };
    }

    /** A limit that present use (of a site) is above: how much is used, how much is allowed, how much has to go. */
    public static function excess(array $over): string
    {
        $limit = (string) ($over['limit'] ?? '');
        [$used, $allowed] = array_map(static fn (mixed $figure): int|float => is_int($figure) || is_float($figure) ? $figure : 0, [$over['used'] ?? 0, $over['allowed'] ?? 0]);
        $counted = LimitTable::unit($limit) === 'MB' ? 1 : (int) ceil($used - $allowed);
        $told = [
            'limit' => $limit,
            'used' => Format::limit($limit, $used),
            'allowed' => Format::limit($limit, $allowed),
            'excess' => Format::limit($limit, $used - $allowed),
        ];
        $words = self::forCode(LimitTable::isSoftware($limit) ? 'excess_software' : ($limit === 'visits' ? 'excess_visits' : 'excess'), $told, $counted);
        return self::ofSite($words, $over);
    }

    /** A limit that a change would raise and does not, because of a value of the membership's or the site's own. */
    public static function ofVoid(array $void): string
    {
        $software = [__('not available', 'plan-bridge'), __('available', 'plan-bridge'), __('switched on by the plan', 'plan-bridge')];
        $isSoftware = LimitTable::isSoftware($void['limit']);
        $words = static fn (?int $figure): string => match (true) {
            $isSoftware => $software[$figure] ?? '',
            $figure === null => __('any number', 'plan-bridge'),
            default => Format::limit($void['limit'], $figure),
        };
        $code = $isSoftware ? 'void_software' : 'void';
        return self::ofSite(self::forCode($code, ['limit' => $void['limit'], 'holds' => $words($void['holds']), 'given' => $words($void['given'])]), $void);
    }

    /** The address of a site in front of words about it, where it is another one than this. */
    private static function ofSite(string $words, array $about): string
    {
        $site = isset($about['blog_id']) ? get_site((int) $about['blog_id']) : null;
        /* translators: 1: address of a site, 2: a limit with its figures */
        return $site === null || (int) $about['blog_id'] === get_current_blog_id() ? $words : sprintf(__('%1$s – %2$s', 'plan-bridge'), untrailingslashit($site->domain . $site->path), $words);
    }

    /** What the Account page says of an order or a renewal that is not done yet, or that got stuck. */
    public static function ofOpenChange(array $change): string
    {
        $stage = $change['payable'] && $change['status'] !== 'owed' ? 'payable' : (string) $change['status'];
        $own = $stage === 'needs_attention' ? 'payment_unused' : ($change['kind'] === 'renewal' ? 'renewal_' : 'order_') . $stage;
        $code = self::sentence($own) === null ? "change_{$stage}" : $own;
        return self::forCode($code, ['reason' => self::reason((string) ($change['problem'] ?? ''))] + $change);
    }

    /** Why something that was ordered could not be carried out when its time came, in one sentence; or what became of the membership. */
    public static function reason(string $code): string
    {
        return Words::table('reasons')[$code] ?? __('What was ordered cannot be carried out as things stand now.', 'plan-bridge');
    }

    /** Each reason once, in words; being the current plan is none. */
    public static function refusals(array $refusals): array
    {
        $others = array_filter($refusals, static fn (array $refusal): bool => $refusal['code'] !== 'current');
        $words = array_map(static fn (array $refusal): string => self::forCode((string) $refusal['code'], (array) ($refusal['params'] ?? [])), $others);
        return array_values(array_unique($words));
    }

    /** The words for what is wrong with one field; the service does not always tell the bounds that it found passed. */
    public static function problem(array $problem): string
    {
        $code = (string) ($problem['code'] ?? '');
        $vague = isset($problem['most']) ? null : self::sentence("{$code}_somehow");
        return self::fill($vague ?? self::sentence($code) ?? (string) self::sentence('field_refused'), ['code' => $code] + $problem);
    }
}
