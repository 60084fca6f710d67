<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** On whose pages owners order changes: ours from the first connection on, unless the network's setting says otherwise. */
final class Seller
{
    private static ?bool $isPlanBridge = null;

    /** Before the service has trusted this network's key nobody can order from us, so Ultimate Multisite sells. */
    public static function isPlanBridge(): bool
    {
        return self::$isPlanBridge ??= self::asStored();
    }

    private static function asStored(): bool
    {
        $sql = 'SELECT seller.value FROM (SELECT 1 AS there FROM ' . Network::table('bridge_keys') . " WHERE side = 'plugin' AND status = 'trusted' LIMIT 1) AS trusted"
            . ' LEFT JOIN ' . Network::table('bridge_settings') . " AS seller ON seller.name = 'seller'";
        $found = Network::quietly(static fn (\wpdb $db): ?array => $db->get_row($sql, ARRAY_A));
        return $found !== null && json_decode((string) $found['value']) !== 'ultimate_multisite';
    }
}
