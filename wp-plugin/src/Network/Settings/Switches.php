<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

defined('ABSPATH') || exit;

/** The settings that are on or off, each with one sentence that says what an owner will notice. */
final class Switches
{
    public const NAMES = ['taxes', 'tax_inclusive', 'site_administrators_may_buy'];

    /** @return array<string, array{0: string, 1: string, 2: string}> by setting: label, text, sentence */
    public static function words(): array
    {
        return [
            'taxes' => [__('Taxes', 'plan-bridge'), __('Charge tax', 'plan-bridge'), __('Owners see tax on each line, by the country of their billing address.', 'plan-bridge')],
            'tax_inclusive' => [__('Prices', 'plan-bridge'), __('Prices include tax', 'plan-bridge'), __('Owners pay the prices as listed, and see how much of them is tax.', 'plan-bridge')],
            'site_administrators_may_buy' => [__('Who may buy', 'plan-bridge'), __('Administrators of a site may buy too', 'plan-bridge'), __('Administrators who are not the customer can change the membership; otherwise they can only look.', 'plan-bridge')],
        ];
    }
}
