<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Limits\Visits\Pace;
use PlanBridge\Tests\NetworkTestCase;

/** When the visits of a month reach their limit, told from the last seven days and today. */
final class PaceTest extends NetworkTestCase
{
    private const NOON = '2026-11-12 12:00 UTC';

    /**
     * @dataProvider paces
     * @param array<string, int> $days
     */
    #[DataProvider('paces')]
    public function testTheDayIsTheOneOnWhichThePaceOfTheLastDaysReachesTheLimit(array $days, int $allowed, ?string $expected): void
    {
        $at = (new Pace($days, (int) strtotime(self::NOON)))->reaches($allowed);

        self::assertSame($expected, $at === null ? null : gmdate('Y-m-d H:i', $at));
    }

    /** @return array<string, array{array<string, int>, int, ?string}> */
    public static function paces(): array
    {
        $steady = array_fill_keys(array_map(static fn (int $day): string => sprintf('202611%02d', $day), range(1, 11)), 100) + ['20261112' => 50];
        return [
            '100 a day, 1,150 used: 650 more in six and a half days' => [$steady, 1800, '2026-11-19 00:00'],
            'not in this month' => [$steady, 3001, null],
            'on its last day' => [$steady, 2999, '2026-11-30 23:45'],
            'reached' => [$steady, 1150, null],
            'nobody comes' => [[], 100, null],
            'last month is no use of this one, but tells no pace either' => [['20261031' => 5000], 100, null],
            'first visited today' => [['20261112' => 60], 110, '2026-11-12 22:00'],
            'faster lately than before' => [['20261101' => 10, '20261110' => 100, '20261111' => 100, '20261112' => 50], 660, '2026-11-16 12:00'],
        ];
    }

    public function testTheSentenceNamesTheDay(): void
    {
        $pace = new Pace(['20261112' => 60], (int) strtotime(self::NOON));

        self::assertSame('At this pace the limit is reached on November 12, 2026.', $pace->sentence(110));
        self::assertSame('', $pace->sentence(60));
    }
}
