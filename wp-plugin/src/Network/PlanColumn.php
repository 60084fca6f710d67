<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** The column "Plan" of Network Admin → Sites, read in one statement for all sites of the page. */
final class PlanColumn
{
    private const NAME = 'plan_bridge';

    /** @var array<int, array{plan: string, packages: int, is_owned: bool, is_written: bool}|null> by blog id, null where nothing was found */
    private array $read = [];

    /** Filter `wpmu_blogs_columns`. */
    public function onColumns(array $columns): array
    {
        return $columns + [self::NAME => __('Plan', 'plan-bridge')];
    }

    /** Action `manage_sites_custom_column`. */
    public function show(mixed $column, mixed $blogId): void
    {
        if ($column !== self::NAME) {
            return;
        }
        $blogId = (int) $blogId;
        if (!array_key_exists($blogId, $this->read)) {
            $ids = [$blogId, ...self::onPage()];
            $this->read += self::ofSites($ids) + array_fill_keys($ids, null);
        }
        $found = $this->read[$blogId] ?? null;
        if ($found === null || (!$found['is_written'] && !$found['is_owned'])) {
            echo '–';
            return;
        }
        $words = match (true) {
            !$found['is_written'] => __('not worked out yet', 'plan-bridge'),
            $found['plan'] === '' => __('plan missing', 'plan-bridge'),
            default => $found['plan'],
        };
        printf('<a href="%s">%s</a>', esc_url(SiteLimits::address($blogId)), esc_html($words));
        if ($found['packages'] > 0) {
            /* translators: %s: how many packages */
            printf('<br>%s', esc_html(sprintf(_n('and %s package', 'and %s packages', $found['packages'], 'plan-bridge'), number_format_i18n($found['packages']))));
        }
    }

    /** @return list<int> the sites that the page lists */
    private static function onPage(): array
    {
        $items = $GLOBALS['wp_list_table']->items ?? [];
        return array_map(static fn (object|array $site): int => (int) (is_array($site) ? $site['blog_id'] : $site->blog_id), is_array($items) ? array_values($items) : []);
    }

    private static function ofSites(array $blogIds): array
    {
        [$sites, $memberships, $holdings, $products] = array_map(Network::table(...), ['bridge_site_limits', 'bridge_membership_limits', 'bridge_holdings', 'bridge_product_limits']);
        global $wpdb;
        $sql = 'SELECT b.blog_id, s.membership_id, h.quantity, p.kind, p.name,'
            . " (SELECT t.meta_value FROM {$wpdb->blogmeta} t WHERE t.blog_id = b.blog_id AND t.meta_key = 'wu_type' LIMIT 1) AS type"
            . " FROM {$wpdb->blogs} b LEFT JOIN {$sites} s ON s.blog_id = b.blog_id LEFT JOIN {$memberships} m ON m.membership_id = s.membership_id"
            . " LEFT JOIN {$holdings} h ON h.membership_id = m.membership_id LEFT JOIN {$products} p ON p.product_id = h.product_id"
            . ' WHERE b.blog_id IN (' . implode(', ', array_unique($blogIds)) . ')';
        $read = [];
        foreach (Network::quietly(static fn (\wpdb $db): array => (array) $db->get_results($sql)) as $row) {
            $id = (int) $row->blog_id;
            $read[$id] ??= ['plan' => '', 'packages' => 0, 'is_owned' => $row->type === 'customer_owned', 'is_written' => $row->membership_id !== null];
            if ($row->kind === 'plan') {
                $read[$id]['plan'] = (string) $row->name;
            } elseif ($row->kind !== null) {
                $read[$id]['packages'] += (int) $row->quantity;
            }
        }
        return $read;
    }
}
