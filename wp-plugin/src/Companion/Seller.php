<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** On whose pages owners order changes: ours from the first connection on, unless the network's setting says otherwise. */
final class Seller
{
    /** @var array{is_connected: bool, is_elsewhere: bool}|null read once per request */
    private static ?array $told = null;

    /** Before the service has trusted this network's key nobody can order from us, so Ultimate Multisite sells. */
    public static function isPlanBridge(): bool
    {
        return Network::isOurs() && self::told()['is_connected'] && !self::told()['is_elsewhere'];
    }

    /** Whether the network has chosen that Ultimate Multisite sells. */
    public static function isElsewhere(): bool
    {
        return self::told()['is_elsewhere'];
    }

    /** @return array{is_connected: bool, is_elsewhere: bool} */
    private static function told(): array
    {
        $sql = 'SELECT EXISTS (SELECT 1 FROM ' . Network::table('bridge_keys') . " WHERE side = 'plugin' AND status = 'trusted') AS connected,"
            . ' (SELECT value FROM ' . Network::table('bridge_settings') . " WHERE name = 'seller') AS seller";
        $read = static function () use ($sql): array {
            $found = Network::quietly(static fn (\wpdb $db): ?array => $db->get_row($sql, ARRAY_A));
            return ['is_connected' => !empty($found['connected']), 'is_elsewhere' => json_decode((string) ($found['seller'] ?? '')) === 'ultimate_multisite'];
        };
        return self::$told ??= $read();
    }
}
