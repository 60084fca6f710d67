<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

defined('ABSPATH') || exit;

/**
 * The one question of every limit: does one more fit? Asked of the current site, against the current user.
 *
 * One request at a time counts and adds, so that two cannot take the same free place. The lock is held by this database
 * connection and given up when it closes, whatever happens to the request. It is local to one database node: on a Galera
 * cluster two nodes can still overshoot by one.
 *
 * No limit stops a super admin, nor whatever is done while a site is being made: refusing the first administrator would
 * make a site without an owner. (`wp_installing()` is also true while an account is activated, so it does not tell.)
 */
final class Gate
{
    private const SECONDS = 3;

    /** @var array<string, true> locks that this request holds, by full name */
    private static array $held = [];

    /** @var array<int, true> blog ids of the sites that are being made in this request */
    private static array $beingMade = [];

    /** Action `wp_initialize_site`, first. */
    public static function onBegin(mixed $site): void
    {
        self::$beingMade[(int) ($site->id ?? 0)] = true;
    }

    /** Action `wp_initialize_site`, last. */
    public static function onMade(mixed $site): void
    {
        unset(self::$beingMade[(int) ($site->id ?? 0)]);
    }

    /** Whether nothing that the current user does on the current site is limited. */
    public static function isOpen(): bool
    {
        return (function_exists('wp_get_current_user') && is_super_admin()) || isset(self::$beingMade[get_current_blog_id()]);
    }

    /** The limit that holds here and now; null where nothing can be refused. */
    public static function allowance(string $limit): ?Allowance
    {
        $allowance = Quota::current()?->limit($limit) ?? (self::isUnread($limit) ? Allowance::unread() : null);
        return $allowance === null || !$allowance->restricts() || self::isOpen() ? null : $allowance;
    }

    /** Whether nobody can tell what holds here; of posts, those that are shown to somebody: a shop's orders and a menu's entries go on. */
    private static function isUnread(string $limit): bool
    {
        [$module, $of] = explode('.', $limit, 2) + [1 => ''];
        return Quota::isUnread(get_current_blog_id()) && ($module !== 'post_types' || get_post_type_object($of)?->public === true);
    }

    /**
     * The refusal of `$more` of a post type or a role; null where they fit or nothing limits them.
     *
     * @param callable(): int $used counts what stands against the limit; not asked where none holds
     * @param int $invited people who count as well, and are told apart
     */
    public static function refusal(string $limit, callable $used, int $more = 1, int $invited = 0): ?Refusal
    {
        $allowance = self::allowance($limit);
        $count = $allowance === null ? 0 : $used();
        return $allowance === null || $allowance->fits($count + $invited, $more)
            ? null
            : new Refusal($limit, Refusal::sentence($limit, $allowance, $count, $invited));
    }

    /** The same for one that is about to be added: where it fits, nobody else counts until leave(). */
    public static function enter(string $limit, callable $used, int $invited = 0): ?Refusal
    {
        if (self::allowance($limit) === null) {
            return null;
        }
        self::lock($limit);
        $refusal = self::refusal($limit, $used, 1, $invited);
        if ($refusal !== null) {
            self::leave($limit);
        }
        return $refusal;
    }

    /** A wait that takes too long is given up, the count decides. False where this request holds the lock already. */
    public static function lock(string $limit): bool
    {
        global $wpdb;
        $name = self::lockName($limit);
        if (isset(self::$held[$name])) {
            return false;
        }
        if ('1' === $wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, %d)', $name, self::SECONDS))) {
            self::$held[$name] = true;
        }
        return true;
    }

    /** What was added is there, or will not be: others may count again. */
    public static function leave(string $limit): void
    {
        global $wpdb;
        $name = self::lockName($limit);
        if (isset(self::$held[$name])) {
            unset(self::$held[$name]);
            $wpdb->query($wpdb->prepare('DO RELEASE_LOCK(%s)', $name));
        }
    }

    /** Lock names are global to a database server and at most 64 characters long. */
    private static function lockName(string $limit): string
    {
        global $wpdb;
        return 'pb-' . sha1(DB_NAME . '|' . $wpdb->base_prefix . '|' . get_current_blog_id() . '|' . $limit);
    }
}
