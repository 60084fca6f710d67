<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

defined('ABSPATH') || exit;

/** The settings that are a number: their bounds, and one sentence that says what an owner will notice. */
final class Numbers
{
    /** @return array<string, array{least: int, most: int, optional: bool}> by setting */
    public static function bounds(): array
    {
        return [
            'payment_window_days' => ['least' => 1, 'most' => 365, 'optional' => false],
            'grace_days' => ['least' => 0, 'most' => 365, 'optional' => false],
            'request_days' => ['least' => 1, 'most' => 90, 'optional' => false],
            'quote_valid_minutes' => ['least' => 1, 'most' => 1440, 'optional' => false],
            'lifetime_years' => ['least' => 1, 'most' => 100, 'optional' => true],
        ];
    }

    /** @return array<string, array{0: string, 1: string, 2: string}> by setting: label, sentence, unit */
    public static function words(): array
    {
        return [
            'payment_window_days' => [__('Time to pay', 'plan-bridge'), __('Owners who pay by hand have this long; after it, an unpaid change ends and their membership stays as it was.', 'plan-bridge'), __('days', 'plan-bridge')],
            'grace_days' => [__('Grace after an unpaid term', 'plan-bridge'), __('Sites stay open this long after a term has ended without payment, a tenth of the term at most: three days of a month, none of a day.', 'plan-bridge'), __('days', 'plan-bridge')],
            'request_days' => [__('Payment is asked for before the term ends', 'plan-bridge'), __('Owners who pay by hand are asked this long before their term ends, half the term before it at most.', 'plan-bridge'), __('days', 'plan-bridge')],
            'quote_valid_minutes' => [__('How long shown prices hold', 'plan-bridge'), __('Owners who take longer to press the button are shown fresh figures first.', 'plan-bridge'), __('minutes', 'plan-bridge')],
            'lifetime_years' => [__('A lifetime plan is used up over', 'plan-bridge'), __('Owners who leave a lifetime plan get credit for the years that are left. Empty: all of it, always.', 'plan-bridge'), __('years', 'plan-bridge')],
        ];
    }
}
