<?php

declare(strict_types=1);

namespace PlanBridge;

use PlanBridge\Account\Checkout;
use PlanBridge\Limits\LimitTable;

defined('ABSPATH') || exit;

/**
 * The words for every code: what happened, what it means for the reader, what can be done.
 *
 * A sentence names its params as `{name}`; money, instants, limits and periods in params are written for the reader.
 */
final class Messages
{
    public static function forCode(string $code, array $params = []): string
    {
        $sentence = Sentences::all()[$code] ?? Network\Words::sentences()[$code] ?? null;
        $general = __('That did not work. Please give this code to the people who run the network: {code}.', 'plan-bridge');
        return $sentence === null ? self::fill($general, ['code' => $code]) : self::fill($sentence, $params);
    }

    /** The words for an answer of Client. */
    public static function forError(\WP_Error $error): string
    {
        return self::forCode(self::code($error), self::params($error));
    }

    /**
     * The words for an answer to an act. Where nobody knows what came of it they say so, and how to look: which is not
     * the same for a price that was asked for and for a product that was to be saved.
     *
     * @param 'quote'|'preview'|'cancel'|'product'|'settings'|'closing' $act
     */
    public static function forAct(string $act, \WP_Error $error): string
    {
        return self::forCode(self::codeOfAct($act, $error), self::params($error));
    }

    /** @param 'quote'|'preview'|'cancel'|'product'|'settings'|'closing' $act */
    public static function codeOfAct(string $act, \WP_Error $error): string
    {
        return Checkout::isUnknown($error) ? "{$act}_unknown_outcome" : self::code($error);
    }

    /**
     * The words for a page that could not be read. They do not say that nothing has changed: an order sent from another
     * window may be on its way.
     */
    public static function forPage(\WP_Error $error): string
    {
        $silent = ['unreachable' => 'page_unreachable', 'no_answer' => 'page_unanswered'][self::code($error)] ?? null;
        return $silent === null ? self::forError($error) : self::forCode($silent);
    }

    /** The service's code, without the prefix that WP_Error codes carry. */
    public static function code(\WP_Error $error): string
    {
        return (string) preg_replace('/^plan_bridge_/', '', (string) $error->get_error_code());
    }

    public static function params(\WP_Error $error): array
    {
        $data = $error->get_error_data();
        return is_array($data) && is_array($data['params'] ?? null) ? $data['params'] : [];
    }

    /** HTTP status of the answer, 0 where none came. */
    public static function status(\WP_Error $error): int
    {
        $data = $error->get_error_data();
        return is_array($data) ? (int) ($data['status'] ?? 0) : 0;
    }

    /** @return list<string> every code that has words of its own */
    public static function codes(): array
    {
        return array_keys(Sentences::all() + Network\Words::sentences());
    }

    private static function fill(string $sentence, array $params): string
    {
        $words = [];
        foreach ($params as $name => $value) {
            $words['{' . $name . '}'] = self::param((string) $name, $value);
        }
        return (string) preg_replace('/\{[a-z_]+\}/', '–', strtr($sentence, $words));
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
            is_string($value) && $name === 'effective_at' => Format::date($value),
            is_string($value) && preg_match('/^\d{4}-\d\d-\d\dT/', $value) === 1 => Format::dateTime($value),
            is_array($value) => implode(', ', array_filter($value, 'is_scalar')),
            is_float($value) => number_format_i18n($value, floor($value) === $value ? 0 : 1),
            is_bool($value) => $value ? __('yes', 'plan-bridge') : __('no', 'plan-bridge'),
            $value === null => '–',
            default => (string) $value,
        };
    }

    /**
     * A limit that present use is above: how much is used, how much is allowed, how much has to go.
     *
     * @param array<string, mixed> $over `limit`, `used`, `allowed` and, of a site, `blog_id`
     */
    public static function excess(array $over): string
    {
        $limit = (string) ($over['limit'] ?? '');
        [$used, $allowed] = [self::number($over['used'] ?? 0), self::number($over['allowed'] ?? 0)];
        $counted = LimitTable::unit($limit) === 'MB' ? 1 : (int) ceil($used - $allowed);
        /* translators: 1: limit such as Disk space, 2: how much is used, 3: how much is allowed, 4: how much has to go */
        $words = _n('%1$s: %2$s used, %3$s allowed, %4$s has to go', '%1$s: %2$s used, %3$s allowed, %4$s have to go', $counted, 'plan-bridge');
        $words = sprintf($words, LimitTable::name($limit), Format::limit($limit, $used), Format::limit($limit, $allowed), Format::limit($limit, $used - $allowed));
        $site = isset($over['blog_id']) ? get_site((int) $over['blog_id']) : null;
        /* translators: 1: address of a site, 2: a limit with its figures */
        return $site === null || (int) $over['blog_id'] === get_current_blog_id() ? $words : sprintf(__('%1$s – %2$s', 'plan-bridge'), untrailingslashit($site->domain . $site->path), $words);
    }

    private static function number(mixed $value): int|float
    {
        return is_int($value) || is_float($value) ? $value : 0;
    }
}
