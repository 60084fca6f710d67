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
            return self::isLimited((string) $row['type']) ? self::understood($row) ?? self::writtenLast($blogId) : null;
        }
        if (self::type($blogId) !== 'customer_owned' || !Materialisation::askOnce($blogId)) {
            return null;
        }
        $row = self::read($blogId);
        return $row === null ? null : self::understood($row);
    }

    public static function exists(int $blogId): bool
    {
        return self::written($blogId) !== null;
    }

    /**
     * What holds where the row cannot be read, spoilt or of a later version: the service writes it anew, else the copy of
     * what it wrote last holds. The network administrator is told.
     */
    private static function writtenLast(int $blogId): ?SiteQuota
    {
        Faults::note($blogId, 'quota_unreadable');
        if (Materialisation::askOnce($blogId)) {
            $row = self::read($blogId);
            $anew = $row === null ? null : self::understood($row);
            if ($anew !== null) {
                return $anew;
            }
        }
        return self::copy($blogId);
    }

    /** The copy of what was written last, in the format that this version of the plugin understands. */
    public static function copy(int $blogId): ?SiteQuota
    {
        global $wpdb;
        $quiet = $wpdb->suppress_errors();
        $text = $wpdb->get_var($wpdb->prepare('SELECT quotas FROM ' . Tables::name('bridge_known_quotas') . ' WHERE blog_id = %d', $blogId));
        $wpdb->suppress_errors($quiet);
        return is_string($text) ? SiteQuota::fromJson($text) : null;
    }

    /** Whether a site of this type is limited by the row it has; a type that was lost elsewhere takes no limit away. */
    private static function isLimited(string $type): bool
    {
        return $type === 'customer_owned' || $type === '';
    }

    private static function type(int $blogId): string
    {
        return (string) get_site_meta($blogId, 'wu_type', true);
    }

    /** What is written for a site, whatever its type; the service is not asked. */
    public static function written(int $blogId): ?SiteQuota
    {
        $row = self::read($blogId);
        return $row === null ? null : self::understood($row);
    }

    public static function isCustomerOwned(int $blogId): bool
    {
        $type = self::type($blogId);
        return $type === 'customer_owned' || ($type === '' && self::read($blogId) !== null);
    }

    /** Whether a limited site has lost what ties it to its membership in the shared data. */
    public static function hasLostItsLink(int $blogId): bool
    {
        $whole = self::type($blogId) === 'customer_owned' && (int) get_site_meta($blogId, 'wu_membership_id', true) > 0;
        return !$whole && self::isCustomerOwned($blogId);
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
