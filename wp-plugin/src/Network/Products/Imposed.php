<?php

declare(strict_types=1);

namespace PlanBridge\Network\Products;

use PlanBridge\Format;
use PlanBridge\Limits\LimitTable;

defined('ABSPATH') || exit;

/**
 * Where a package has a number for what a plan does not limit. Beside Ultimate Multisite, its screens then hold the
 * member to that number, while Plan Bridge takes nothing away that the plan gives: said before it is sold.
 */
final class Imposed
{
    /**
     * @param array<string, mixed> $product as it is stored
     * @return list<string> a sentence for each limit that a package offered with the plan brings; of a package, with each plan
     */
    public static function of(Catalog $catalog, array $product): array
    {
        return isset($product['id']) ? (Catalog::adds($product) ? self::byAddon($catalog, $product) : self::onPlan($catalog, $product)) : [];
    }

    /** @return list<string> */
    private static function onPlan(Catalog $catalog, array $plan): array
    {
        $offered = array_map('intval', (array) ($plan['available_addons'] ?? []));
        $addons = array_filter($catalog->products, static fn (array $one): bool => in_array((int) $one['id'], $offered, true));
        return array_merge(...array_map(static fn (array $addon): array => self::between($addon, $plan), array_values($addons)));
    }

    /** @return list<string> */
    private static function byAddon(Catalog $catalog, array $addon): array
    {
        return array_merge(...array_map(static fn (array $plan): array => self::between($addon, $plan), $catalog->offering((int) $addon['id'])));
    }

    /** @return list<string> */
    private static function between(array $addon, array $plan): array
    {
        $given = self::numbers((array) ($plan['limits'] ?? []));
        $sentences = [];
        foreach (self::numbers((array) ($addon['limits'] ?? [])) as $limit => $entry) {
            $isUnlimited = ($given[$limit]['number'] ?? null) === null && empty($given[$limit]['flag']) && empty($given[$limit]['unreadable']);
            if ($isUnlimited && is_int($entry['number'] ?? null) && empty($entry['flag'])) {
                $sentences[] = sprintf(
                    /* translators: 1: package, 2: plan, 3: a limit such as Disk space, 4: a number with its unit */
                    __('“%1$s” on “%2$s”: the plan does not limit %3$s. Ultimate Multisite then allows %4$s only, Plan Bridge leaves it unlimited. Remove the number, or give the plan one.', 'plan-bridge'),
                    (string) $addon['name'],
                    (string) $plan['name'],
                    LimitTable::name($limit),
                    Format::limit($limit, $entry['number'])
                );
            }
        }
        return $sentences;
    }

    /** @return array<string, array<string, mixed>> what is said of each limit by its name, as `posts.page` where it has keys */
    private static function numbers(array $limits): array
    {
        $numbers = [];
        foreach ($limits as $name => $said) {
            if (is_array($said) && array_key_exists('flag', $said) && !is_array($said['flag'])) {
                $numbers[$name] = $said;
                continue;
            }
            foreach (is_array($said) ? $said : [] as $key => $one) {
                $numbers["{$name}.{$key}"] = (array) $one;
            }
        }
        return $numbers;
    }
}
