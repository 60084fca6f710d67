<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Limits\Usage;
use PlanBridge\Service\Client;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * What the sites of a membership use now: only WordPress can measure it, and a quote compares it with the new limits.
 *
 * Measuring walks through folders, so it is done for whom the service answers, of the sites that it names, and no longer
 * than a page may wait. A site that is left out counts as within its limits.
 */
final class MeasuredUsage
{
    private const MOST_SITES = 20;
    private const SECONDS = 2.0;

    /** @var array<int, array<int, array<string, mixed>>> what this request has measured, by membership */
    private static array $measured = [];

    /**
     * Of the sites that the service names to this person; its refusal where the membership is none of their business.
     *
     * @return array<int, array<string, mixed>>|WP_Error blog id to usage
     */
    public static function ofMembership(Client $client, int $membershipId): array|WP_Error
    {
        if (isset(self::$measured[$membershipId])) {
            return self::$measured[$membershipId];
        }
        $account = $client->get('/v1/account', ['membership' => $membershipId]);
        if (is_wp_error($account)) {
            return $account;
        }
        return self::$measured[$membershipId] = self::ofSites(array_column($account['sites'], 'blog_id'));
    }

    /**
     * The first site is always measured, the next ones while there is time.
     *
     * @param list<int> $sites blog ids
     * @return array<int, array<string, mixed>> blog id to usage
     */
    public static function ofSites(array $sites, float $seconds = self::SECONDS): array
    {
        $usage = [];
        $begun = hrtime(true);
        foreach (array_slice(array_filter($sites, self::isThere(...)), 0, self::MOST_SITES) as $site) {
            if ($usage !== [] && hrtime(true) - $begun >= $seconds * 1e9) {
                break;
            }
            $usage[$site] = Usage::forSite($site);
        }
        return $usage;
    }

    private static function isThere(int $site): bool
    {
        return (string) (get_site($site)?->deleted ?? '1') === '0';
    }
}
