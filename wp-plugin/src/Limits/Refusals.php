<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Limits\Posts\PostCount;
use PlanBridge\Limits\Users\RoleCount;
use PlanBridge\SentText;
use PlanBridge\View;

defined('ABSPATH') || exit;

/**
 * Carries what was refused over the redirect of a wp-admin screen to the notice on the next page.
 *
 * The address carries the name of the limit and nothing else; the notice makes its sentence from the limit as it is
 * then, so nobody can put words into it with a forged address.
 */
final class Refusals
{
    public const QUERY = 'plan_bridge_refused';

    /** @var array<string, true> names of the limits that refused something in this request */
    private static array $noted = [];

    public static function note(Refusal $refusal): void
    {
        self::$noted[$refusal->limit] = true;
        do_action('plan_bridge_refused', $refusal->limit, $refusal->text);
    }

    public static function noted(): bool
    {
        return self::$noted !== [];
    }

    /** Filter `wp_redirect`: bulk edits, untrash, and every other screen that redirects after it acted. */
    public function onRedirect(mixed $location): mixed
    {
        if (!self::noted() || !is_admin() || wp_doing_ajax() || !is_string($location)) {
            return $location;
        }
        return self::onto($location, array_keys(self::$noted));
    }

    /** Filter `redirect_post_location`: WordPress 6.1 would say "Post published." of what became a draft. */
    public function onPostRedirect(mixed $location): mixed
    {
        if (!self::noted() || !is_string($location)) {
            return $location;
        }
        return add_query_arg('message', 10, $location);
    }

    /** @param list<string> $limits */
    public static function onto(string $location, array $limits): string
    {
        return add_query_arg(self::QUERY, rawurlencode(implode(',', $limits)), $location);
    }

    /** Action `admin_notices`. */
    public function show(): void
    {
        $asked = sanitize_text_field(SentText::of($_GET, self::QUERY));
        foreach (array_slice(array_filter(explode(',', $asked)), 0, 5) as $limit) {
            $text = self::sentence($limit);
            if ($text !== null) {
                View::render('limits-notice', ['text' => $text, 'kept' => str_starts_with($limit, 'post_types.')]);
            }
        }
    }

    /**
     * Filter `removable_query_args`: a reload of the page says nothing twice.
     *
     * @param list<string> $names
     * @return list<string>
     */
    public function removable(array $names): array
    {
        return [...$names, self::QUERY];
    }

    /** The sentence for a limit of the current site; null where the plan does not limit that. */
    private static function sentence(string $limit): ?string
    {
        [$module, $name] = [...explode('.', $limit, 2), ''];
        $quota = SiteQuota::current();
        $allowance = match ($module) {
            'post_types' => $quota?->postType($name),
            'users' => $quota?->role($name),
            default => null,
        };
        if ($allowance === null || !$allowance->restricts()) {
            return null;
        }
        return $module === 'users'
            ? Words::role($name, $allowance, RoleCount::of($name), RoleCount::invited($name))
            : Words::posts($name, $allowance, PostCount::of($name));
    }
}
