<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Limits;

use PHPUnit\Framework\Attributes\DataProvider;
use PlanBridge\Limits\Quota;
use PlanBridge\Tests\NetworkTestCase;

/** What the stored limits mean; the vectors are those that Python makes. */
final class QuotaTest extends NetworkTestCase
{
    /** @return iterable<string, array{array<string, mixed>, array<string, mixed>}> */
    public static function answers(): iterable
    {
        $file = dirname(__DIR__, 2) . '/vectors/quotas/plans.json';
        foreach (json_decode((string) file_get_contents($file), true)['cases'] as $case) {
            foreach ($case['answers'] as $number => $answer) {
                yield "{$case['name']} {$number}" => [$case['limits'], $answer];
            }
        }
    }

    /**
     * @dataProvider answers
     * @param array<string, mixed> $limits
     * @param array<string, mixed> $answer
     */
    #[DataProvider('answers')]
    public function testAnswersAreThoseOfTheVectors(array $limits, array $answer): void
    {
        $quota = $this->quota(['limits' => $limits]);
        $allowance = $quota->limit($answer['limit']);

        self::assertSame($answer['one_more'], $allowance?->fits($answer['used']) ?? true);
        self::assertSame(!$answer['over'], $allowance === null || $answer['used'] <= ($allowance->most() ?? INF));
    }

    public function testNumbersMayComeAsStrings(): void
    {
        $quota = $this->quota(['limits' => ['disk_space' => ['limit' => '5']]]);

        self::assertSame(5, $quota->limit('disk_space')?->most());
    }

    public function testARowWithALimitThatCannotBeReadIsNoneAtAll(): void
    {
        foreach ([['visits' => ['limit' => 'x']], ['disk_space' => 5], ['users' => ['editor' => 'no']], ['post_types' => 'x'], ['sites' => ['limit' => '1e999']]] as $limits) {
            self::assertNull(Quota::fromJson((string) json_encode(['v' => 1, 'limits' => $limits])), (string) json_encode($limits));
        }
    }

    public function testAccessIsOpenUnlessTheServiceClosedIt(): void
    {
        $closed = $this->quota(['access' => ['open' => false, 'reason' => 'expired'], 'limits' => []]);

        self::assertNull($this->quota(['limits' => []])->closedBecause());
        self::assertSame('expired', $closed->closedBecause());
    }

    /** @dataProvider notQuotas */
    #[DataProvider('notQuotas')]
    public function testWhatIsNotAQuotaOfThisVersionIsNotRead(string $json): void
    {
        self::assertNull(Quota::fromJson($json));
    }

    /** @return list<array{string}> */
    public static function notQuotas(): array
    {
        return [[''], ['null'], ['{"v":2,"limits":{}}'], ['{"v":1}'], ['{"v":1,"limits":"none"}'], ['[1']];
    }

    /** @param array<string, mixed> $stored */
    private function quota(array $stored): Quota
    {
        $quota = Quota::fromJson((string) json_encode(['v' => 1] + $stored));
        self::assertNotNull($quota);

        return $quota;
    }
}
