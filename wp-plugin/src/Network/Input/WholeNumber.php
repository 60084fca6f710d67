<?php

declare(strict_types=1);

namespace PlanBridge\Network\Input;

defined('ABSPATH') || exit;

/** Counts as people type them. A count has no decimals, so "10 000", "10,000" and "10.000" all are ten thousand. */
final class WholeNumber
{
    /** @return int|Problem a number from `$least` to `$most`, both included */
    public static function read(string $typed, int $least, int $most): int|Problem
    {
        $text = str_replace("\u{2212}", '-', Spaces::plain($typed));
        if (preg_match('/^-?(?:\d{1,16}|[1-9]\d{0,2}([ .,])\d{3}(?:\1\d{3}){0,4})$/', $text) !== 1) {
            return new Problem('not_a_whole_number', ['typed' => $typed]);
        }
        $number = (int) preg_replace('/[ .,]/', '', $text);
        if ($number < $least || $number > $most) {
            return new Problem('out_of_range', ['least' => $least, 'most' => $most]);
        }
        return $number;
    }
}
