<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Software;

use PlanBridge\Limits\Exempt;
use PlanBridge\Limits\SiteQuota;

defined('ABSPATH') || exit;

/**
 * Themes that the plan does not include cannot be chosen; the one in use stays. `switch_theme()` called by code asks
 * no filter: it is not held.
 */
final class Themes
{
    /**
     * Filter `allowed_themes`, the only one that also holds for themes the network enables.
     *
     * @param array<string, mixed> $themes by stylesheet
     * @return array<string, mixed>
     */
    public function onAllowed(array $themes): array
    {
        $quota = Exempt::now() ? null : SiteQuota::current();
        $current = get_stylesheet();
        $included = static fn (string $stylesheet): bool => $stylesheet === $current
            || $quota?->behavior('themes', $stylesheet) !== 'not_available';
        return array_filter($themes, $included, ARRAY_FILTER_USE_KEY);
    }
}
