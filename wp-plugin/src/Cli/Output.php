<?php

declare(strict_types=1);

namespace PlanBridge\Cli;

use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Words;
use WP_CLI;
use WP_CLI\Formatter;
use WP_Error;

defined('ABSPATH') || exit;

/** What the commands print, and how they end. */
final class Output
{
    /** @param array<string, string|bool> $named @param array<string, mixed> $row */
    public static function item(array $named, array $row): void
    {
        (new Formatter($named, array_keys($row)))->display_item($row);
    }

    /** @param array<string, string|bool> $named @param list<mixed> $rows @param list<string> $fields */
    public static function items(array $named, array $rows, array $fields): void
    {
        (new Formatter($named, $fields))->display_items($rows);
    }

    /** An answer of the service; where it refused, why, with its code, and the end of the command. @return array<string, mixed> */
    public static function answer(array|WP_Error $answer, string $act = ''): array
    {
        return is_wp_error($answer) ? self::fail(self::said($answer, $act)) : $answer;
    }

    /** What an error says, and its code. */
    public static function said(WP_Error $error, string $act = ''): string
    {
        $words = $act === '' ? Messages::forPage($error) : Messages::forAct($act, $error);
        return wp_strip_all_tags($words) . ' (' . Messages::code($error) . ')';
    }

    public static function fail(string $why): never
    {
        WP_CLI::error($why, false);
        WP_CLI::halt(1);
        exit(1);
    }

    /** What is asked before an order is sent. @param array<string, mixed> $quote */
    public static function question(array $quote, string $gateway): string
    {
        $way = $quote['due_now']['amount_minor'] === 0 ? '' : ', ' . Words::of('gateway', $gateway);
        return sprintf('Order %s for membership %d, %s due now%s?', Format::offer($quote['selection']), $quote['membership_id'], $quote['due_now']['formatted'], $way);
    }
}
