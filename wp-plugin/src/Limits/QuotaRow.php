<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Tables;
use PlanBridge\Sites\Materialisation;

defined('ABSPATH') || exit;

/** Reads a site's row of bridge_site_quotas; where a customer's site has none, the service is asked for it once. */
final class QuotaRow
{
    public static function find(int $blogId): ?SiteQuota
    {
        if ($blogId < 1 || is_main_site($blogId)) {
            return null;
        }
        $row = self::read($blogId);
        if ($row !== null) {
            return $row['type'] === 'customer_owned' ? self::understood($row) : null;
        }
        if (!self::isCustomerOwned($blogId) || !Materialisation::askOnce($blogId)) {
            return null;
        }
        $row = self::read($blogId);
        return $row === null ? null : self::understood($row);
    }

    public static function exists(int $blogId): bool
    {
        return self::written($blogId) !== null;
    }

    /** What is written for a site, whatever its type; the service is not asked. */
    public static function written(int $blogId): ?SiteQuota
    {
        $row = self::read($blogId);
        return $row === null ? null : self::understood($row);
    }

    public static function isCustomerOwned(int $blogId): bool
    {
        return get_site_meta($blogId, 'wu_type', true) === 'customer_owned';
    }

    /**
     * The site's type is read beside the row: a site that was made a template is not limited any more.
     *
     * @return array{version: string, quotas: string, type: ?string}|null
     */
    private static function read(int $blogId): ?array
    {
        global $wpdb;
        $quiet = $wpdb->suppress_errors(); // before `bridge migrate` the table is not there; Site Health says so
        $row = $wpdb->get_row($wpdb->prepare(
            'SELECT q.version, q.quotas, (SELECT m.meta_value FROM ' . $wpdb->blogmeta . ' m WHERE m.blog_id = %d'
            . " AND m.meta_key = 'wu_type' LIMIT 1) AS type FROM " . Tables::name('bridge_site_quotas')
            . ' q WHERE q.blog_id = %d',
            $blogId,
            $blogId
        ), ARRAY_A);
        $wpdb->suppress_errors($quiet);
        return is_array($row) ? $row : null;
    }

    /** @param array{version: string, quotas: string, type: ?string} $row */
    private static function understood(array $row): ?SiteQuota
    {
        return SiteQuota::fromJson($row['quotas'], (int) $row['version']);
    }
}
