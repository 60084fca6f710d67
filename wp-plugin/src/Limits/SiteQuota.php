<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

defined('ABSPATH') || exit;

/**
 * The effective limits of one customer-owned site, as they were when this request first asked.
 *
 * A module that is absent is not limited by the plan. Null instead of an object means: nothing of ours limits this
 * site (not a customer's, or not materialised yet), WordPress' own rules hold.
 */
final class SiteQuota
{
    /** @var array<int, ?self> what this request has read, by blog id */
    private static array $read = [];

    /** @param array<string, mixed> $stored the decoded row of bridge_site_quotas */
    private function __construct(public readonly int $version, private readonly array $stored)
    {
    }

    /** Reads the site's row by primary key, once per request; never from the object cache, which can be stale. */
    public static function for(int $blogId): ?self
    {
        if (array_key_exists($blogId, self::$read)) {
            return self::$read[$blogId];
        }
        self::$read[$blogId] = null; // what runs while we read must not ask again
        $found = QuotaRow::find($blogId);
        if ($found === null && !did_action('init')) {
            unset(self::$read[$blogId]); // too early to ask the service for a missing row; the next question may
            return null;
        }
        return self::$read[$blogId] = $found;
    }

    public static function current(): ?self
    {
        return self::for(get_current_blog_id());
    }

    /** Forgets what was read, so that the next question reads again. */
    public static function forget(): void
    {
        self::$read = [];
    }

    /** Null where the text is not a quota that this version of the plugin understands. */
    public static function fromJson(string $json, int $version = 0): ?self
    {
        $stored = json_decode($json, true);
        if (!is_array($stored) || ($stored['v'] ?? null) !== 1 || !is_array($stored['limits'] ?? null)) {
            return null;
        }
        return self::isReadable($stored['limits']) ? new self($version, $stored) : null;
    }

    /**
     * Whether each limit in it can be read: one that cannot would limit nothing.
     *
     * @param array<string, mixed> $limits
     */
    private static function isReadable(array $limits): bool
    {
        foreach (['disk_space', 'visits', 'sites', 'domain_mapping'] as $module) {
            if (isset($limits[$module]) && Allowance::fromEntry($limits[$module]) === null) {
                return false;
            }
        }
        foreach (['post_types', 'users'] as $module) {
            $entries = $limits[$module] ?? [];
            if (!is_array($entries) || in_array(null, array_map([Allowance::class, 'fromEntry'], $entries), true)) {
                return false;
            }
        }
        return true;
    }

    /** A numeric module: `disk_space` (MB), `visits` (a calendar month), `sites`, `domain_mapping`. */
    public function limit(string $module): ?Allowance
    {
        return Allowance::fromEntry($this->stored['limits'][$module] ?? null);
    }

    public function postType(string $type): ?Allowance
    {
        return Allowance::fromEntry($this->entries('post_types')[$type] ?? null);
    }

    public function role(string $role): ?Allowance
    {
        return Allowance::fromEntry($this->entries('users')[$role] ?? null);
    }

    /** @return list<string> the names that a module of entries has: post types, roles, plugin files, stylesheets */
    public function names(string $module): array
    {
        return array_map('strval', array_keys($this->entries($module)));
    }

    /** The behavior that the plan gives a plugin file or a theme's stylesheet; null where it says nothing. */
    public function behavior(string $module, string $name): ?string
    {
        $behavior = $this->entries($module)[$name]['behavior'] ?? null;
        return is_string($behavior) ? $behavior : null;
    }

    public function isHidden(string $module, string $name): bool
    {
        return ($this->entries($module)[$name]['visibility'] ?? null) === 'hidden';
    }

    public function accessOpen(): bool
    {
        return ($this->stored['access']['open'] ?? true) !== false;
    }

    /** Why access is closed: `expired`, `cancelled`, `suspended` or what else the service says. */
    public function closedBecause(): ?string
    {
        $reason = $this->stored['access']['reason'] ?? null;
        return $this->accessOpen() || !is_string($reason) ? null : $reason;
    }

    public function planName(): string
    {
        $name = $this->stored['plan']['name'] ?? '';
        return is_string($name) ? $name : '';
    }

    /** False where the membership's plan could not be found when the limits were worked out. */
    public function hasPlan(): bool
    {
        return is_array($this->stored['plan'] ?? null);
    }

    public function membershipId(): int
    {
        return (int) ($this->stored['membership_id'] ?? 0);
    }

    /** @return array<string, mixed> */
    private function entries(string $module): array
    {
        $entries = $this->stored['limits'][$module] ?? [];
        return is_array($entries) ? $entries : [];
    }
}
