<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Limits\Applied;
use PlanBridge\Limits\Effective;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Said;
use PlanBridge\Tests\NetworkTestCase;

/** What limits force is named by the digest that the service looks for. */
final class AppliedTest extends NetworkTestCase
{
    /** @return iterable<string, array{array<string, mixed>}> */
    public static function cases(): iterable
    {
        $file = dirname(__DIR__, 2) . '/vectors/limits/forced.json';
        foreach (json_decode((string) file_get_contents($file), true)['cases'] as $case) {
            yield $case['name'] => [$case];
        }
    }

    /** @dataProvider cases */
    #[DataProvider('cases')]
    public function testTheDigestIsTheServices(array $case): void
    {
        $said = $case['said'];
        $packages = array_map(static fn (array $package): array => [Said::read($package[0]), $package[1]], $said['packages']);
        $own = array_map(Said::read(...), array_values(array_filter([$said['membership'], $said['site']], 'is_string')));
        $limits = Effective::withGrace(Effective::limits(Said::read($said['plan']), $packages, $own), $case['grace'] ?? []);

        $forced = Applied::said(Quota::fromJson((string) json_encode(['v' => 1, 'limits' => $limits])));

        self::assertEquals($case['forces'] + ['role' => ''], $forced);
        self::assertSame($case['digest'], Applied::digest($forced));
    }
}
