<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * The effective limits of one customer-owned site, as they were when this request first asked: added up from where they are said
 * (Sources), or as the service before that wrote them in one row a site.
 *
 * A module that is absent is not limited by the plan. Null instead of an object means: nothing of ours limits this
 * site (not a customer's, or not materialised yet), WordPress' own rules hold.
 */
final class Quota
{
    /** Types of sites that are nobody's to pay for; as the service's queries name them. */
    private const OTHER_TYPES = ['default', 'site_template', 'main', 'pending', 'external', 'demo'];

    /** @var array<int, ?self> what this request has read, by blog id */
    private static array $read = [];

    /** @var array<int, true> what this request asked of and got no answer, by blog id */
    private static array $unread = [];

    /** @param array<string, mixed> $stored in the shape of a decoded row of bridge_site_quotas */
    private function __construct(private readonly array $stored)
    {
    }

    /** Reads by primary keys, once per request; never from the object cache, which can be stale. */
    public static function for(int $blogId): ?self
    {
        if (array_key_exists($blogId, self::$read)) {
            return self::$read[$blogId];
        }
        unset(self::$unread[$blogId]);
        self::$read[$blogId] = null; // what runs while we read must not ask again
        self::$read[$blogId] = $found = self::find($blogId);
        if ($found === null && !did_action('init')) {
            unset(self::$read[$blogId]); // too early to ask the service for a missing row; the next question may
        }
        return $found;
    }

    /**
     * The same of many sites, read in one statement; where anything is missing each is asked for by itself.
     *
     * @return array<int, ?self> by blog id
     */
    public static function ofSites(array $blogIds): array
    {
        $wanted = array_filter($blogIds, static fn (int $id): bool => !array_key_exists($id, self::$read) && $id > 0 && !is_main_site($id));
        $found = Sources::ofSites($wanted);
        if ($found === null) { // none is asked for by itself: each would wait as long
            self::$read += array_fill_keys($wanted, null);
            self::$unread += array_fill_keys($wanted, true);
        }
        foreach ($found ?? [] as $blogId => $sources) {
            if ($sources->isWhole() && $sources->moved() === null) {
                self::$read[$blogId] = in_array($sources->type(), self::OTHER_TYPES, true) ? null : new self((array) $sources->document());
            }
        }
        return array_combine($blogIds, array_map(self::for(...), $blogIds));
    }

    public static function current(): ?self
    {
        return self::for(get_current_blog_id());
    }

    /**
     * Whether nobody can tell what limits a site, since the database did not answer: then nothing more is allowed there, which Gate
     * sees to; it is shown and worked on as if nothing limited it. Not of sites that are nobody's to pay for.
     */
    public static function isUnread(int $blogId): bool
    {
        return self::for($blogId) === null && isset(self::$unread[$blogId]) && !in_array(self::type($blogId), self::OTHER_TYPES, true);
    }

    /** Forgets what was read, so that the next question reads again. */
    public static function forget(): void
    {
        self::$read = self::$unread = [];
    }

    /** Null where the text is not a quota that this version of the plugin understands. */
    public static function fromJson(string $json): ?self
    {
        $stored = json_decode($json, true);
        if (!is_array($stored) || ($stored['v'] ?? null) !== 1 || !is_array($stored['limits'] ?? null)) {
            return null;
        }
        // one limit that cannot be read would limit nothing
        return in_array(null, LimitTable::read($stored['limits']), true) ? null : new self($stored);
    }

    /** @param string $name a number such as `disk_space` (MB) or `visits` (a calendar month), an entry such as `users.editor` */
    public function limit(string $name): ?Allowance
    {
        [$module, $of] = explode('.', $name, 2) + [1 => null];
        return Allowance::fromEntry($of === null ? $this->stored['limits'][$module] ?? null : $this->entries($module)[$of] ?? null);
    }

    /** @return list<string> the names that a module of entries has: post types, roles, plugin files, stylesheets */
    public function names(string $module): array
    {
        return array_map('strval', array_keys($this->entries($module)));
    }

    /** What the plan says about a plugin file or a theme's stylesheet; null where it says nothing. */
    public function says(string $module, string $name, string $field): mixed
    {
        return $this->entries($module)[$name][$field] ?? null;
    }

    /** The role that the plan gives the customer on its sites; '' where it gives none. */
    public function customerRole(): string
    {
        $role = $this->stored['limits']['customer_user_role'] ?? '';
        return is_string($role) ? $role : '';
    }

    /** Whether the network's line in the footer is hidden; null where nobody says anything of it. */
    public function hidesCredits(): ?bool
    {
        $hides = $this->stored['limits']['hide_credits'] ?? null;
        return is_bool($hides) ? $hides : null;
    }

    /** @return array{string, array<int|string, string>} the mode, and how each site may be a template */
    public function siteTemplates(): array
    {
        $said = $this->stored['limits']['site_templates'] ?? null;
        $named = is_array($said['limit'] ?? null) ? $said['limit'] : [];
        return [is_string($said['mode'] ?? null) ? $said['mode'] : 'default', array_map(static fn (mixed $one): string => (string) ($one['behavior'] ?? ''), $named)];
    }

    /** Why access is closed: `expired`, `cancelled`, `suspended` or what else the service says; null where it is open. */
    public function closedBecause(): ?string
    {
        $reason = $this->stored['access']['reason'] ?? null;
        $isOpen = ($this->stored['access']['open'] ?? true) !== false;
        return $isOpen ? null : (is_string($reason) ? $reason : 'inactive');
    }

    /** False where the membership's plan could not be found when the limits were worked out. */
    public function hasPlan(): bool
    {
        return is_array($this->stored['plan'] ?? null);
    }

    /** Whether the service is told what was carried out, and it is not this; a site with the row of before is told of nowhere. */
    public function hasToNote(?string $digest): bool
    {
        return array_key_exists('applied', $this->stored) && $this->stored['applied'] !== $digest;
    }

    /** The plan's id, 0 where it is not known. */
    public function planId(): int
    {
        return (int) ($this->stored['plan']['id'] ?? 0);
    }

    /** @return array{until: string, limits: list<string>}|null until when (UTC) what held before a change goes on, and for which limits; null: there are no such days */
    public function grace(): ?array
    {
        $grace = $this->stored['grace'] ?? null;
        if (!is_array($grace)) {
            return null;
        }
        $names = [];
        foreach ($grace['limits'] as $module => $kept) {
            $names = [...$names, ...(in_array($module, Said::NUMBERS, true) ? [$module] : array_map(static fn (string|int $name): string => "{$module}.{$name}", array_keys($kept)))];
        }
        return ['until' => str_replace(' ', 'T', (string) $grace['until']), 'limits' => $names];
    }

    public function membershipId(): int
    {
        return (int) ($this->stored['membership_id'] ?? 0);
    }

    private function entries(string $module): array
    {
        $entries = $this->stored['limits'][$module] ?? [];
        return is_array($entries) ? $entries : [];
    }

    /** What limits the site; where anything of it is missing, the service is asked for it once. */
    private static function find(int $blogId): ?self
    {
        if ($blogId < 1 || is_main_site($blogId)) {
            return null;
        }
        $found = Sources::ofSites([$blogId]);
        if ($found === null) {
            self::$unread[$blogId] = true;
            return null;
        }
        $sources = $found[$blogId] ?? null;
        if ($sources === null) {
            return self::findRow($blogId);
        }
        // A type that was lost elsewhere, or that is none, takes no limit away.
        return in_array($sources->type(), self::OTHER_TYPES, true) ? null : self::of($sources, $blogId);
    }

    /** Sources that are whole, and what holds where they are not: nothing that is missing is ever unlimited while anything else is known. */
    private static function of(Sources $sources, int $blogId): ?self
    {
        if (!$sources->isWhole() && Sites::askOnce($blogId)) {
            $sources = Sources::ofSite($blogId) ?? $sources;
        }
        foreach ($sources->faults() as [$subject, $id, $code]) {
            Faults::note($subject, $id, $code);
        }
        if ($sources->moved() !== null) {
            Faults::note('membership', $sources->moved(), Faults::TO_LOOK_AT);
        }
        if ($sources->isUnread()) {
            self::$unread[$blogId] = true;
        }
        $document = $sources->document();
        return $document === null ? self::writtenInRow($blogId) ?? self::copy($blogId) : new self($document);
    }

    /** A site of which only the row of before is there, or nothing: where a customer's has none, the service is asked once. */
    private static function findRow(int $blogId): ?self
    {
        $row = self::row($blogId);
        if ($row === null) {
            return self::type($blogId) === 'customer_owned' && !isset(self::$unread[$blogId]) ? self::writtenNow($blogId) : null;
        }
        return in_array((string) $row['type'], self::OTHER_TYPES, true) ? null : self::fromJson($row['quotas']) ?? self::writtenLast($blogId);
    }

    /** What the service writes for a customer's site of which nothing is written; where that is nothing the network administrator is told. */
    private static function writtenNow(int $blogId): ?self
    {
        $written = Sites::askOnce($blogId) ? self::written($blogId) : null;
        if ($written === null && did_action('init')) {
            Faults::note('site', $blogId, 'row_missing');
        }
        return $written;
    }

    /**
     * What holds where the row cannot be read, spoilt or of a later version: the service writes it anew, else the copy of
     * what it wrote last holds. The network administrator is told.
     */
    private static function writtenLast(int $blogId): ?self
    {
        Faults::note('site', $blogId, 'quota_unreadable');
        return (Sites::askOnce($blogId) ? self::written($blogId) : null) ?? self::copy($blogId);
    }

    /** The copy of what was written last, in the format that this version of the plugin understands. */
    public static function copy(int $blogId): ?self
    {
        $row = self::first($blogId, 'SELECT quotas FROM ' . Network::table('bridge_known_quotas') . ' WHERE blog_id = %d', $blogId);
        return $row === null ? null : self::fromJson((string) $row['quotas']);
    }

    /** What is written for a site, whatever its type; the service is not asked. */
    public static function written(int $blogId): ?self
    {
        $document = Sources::ofSite($blogId)?->document();
        return $document === null ? self::writtenInRow($blogId) : new self($document);
    }

    private static function writtenInRow(int $blogId): ?self
    {
        $row = self::row($blogId);
        return $row === null ? null : self::fromJson($row['quotas']);
    }

    private static function type(int $blogId): string
    {
        return (string) get_site_meta($blogId, 'wu_type', true);
    }

    public static function isCustomerOwned(int $blogId): bool
    {
        $type = self::type($blogId);
        $isWritten = static fn (): bool => Sources::ofSite($blogId) !== null || self::row($blogId) !== null;
        return $type === 'customer_owned' || (!in_array($type, self::OTHER_TYPES, true) && $isWritten());
    }

    /** Whether a limited site has lost what ties it to its membership in the shared data. */
    public static function hasLostItsLink(int $blogId): bool
    {
        $whole = self::type($blogId) === 'customer_owned' && (int) get_site_meta($blogId, 'wu_membership_id', true) > 0;
        return !$whole && self::isCustomerOwned($blogId);
    }

    /** The row of before. The site's type is read beside it: a site that was made a template is not limited any more. */
    private static function row(int $blogId): ?array
    {
        global $wpdb;
        $sql = "SELECT q.quotas, (SELECT m.meta_value FROM {$wpdb->blogmeta} m WHERE m.blog_id = %d"
            . " AND m.meta_key = 'wu_type' LIMIT 1) AS type FROM " . Network::table('bridge_site_quotas') . ' q WHERE q.blog_id = %d';
        return self::first($blogId, $sql, $blogId, $blogId);
    }

    /** The first row about a site; that the database does not answer is remembered. */
    private static function first(int $blogId, string $sql, int ...$numbers): ?array
    {
        global $wpdb;
        $rows = Network::fromPrimary($wpdb->prepare($sql, ...$numbers));
        if ($rows === null) {
            self::$unread[$blogId] = true;
        }
        return isset($rows[0]) ? (array) $rows[0] : null;
    }
}
