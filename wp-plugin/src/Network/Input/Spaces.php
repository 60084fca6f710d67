<?php

declare(strict_types=1);

namespace PlanBridge\Network\Input;

defined('ABSPATH') || exit;

/** The many characters that people and locales put between groups of digits. */
final class Spaces
{
    private const GROUPING = ["\u{00A0}", "\u{202F}", "\u{2009}", "'", "\u{2019}"];

    /** The text with each of them an ordinary space, and none around it. */
    public static function plain(string $typed): string
    {
        return trim(str_replace(self::GROUPING, ' ', $typed));
    }
}
