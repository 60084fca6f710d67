<?php

declare(strict_types=1);

namespace PlanBridge\Health;

use PlanBridge\Limits\Faults;
use PlanBridge\Messages;
use PlanBridge\Network\Screens;
use PlanBridge\Network\Settings\Connection;
use PlanBridge\Service\Network;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * What Site Health tells who runs the network of the whole of it. Those that ask the service are asked for by the page's own script, so
 * that the page never waits (`async`); the others are a few reads of the database (`direct`). Each says what to do.
 */
final class NetworkTests
{
    /** By the name of a test: which findings of the connection's check it tells. */
    private const OF_CONNECTION = [
        'keys' => ['service_key_missing', 'service_key_pending', 'service_key_retired', 'plugin_key_pending', 'proof_missing'],
        'clock' => ['clock_off'],
        'worker' => ['worker_never_ran', 'worker_not_running', 'network_url_missing'],
    ];

    private const DIRECT = ['vanished', 'unwritten', 'replica', 'older'];

    /** Sites of which WordPress or the shared tables have lost something: others' work, and nothing of ours is unreadable. */
    public const VANISHED = ['site_gone', 'membership_gone', 'customer_gone', 'plan_gone', 'link_lost', 'limits_missing'];

    /** So many of the newest sites are looked at for one that is written nowhere; the worker goes through all others. */
    private const NEWEST = 2000;
    private const SHOWN = 5;
    private const BEHIND_SECONDS = 1;

    /** @return list<array<int, mixed>> hooks of the tests that the page's script asks for */
    public static function rows(): array
    {
        return array_map(static fn (string $name): array => ['wp_ajax_health-check-plan-bridge-' . $name, self::class, 'answer' . ucfirst($name), 10, 0], array_keys(self::OF_CONNECTION));
    }

    /** Adds the tests; for who may see the settings of the network. */
    public function add(array $tests): array
    {
        $words = Words::table('health');
        foreach (array_keys(self::OF_CONNECTION) as $name) {
            $tests['async']["plan-bridge-{$name}"] = [
                'label' => $words[$name],
                'test' => "plan-bridge-{$name}",
                'has_rest' => false,
                'async_direct_test' => fn (): array => $this->ofConnection($name),
            ];
        }
        foreach (self::DIRECT as $name) {
            $tests['direct']["plan_bridge_{$name}"] = ['label' => $words[$name], 'test' => [$this, $name]];
        }
        return $tests;
    }

    public function answerKeys(): void
    {
        $this->answer('keys');
    }

    public function answerClock(): void
    {
        $this->answer('clock');
    }

    public function answerWorker(): void
    {
        $this->answer('worker');
    }

    /** What the service's check of itself says of keys, clocks or the worker; of that also how far it is behind. */
    public function ofConnection(string $name): array
    {
        $check = Connection::check();
        $lag = $name === 'worker' ? array_unique(Lag::sentences()) : [];
        if (!$check->isAnswered()) {
            $text = $lag === [] ? '' : implode(' ', [Words::table('health')["{$name}_unknown"][1], ...$lag]);
            return SiteHealth::result("plan_bridge_{$name}", 'recommended', "{$name}_unknown", $text, self::settings());
        }
        $found = $check->of(self::OF_CONNECTION[$name]);
        if ($found === []) {
            return $lag === []
                ? SiteHealth::result("plan_bridge_{$name}", 'good', "{$name}_good")
                : SiteHealth::result("plan_bridge_{$name}", 'recommended', "{$name}_behind", implode(' ', $lag), self::settings());
        }
        $texts = array_map(static fn (array $one): string => trim($one['text'] . ($one['command'] === '' ? '' : " ({$one['command']})")), $found);
        $texts = [...$texts, ...$lag];
        $status = in_array('error', array_column($found, 'type'), true) ? 'critical' : 'recommended';
        return SiteHealth::result("plan_bridge_{$name}", $status, "{$name}_bad", implode(' ', $texts), self::settings());
    }

    /** Sites whose rows, or whose membership's, are gone: their limits go on holding as they were. */
    public function vanished(): array
    {
        $count = Faults::count(self::VANISHED);
        if ($count === 0) {
            return SiteHealth::result('plan_bridge_vanished', 'good', 'vanished_good');
        }
        $more = $count > self::SHOWN ? ' ' . Messages::forCode('more_faults', ['count' => number_format_i18n($count - self::SHOWN)]) : '';
        $todo = Words::table('health')['vanished_bad'][1];
        return SiteHealth::result('plan_bridge_vanished', 'recommended', 'vanished_bad', implode(' ', Faults::words(self::SHOWN, self::VANISHED)) . "{$more} {$todo}");
    }

    /** Customers' sites among the newest that are written nowhere: nothing but WordPress' own rules would hold there. */
    public function unwritten(): array
    {
        global $wpdb;
        $sql = "SELECT newest.blog_id FROM (SELECT blog_id FROM {$wpdb->blogs} ORDER BY blog_id DESC LIMIT " . self::NEWEST . ') newest'
            . " JOIN {$wpdb->blogmeta} t ON t.blog_id = newest.blog_id AND t.meta_key = 'wu_type' AND t.meta_value = 'customer_owned'"
            . ' LEFT JOIN ' . Network::table('bridge_site_limits') . ' s ON s.blog_id = newest.blog_id'
            . ' WHERE s.blog_id IS NULL ORDER BY newest.blog_id DESC LIMIT ' . (self::SHOWN + 1);
        $found = Network::quietly(static fn (\wpdb $db): array => (array) $db->get_col($sql));
        if ($found === []) {
            return SiteHealth::result('plan_bridge_unwritten', 'good', 'unwritten_good', sprintf(Words::table('health')['unwritten_good'][1], number_format_i18n(self::NEWEST)));
        }
        $sites = implode(', ', array_slice($found, 0, self::SHOWN)) . (count($found) > self::SHOWN ? ' …' : '');
        return SiteHealth::result('plan_bridge_unwritten', 'critical', 'unwritten_bad', sprintf(Words::table('health')['unwritten_bad'][1], $sites, (int) $found[0]));
    }

    /** Whether what WordPress reads is older than what was written: the worker's last round, as it is read without and with the hint. */
    public function replica(): array
    {
        $sql = 'SELECT UNIX_TIMESTAMP(at) AS at FROM ' . Network::table('bridge_heartbeats') . " WHERE name = 'worker'";
        $read = Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql));
        $written = Network::fromPrimary($sql)[0]->at ?? null;
        $behind = $written === null ? 0.0 : (float) $written - (float) $read;
        return $behind < self::BEHIND_SECONDS
            ? SiteHealth::result('plan_bridge_replica', 'good', is_file(WP_CONTENT_DIR . '/db.php') ? 'replica_drop_in' : 'replica_good')
            : SiteHealth::result('plan_bridge_replica', 'recommended', 'replica_bad', sprintf(Words::table('health')['replica_bad'][1], number_format_i18n($behind)));
    }

    /** Whether a plugin of before was seen within a week: for it limits are written twice. */
    public function older(): array
    {
        $sql = 'SELECT at FROM ' . Network::table('bridge_heartbeats') . " WHERE name = 'older_plugin' AND at > UTC_TIMESTAMP(6) - INTERVAL 7 DAY";
        $seen = Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql));
        return $seen === null
            ? SiteHealth::result('plan_bridge_older', 'good', 'older_good')
            : SiteHealth::result('plan_bridge_older', 'recommended', 'older_bad', sprintf(Words::table('health')['older_bad'][1], get_date_from_gmt($seen, (string) get_option('date_format'))));
    }

    private function answer(string $name): void
    {
        check_ajax_referer('health-check-site-status');
        Screens::insist(Screens::FOR_SETTINGS);
        wp_send_json_success($this->ofConnection($name));
    }

    private static function settings(): string
    {
        return sprintf('<p><a href="%s">%s</a></p>', esc_url(Screens::address(Screens::SETTINGS)), esc_html__('Plan Bridge, Settings', 'plan-bridge'));
    }
}
