<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\Service\Client;
use PlanBridge\Service\Network;
use WP_Error;
use WP_Site;

defined('ABSPATH') || exit;

/**
 * What happens to sites. A customer's next one is refused when none of his memberships has room for one; and the service
 * is asked to write a site's quota row: when a request finds none, and when a site was made, moved to another membership,
 * or deleted. What the service does not hear of, its own sweep finds.
 */
final class Sites
{
    private const FOUND_MISSING_SECONDS = 2.0;
    private const AFTER_CHANGE_SECONDS = 5.0;
    private const PAUSE_SECONDS = 60;
    /** A new site brings a few notes; by when so many have come after them, the service has been asked for its row. */
    private const NEWEST_NOTES = 1000;
    /** So many of a membership's sites are counted, so that the sentences name the number that there is. */
    public const COUNTED = 1000;

    /** What of a site's meta decides about its quota. */
    private const DECISIVE = ['wu_type', 'wu_membership_id', 'wu_limitations', 'wu_customer_id'];

    /** @var array<int, true> sites to ask for when this request ends */
    private static array $changed = [];

    /**
     * Asks for a row that is missing; true where it is written now. A site without one is asked for once a minute, so
     * that pages do not wait for a service that is down; not before `init`, when WordPress cannot sign and send yet.
     */
    public static function askOnce(int $blogId): bool
    {
        $pause = "plan_bridge_asked_{$blogId}";
        if (!did_action('init') || get_site_transient($pause) !== false) {
            return false;
        }
        set_site_transient($pause, '1', self::PAUSE_SECONDS);
        return !is_wp_error(self::send($blogId, self::FOUND_MISSING_SECONDS));
    }

    /** Actions `added_blog_meta`, `updated_blog_meta`, `deleted_blog_meta`. */
    public static function onMeta(mixed $metaIds, mixed $blogId, mixed $key): void
    {
        if (in_array($key, self::DECISIVE, true)) {
            self::$changed[(int) $blogId] = true;
            add_action('shutdown', [self::class, 'onEnd'], 5, 0);
        }
    }

    /** Actions `wp_initialize_site` (last) and `wp_delete_site`, with the site. */
    public static function onSite(mixed $site): void
    {
        self::onMeta([], $site->id ?? 0, 'wu_type');
    }

    /** Action `shutdown`. */
    public static function onEnd(): void
    {
        $sites = array_slice(array_keys(self::$changed), 0, 20);
        self::$changed = [];
        foreach ($sites as $blogId) {
            $answer = $blogId > 0 && !is_main_site($blogId) ? self::send($blogId, self::AFTER_CHANGE_SECONDS) : [];
            if (is_wp_error($answer) && in_array($answer->get_error_code(), ['plan_bridge_unreachable', 'plan_bridge_no_answer'], true)) {
                break; // the service is down: its sweep takes the rest
            }
        }
        Quota::forget();
    }

    /** Has the service write the limits of a site anew. */
    public static function write(int $blogId): array|WP_Error
    {
        return self::send($blogId, Client::CONFIRM_SECONDS);
    }

    private static function send(int $blogId, float $seconds): array|WP_Error
    {
        return (new Client(system: true))->post("/v1/sites/{$blogId}/quota", [], $seconds);
    }

    /** Action `wp_validate_site_data`; `$old` is null where a site is being made. */
    public static function onValidate(mixed $errors, mixed $data, mixed $old = null): void
    {
        if (!$errors instanceof WP_Error || is_super_admin() || !is_user_logged_in()) {
            return;
        }
        $refusal = $old instanceof WP_Site ? self::ofAddress($old, (array) $data) : self::ofNumber(get_current_user_id());
        if ($refusal !== null) {
            $errors->add('plan_bridge_limit_reached', $refusal);
        }
    }

    /** Why nobody makes one more site: none of the customer's memberships has room for one. */
    private static function ofNumber(int $userId): ?string
    {
        $quotas = self::quotas($userId);
        if ($quotas === null) {
            return Messages::forCode('limits_unread');
        }
        foreach (self::withRoom($userId) === [] ? $quotas : [] as $quota) {
            $most = (int) $quota->limit('sites')?->most();
            $used = self::ofMembership($quota->membershipId(), $most);
            return $used === null
                ? Messages::forCode('limits_unread')
                : Messages::forCode('sites_full', ['allowed' => number_format_i18n($most), 'used' => number_format_i18n($used) . self::orMore($used, $most)], $most);
        }
        return null;
    }

    /**
     * Why a site does not get an address of its own in place of one of the network: its plan allows none. WordPress has no more than
     * this one domain a site, which network administrators write; this holds where code lets others. Beside Ultimate Multisite
     * that counts them.
     */
    private static function ofAddress(WP_Site $site, array $data): ?string
    {
        $isNew = self::isOwnDomain((string) ($data['domain'] ?? ''), (int) $site->network_id) && !self::isOwnDomain($site->domain, (int) $site->network_id);
        $allowance = $isNew && !Plugin::isBeside() ? Quota::for((int) $site->id)?->limit('domain_mapping') : null;
        if ($isNew && !Plugin::isBeside() && Quota::isUnread((int) $site->id)) {
            return Messages::forCode('limits_unread');
        }
        return $allowance === null || $allowance->fits(0) ? null : __('The plan of this site does not include a domain of its own.', 'plan-bridge');
    }

    /** Whether a domain is neither the network's nor below it. */
    private static function isOwnDomain(string $domain, int $networkId): bool
    {
        $bare = static fn (string $name): string => (string) preg_replace('/^www\./', '', strtolower($name));
        $network = $bare((string) get_network($networkId)?->domain);
        return $domain !== '' && $network !== '' && !str_ends_with('.' . $bare($domain), ".{$network}");
    }

    /** @return ?list<Quota> one for each of a customer's memberships in which there is room for one more site; null where he has none */
    public static function withRoom(int $userId): ?array
    {
        $quotas = self::quotas($userId);
        if ($quotas === null) {
            return []; // nobody can tell: none
        }
        $hasRoom = static function (Quota $quota): bool {
            $limit = $quota->limit('sites');
            $used = $limit?->most() === null ? 0 : self::ofMembership($quota->membershipId(), (int) $limit->most());
            return $limit?->most() === null || ($used !== null && $limit->fits($used));
        };
        return $quotas === [] ? null : array_values(array_filter($quotas, $hasRoom));
    }

    /**
     * How many sites a membership has, as their own notes say. The values of notes have no index: they are asked of the sites
     * that it limits, and of the newest notes, so that a site counts from the moment on in which it was made. Only before
     * `bridge migrate` all of the notes are gone through. Null where it cannot be read.
     *
     * @param int $limit how many it may have: it is counted to one more, or to COUNTED, whichever is more; many more sites than
     *     that are not gone through to say how many
     */
    public static function ofMembership(int $membershipId, int $limit = 0): ?int
    {
        global $wpdb;
        if ($membershipId < 1) {
            return 0;
        }
        $meta = $wpdb->blogmeta;
        $is = "note.meta_key = 'wu_membership_id' AND note.meta_value = %s";
        $limited = static fn (string $table): string => 'SELECT l.blog_id FROM ' . Network::table($table) . " l WHERE l.membership_id = %d AND (SELECT 1 FROM {$meta} note WHERE note.blog_id = l.blog_id AND {$is} LIMIT 1) = 1 LIMIT %d";
        $newest = "SELECT note.blog_id FROM (SELECT meta_id FROM {$meta} ORDER BY meta_id DESC LIMIT %d) newest STRAIGHT_JOIN {$meta} note ON note.meta_id = newest.meta_id WHERE {$is}";
        $sql = "SELECT COUNT(*) AS n FROM (SELECT * FROM ({$limited('bridge_site_limits')}) ours UNION SELECT * FROM ({$limited('bridge_site_quotas')}) older UNION {$newest}) sites";
        $id = (string) $membershipId;
        $bound = max($limit + 1, self::COUNTED);
        $found = Network::fromPrimary($wpdb->prepare($sql, $membershipId, $id, $bound, $membershipId, $id, $bound, self::NEWEST_NOTES, $id))
            ?: (str_contains($wpdb->last_error, "doesn't exist") ? Network::fromPrimary($wpdb->prepare("SELECT COUNT(DISTINCT note.blog_id) AS n FROM {$meta} note WHERE {$is}", $id)) : []);
        return isset($found[0]) ? min($bound, (int) $found[0]->n) : null;
    }

    /** What stands behind a number of sites that was counted to its end: there may be more. */
    public static function orMore(int $used, int|float|null $limit): string
    {
        return $used >= self::COUNTED && ($limit === null || $used > $limit) ? '+' : '';
    }

    /** @return ?list<Quota> one for each membership of the user's customer that has a site; null where one cannot be read */
    private static function quotas(int $userId): ?array
    {
        $quotas = [];
        $first = [self::first('bridge_site_limits', $userId), self::first('bridge_site_quotas', $userId)];
        if (in_array(null, $first, true)) {
            return null;
        }
        foreach (Quota::ofSites(array_unique(array_merge(...$first))) as $blogId => $quota) {
            if ($quota === null && Quota::isUnread($blogId)) {
                return null;
            }
            $quotas[$quota?->membershipId() ?? 0] = $quota;
        }
        return array_values(array_filter($quotas));
    }

    /** @return ?list<int> a site of each of the customer's memberships, as a table names them; null where it cannot be read */
    private static function first(string $table, int $userId): ?array
    {
        global $wpdb;
        $sql = 'SELECT (SELECT l.blog_id FROM ' . Network::table($table) . ' l WHERE l.membership_id = m.id LIMIT 1) AS site FROM ' . Network::table('wu_customers') . ' c JOIN '
            . Network::table('wu_memberships') . ' m ON m.customer_id = c.id WHERE c.user_id = %d HAVING site IS NOT NULL';
        $rows = Network::fromPrimary($wpdb->prepare($sql, $userId));
        return $rows === null ? null : array_map('intval', array_column($rows, 'site'));
    }
}
