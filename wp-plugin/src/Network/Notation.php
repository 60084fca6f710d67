<?php

declare(strict_types=1);

namespace PlanBridge\Network;

defined('ABSPATH') || exit;

/** How a locale writes numbers: its two separators. `ofReader()` asks WordPress, tests give them by hand. */
final class Notation
{
    public function __construct(public readonly string $decimal = '.', public readonly string $thousands = ',')
    {
    }

    /** The separators of the language that the reader has chosen for the administration. */
    public static function ofReader(): self
    {
        global $wp_locale;
        $format = $wp_locale->number_format ?? [];
        $decimal = (string) ($format['decimal_point'] ?? '');
        $thousands = html_entity_decode((string) ($format['thousands_sep'] ?? ','), ENT_QUOTES, 'UTF-8');
        return new self($decimal === '' ? '.' : $decimal, $thousands);
    }
}
