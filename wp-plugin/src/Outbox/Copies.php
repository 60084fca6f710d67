<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

use PlanBridge\Service\Installation;
use PlanBridge\Service\Tables;

defined('ABSPATH') || exit;

/** Whether this database is a copy of another network's: its mails would reach that network's customers. */
final class Copies
{
    /** The installation row holds a digest of the main site's address, which search-and-replace cannot carry along. */
    public static function isCopy(): bool
    {
        global $wpdb;
        $table = Tables::name('bridge_installation');
        $row = $wpdb->get_row("SELECT site_url_sha256, mode FROM {$table} WHERE id = 1", ARRAY_A);
        $site = $wpdb->get_row("SELECT domain, path FROM {$wpdb->site} ORDER BY id LIMIT 1", ARRAY_A);
        if (!is_array($row) || !is_array($site)) {
            return true;
        }
        return $row['mode'] !== 'live' || !hash_equals((string) $row['site_url_sha256'], hash('sha256', $site['domain'] . $site['path']));
    }

    public static function networkId(): string
    {
        return (string) Installation::networkId();
    }
}
