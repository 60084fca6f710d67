<?php

declare(strict_types=1);

namespace PlanBridge\Tests\Account;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use PlanBridge\Limits\Allowance;
use PlanBridge\Limits\LimitRow;
use PlanBridge\Limits\LimitTable;
use PlanBridge\View;

final class LimitRowTest extends TestCase
{
    /** @dataProvider rows */
    #[DataProvider('rows')]
    public function testSaysHowFullALimitIs(LimitRow $row, ?int $percent, string $state, string $words): void
    {
        self::assertSame([$percent, $state, $words], [$row->percent(), $row->state(), $row->words()]);
    }

    public static function rows(): array
    {
        return [
            'room left' => [new LimitRow('post_types.post', new Allowance(true, 5), 3), 60, 'fine', '3 of 5'],
            'nearly full' => [new LimitRow('disk_space', new Allowance(true, 5), 4.5), 90, 'near', '4.5 MB of 5 MB'],
            'full' => [new LimitRow('post_types.post', new Allowance(true, 5), 5), 100, 'full', '5 of 5'],
            'over' => [new LimitRow('post_types.post', new Allowance(true, 5), 7), 100, 'over', '7 of 5'],
            'nothing allowed by number' => [new LimitRow('visits', new Allowance(true, 0), 0), 100, 'full', '0 of 0'],
            'unlimited' => [new LimitRow('visits', new Allowance(true, null), 12), null, 'fine', '12, unlimited'],
            'not included' => [new LimitRow('users.editor', new Allowance(false, null), 0), null, 'fine', 'Not included'],
            'nobody counts it' => [new LimitRow('domain_mapping', new Allowance(true, 1), null), null, 'fine', '1'],
        ];
    }

    public function testALimitSaysWhereItsNumberComesFrom(): void
    {
        $plan = ['who' => 'plan', 'name' => 'Pro', 'quantity' => 1, 'number' => 500];
        $package = ['who' => 'package', 'name' => 'More space', 'quantity' => 2, 'number' => 250];
        $one = ['quantity' => 1] + $package;
        $site = ['who' => 'site', 'name' => '', 'quantity' => 1, 'number' => 900];
        $from = static fn (array $parts, bool $allowed = true): string => (new LimitRow('disk_space', new Allowance($allowed, 5), 0, $parts))->origin();

        self::assertSame('from Pro', $from([$plan]));
        self::assertSame('500 MB from Pro + 2 × 250 MB from More space', $from([$plan, $package]));
        self::assertSame('500 MB from Pro + 250 MB from More space', $from([$plan, $one]));
        self::assertSame('2 × 250 MB from More space', $from([$package]));
        self::assertSame('from More space', $from([['number' => null] + $one]));
        self::assertSame('set for this site', $from([$site]));
        self::assertSame('set for your membership', $from([['who' => 'membership'] + $site]));
        self::assertSame('', $from([$plan], false), 'what a plan leaves out says so by itself');
        self::assertSame('', $from([]));
    }

    public function testALimitThatNobodyHoldsIsNotPromised(): void
    {
        $limits = ['sites' => ['limit' => 1], 'domain_mapping' => ['limit' => 3], 'hide_credits' => true, 'customer_user_role' => 'editor', 'site_templates' => ['mode' => 'default', 'limit' => []]];

        self::assertSame(['sites'], array_keys(LimitTable::holding($limits)));
    }

    public function testOnlyLimitsThatDifferAreCompared(): void
    {
        $before = ['disk_space' => ['limit' => 5], 'post_types' => ['post' => ['allowed' => true, 'limit' => 5]]];
        $after = ['disk_space' => ['limit' => 100], 'post_types' => ['post' => ['allowed' => true, 'limit' => 5]]];

        $page = View::text('change/limits', ['quote' => ['limits_before' => $before, 'limits_after' => $after, 'exceeds' => [], 'unmeasured' => 0, 'void' => []], 'membership_id' => 1]);

        self::assertMatchesRegularExpression('/<tbody>\s*<tr>\s*<th scope="row">Disk space<\/th>\s*<td>5 MB<\/td>\s*<td>100 MB<\/td>\s*<\/tr>\s*<\/tbody>/', $page);
    }
}
