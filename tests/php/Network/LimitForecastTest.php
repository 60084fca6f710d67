<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Network;

use PlanBridge\Tests\NetworkTestCase;
use PlanBridge\View;

/** What saving other limits would do, in words: a plan's figures are what is allowed, a package's how much more it gives. */
final class LimitForecastTest extends NetworkTestCase
{
    public function testAPackagesFiguresAreHowMuchMoreItGives(): void
    {
        $told = self::limit(['over' => 3, 'newly' => 2]);

        self::assertStringContainsString('Disk space, 20 MB instead of 50 MB more: 3 would be above what they may have, 2 of them newly.', self::words($told, true));
        self::assertStringContainsString('Disk space, 20 MB instead of 50 MB: 3 would be above it, 2 of them newly.', self::words($told, false));
    }

    public function testAboveAPackagesFigureIsNobodyOrAtMostSoMany(): void
    {
        self::assertStringContainsString('20 MB instead of 50 MB more: no site that is measured would be above what it may have.', self::words(self::limit([]), true));
        self::assertStringContainsString('20 MB instead of 50 MB more: at most 3 would be', self::words(self::limit(['over' => 3, 'exact' => false]), true));
        self::assertStringContainsString('20 MB instead of any number more', self::words(self::limit(['before' => null]), true));
    }

    public function testHowManySitesThereAreIsSaidOfMembershipsAndNobodyHasToMeasureIt(): void
    {
        $sites = self::limit(['limit' => 'sites', 'allowed' => 1, 'before' => 4, 'exact' => false]);
        $some = ['over' => 2] + $sites;

        self::assertStringContainsString('Sites, 1 instead of 4 more: at most 2 memberships would have more than they may.', self::words($some, true));
        self::assertStringContainsString('Sites, 1 instead of 4 more: no membership would have more than it may.', self::words($sites, true));
        self::assertStringContainsString('Sites, 1 instead of 4: at most 2 memberships have more.', self::words($some, false));
        self::assertStringContainsString('Sites, 1 instead of 4: no membership has more.', self::words($sites, false));
        self::assertStringNotContainsString('measured', self::words($some, true));
    }

    /** @return array<string, mixed> a limit of the service's answer */
    private static function limit(array $other): array
    {
        return $other + [
            'limit' => 'disk_space', 'allowed' => 20, 'before' => 50, 'over' => 0, 'exact' => true, 'is_more' => false, 'newly' => 0,
            'unmeasured' => 0, 'oldest' => null, 'worst' => [],
        ];
    }

    private static function words(array $limit, bool $adds): string
    {
        $answer = ['done' => true, 'memberships' => 9, 'sites' => 12, 'limits' => [$limit], 'locked' => []];
        return html_entity_decode(View::text('network/limit-forecast', ['error' => null, 'answer' => $answer, 'adds' => $adds]), ENT_QUOTES);
    }
}
