<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

/** Answers of the service, with plain defaults. */
final class Sample
{
    /**
     * @param array<string, mixed> $other
     * @return array<string, mixed>
     */
    public static function plan(array $other = []): array
    {
        return $other + [
            'id' => 3,
            'name' => 'Premium',
            'slug' => 'premium',
            'description' => '',
            'type' => 'plan',
            'active' => true,
            'currency' => 'SEK',
            'pricing_type' => 'paid',
            'amount' => '199.00',
            'setup_fee' => '0.00',
            'price' => ['amount_minor' => 19900, 'currency' => 'SEK', 'formatted' => '199,00 kr'],
            'period' => ['n' => 1, 'unit' => 'month'],
            'recurring' => true,
            'trial' => ['n' => 14, 'unit' => 'day'],
            'price_variations' => [['period' => ['n' => 1, 'unit' => 'year'], 'amount' => '1990.50']],
            'taxable' => true,
            'tax_category' => 'default',
            'features' => ['Space', 'Support'],
            'plan_group' => 'High End',
            'list_order' => 30,
            'available_addons' => [5, 7],
            'rules' => ['direction' => 'upgrade_only', 'minimum_term' => ['n' => 3, 'unit' => 'month'], 'hidden' => false],
            'limits' => ['disk_space' => ['number' => 500, 'flag' => false, 'unreadable' => null], 'post_types' => [], 'users' => []],
            'other_limits' => ['hide_credits' => null],
            'limitations' => ['disk_space' => ['enabled' => true, 'limit' => '500'], 'hide_credits' => ['enabled' => true, 'limit' => null]],
            'unreadable' => [],
            'version' => '0123456789abcdef',
            'memberships' => 2,
            'more_memberships' => false,
        ];
    }

    /** @return array<string, mixed> the tables of fields as the service sends them; `products` or `settings` */
    public static function tables(string $form): array
    {
        return json_decode((string) file_get_contents(dirname(__DIR__, 2) . '/vectors/network/fields.json'), true)[$form];
    }

    /**
     * What the service says of a form: where nothing is said here, it shows the defaults and finds nothing wrong.
     *
     * @param array<string, mixed> $shown
     * @param array<string, mixed> $said `value`, `problems`, `differences`
     * @return array<string, mixed>
     */
    public static function form(string $form, array $shown = [], array $said = []): array
    {
        return $said + ['shown' => $shown + self::tables($form)['shown'], 'value' => [], 'problems' => [], 'differences' => []];
    }

    /** @return array<string, mixed> */
    public static function connection(array $other = []): array
    {
        return $other + [
            'service' => '0.1.0',
            'network_id' => 'n',
            'database' => ['now' => '2026-01-15T12:00:00Z'],
            'schema' => ['current' => 1, 'wanted' => 1, 'ok' => true],
            'key' => ['kid' => 'service-kid', 'status' => 'trusted'],
            'proof' => null,
            'copy' => false,
            'mode' => 'live',
            'worker' => ['last_run_at' => '2026-01-15T11:59:30Z'],
            'problems' => [],
        ];
    }
}
