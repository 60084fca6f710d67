<?php

declare(strict_types=1);

namespace PlanBridge;

defined('ABSPATH') || exit;

/**
 * The words for every code: what happened, what it means for the reader, what can be done.
 *
 * A sentence names its params as `{name}`; money, instants, limits and periods in params are written for the reader.
 */
final class Messages
{
    /** Classes with `sentences(): array<string, string>`, code to sentence. */
    private const TABLES = [
        Messages\Connection::class,
        Messages\Requests::class,
        Messages\Refusals::class,
        Messages\Changes::class,
        Messages\Products::class,
        Network\Words::class,
    ];

    /** @param array<string, mixed> $params */
    public static function forCode(string $code, array $params = []): string
    {
        foreach (self::TABLES as $table) {
            $sentence = $table::sentences()[$code] ?? null;
            if ($sentence !== null) {
                return self::fill($sentence, $params);
            }
        }
        $general = __('That did not work. Please give this code to the people who run the network: {code}.', 'plan-bridge');
        return self::fill($general, ['code' => $code]);
    }

    /** The words for an answer of Service\Client. */
    public static function forError(\WP_Error $error): string
    {
        return self::forCode(self::code($error), self::params($error));
    }

    /**
     * The words for an answer to an act. Where nobody knows what came of it they say so, and how to look: which is not
     * the same for a price that was asked for and for a product that was to be saved.
     *
     * @param 'quote'|'cancel'|'product'|'settings'|'closing' $act
     */
    public static function forAct(string $act, \WP_Error $error): string
    {
        return self::forCode(self::codeOfAct($act, $error), self::params($error));
    }

    /** @param 'quote'|'cancel'|'product'|'settings'|'closing' $act */
    public static function codeOfAct(string $act, \WP_Error $error): string
    {
        return Account\Outcome::isUnknown($error) ? "{$act}_unknown_outcome" : self::code($error);
    }

    /**
     * The words for a page that could not be read. They do not say that nothing has changed: an order sent from another
     * window may be on its way.
     */
    public static function forPage(\WP_Error $error): string
    {
        return self::code($error) === 'unreachable' ? self::forCode('page_unreachable') : self::forError($error);
    }

    /** The service's code, without the prefix that WP_Error codes carry. */
    public static function code(\WP_Error $error): string
    {
        return (string) preg_replace('/^plan_bridge_/', '', (string) $error->get_error_code());
    }

    /** @return array<string, mixed> */
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
        return array_merge(...array_map(static fn (string $table): array => array_keys($table::sentences()), self::TABLES));
    }

    /** @param array<string, mixed> $params */
    private static function fill(string $sentence, array $params): string
    {
        $words = [];
        foreach ($params as $name => $value) {
            $words['{' . $name . '}'] = Messages\Param::words((string) $name, $value);
        }
        return (string) preg_replace('/\{[a-z_]+\}/', '–', strtr($sentence, $words));
    }
}
