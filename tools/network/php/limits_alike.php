<?php
/**
 * Reads cases of `python -m tools.limit_cases --print N` and says how many the plugin adds up as the service does; names the first that
 * differ. Needs no WordPress.
 */

declare(strict_types=1);

define('ABSPATH', __DIR__);
foreach (['Said', 'Effective'] as $class) {
    require dirname(__DIR__, 3) . "/wp-plugin/src/Limits/{$class}.php";
}

use PlanBridge\Limits\Effective;
use PlanBridge\Limits\Said;

[$alike, $different, $seconds] = [0, 0, 0.0];
while (($line = fgets(STDIN)) !== false) {
    ['said' => $said, 'limits' => $expected] = json_decode($line, true);
    $begun = hrtime(true);
    $packages = array_map(static fn (array $package): array => [Said::read($package[0]), $package[1]], $said['packages']);
    $own = array_map(Said::read(...), array_values(array_filter([$said['membership'], $said['site']], 'is_string')));
    $limits = Effective::limits(Said::read($said['plan']), $packages, $own);
    $seconds += (hrtime(true) - $begun) / 1e9;
    if (sorted($limits) === sorted($expected)) {
        ++$alike;
    } elseif (++$different <= 3) {
        fwrite(STDERR, $line . json_encode($limits) . "\n");
    }
}
printf("%d alike, %d different, %.1f µs each to read and add up\n", $alike, $different, $seconds / max(1, $alike + $different) * 1e6);
exit($alike > 0 && $different === 0 ? 0 : 1);

function sorted(mixed $value): mixed
{
    if (is_array($value)) {
        ksort($value);
        return array_map('sorted', $value);
    }
    return $value;
}
