<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Format;

defined('ABSPATH') || exit;

/**
 * What a plan says that is no number and is not held by a refusal: the customer's role, the templates of new sites, footers without
 * credits. As the owner reads it, and as whoever prints credits or makes sites asks for it: this plugin does neither.
 */
final class Included
{
    /** So many templates are named. */
    private const NAMED = 10;

    /** Words of a template by how it may be chosen: where the plan assigns one, the customer chooses none. */
    private const CHOSEN = 'pre_selected';
    private const OFFERED = [self::CHOSEN, 'available'];

    /** @return list<array{string, string}> a name, and what the plan says of it: "Site templates", "Shop and Blog" */
    public static function rows(?Quota $quota): array
    {
        $rows = [];
        $facts = self::facts($quota);
        if ($facts['role'] !== null && wp_roles()->is_role($facts['role'])) {
            $rows[] = [__('Role of the owner', 'plan-bridge'), LimitTable::label('users', $facts['role'])];
        }
        $there = array_filter(array_slice($facts['site_templates'] ?? [], 0, self::NAMED), static fn (int $id): bool => get_site($id) !== null);
        if ($there !== []) {
            $rows[] = [__('Templates for new sites', 'plan-bridge'), Format::listed(array_map(static fn (int $id): string => get_blog_option($id, 'blogname') ?: (string) $id, array_values($there)))];
        }
        if ($facts['credits_hidden'] === true) {
            $rows[] = [__('Credits in the footer', 'plan-bridge'), __('hidden', 'plan-bridge')];
        }
        return $rows;
    }

    /** Null: the plan says nothing of it. @return array{role: ?string, site_templates: ?list<int>, credits_hidden: ?bool} */
    public static function facts(?Quota $quota): array
    {
        return [
            'role' => ($quota?->customerRole() ?? '') ?: null,
            'site_templates' => self::templates($quota),
            'credits_hidden' => $quota?->hidesCredits(),
        ];
    }

    /** Filter `plan_bridge_shows_credits`, asked by whoever prints a line of the network in the footer of a site: of this one, or of the one named. */
    public static function onCredits(mixed $shows, mixed $blogId = 0): mixed
    {
        return Quota::for((int) $blogId ?: get_current_blog_id())?->hidesCredits() === true ? false : $shows;
    }

    /**
     * Filter `plan_bridge_site_templates`, asked by whoever makes a site from another one: the ids that one of the customer's memberships
     * with room for a site allows, what is chosen beforehand first. Of somebody without a membership all of them.
     */
    public static function onTemplates(mixed $ids, mixed $userId = 0): mixed
    {
        $quotas = is_array($ids) ? Sites::withRoom((int) $userId ?: get_current_user_id()) : null;
        if ($quotas === null) {
            return $ids;
        }
        $all = array_map('intval', $ids);
        $allowed = [];
        foreach ($quotas as $quota) {
            $templates = self::templates($quota);
            $allowed = [...$allowed, ...($templates === null ? $all : array_intersect($templates, $all))];
        }
        return array_values(array_unique($allowed));
    }

    /** @return ?list<int> the sites that may be templates, what is chosen beforehand first; null: any */
    private static function templates(?Quota $quota): ?array
    {
        [$mode, $named] = $quota?->siteTemplates() ?? ['default', []];
        if ($mode === 'default') {
            return null;
        }
        $found = [];
        foreach ($mode === 'assign_template' ? [self::CHOSEN] : self::OFFERED as $word) {
            $found = [...$found, ...array_keys($named, $word, true)];
        }
        return array_map('intval', $found);
    }
}
