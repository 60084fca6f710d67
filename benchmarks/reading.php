<?php
/**
 * Times what a page pays for limits, in the order bare read, limits, bare read, limits …, so that both see the same machine.
 * Run inside WordPress by benchmarks/reading.py, which gives it $arguments.
 */

declare(strict_types=1);

use PlanBridge\Limits\Effective;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Said;
use PlanBridge\Service\Network;

global $wpdb;
[$blog, $rounds, $sites] = [(int) $arguments['site'], (int) $arguments['rounds'], array_map('intval', $arguments['sites'])];
$table = Network::table('bridge_site_limits');
$texts = $wpdb->get_col('SELECT p.limits FROM ' . Network::table('bridge_holdings') . ' h JOIN ' . Network::table('bridge_product_limits')
    . " p ON p.product_id = h.product_id JOIN {$table} s ON s.membership_id = h.membership_id WHERE s.blog_id = {$blog} ORDER BY p.kind DESC");
$acts = [
    'a bare read by primary key' => static fn (): mixed => $wpdb->get_row($wpdb->prepare("SELECT * FROM {$table} WHERE blog_id = %d", $blog)),
    'limits of a site, read and added up' => static function () use ($blog): ?Quota {
        Quota::forget();
        return Quota::for($blog);
    },
    'added up alone' => static function () use ($texts): array {
        $said = array_map(Said::read(...), $texts);
        return Effective::limits($said[0] ?? [], array_map(static fn (array $package): array => [$package, 2], array_slice($said, 1)), [[], []]);
    },
    'limits of ' . count($sites) . ' sites in one statement' => static function () use ($sites): array {
        Quota::forget();
        return Quota::ofSites($sites);
    },
];
$times = array_fill_keys(array_keys($acts), []);
for ($round = 0; $round <= $rounds; ++$round) {
    foreach ($acts as $name => $act) {
        $begun = hrtime(true);
        $act();
        $times[$name][] = (hrtime(true) - $begun) / 1000;
    }
}
foreach ($times as $name => $all) {
    $all = array_slice($all, 1); // the first round warms up
    sort($all);
    $found[] = [$name, ...array_map(static fn (float $part): float => $all[(int) (count($all) * $part)], [0.05, 0.5, 0.95])];
}
return $found;
