<?php

declare(strict_types=1);

namespace PlanBridge\Tests;

use PlanBridge\Limits\LimitTable;
use PlanBridge\Messages;
use PlanBridge\Words;

final class MessagesTest extends NetworkTestCase
{
    public function testEveryCodeOfTheServiceHasWords(): void
    {
        $lacking = array_diff(self::codesOfTheService(), array_keys(Words::table('messages') + Words::table('network')));

        self::assertSame([], array_values($lacking));
    }

    public function testParamsAreWrittenForTheReader(): void
    {
        $words = Messages::forCode('over_limit', ['limits' => ['disk_space', 'post_types.post']]);

        self::assertSame('What your site uses now does not fit into this plan: Disk space, Posts.', $words);
    }

    public function testWhatDoesNotFitIsToldWithUsedAllowedAndWhatHasToGo(): void
    {
        $limits = [['limit' => 'disk_space', 'used' => 7.5, 'allowed' => 5, 'over' => 2.5, 'blog_id' => get_current_blog_id()], ['limit' => 'sites', 'used' => 3, 'allowed' => 1, 'over' => 2, 'blog_id' => null]];

        $words = Messages::forCode('over_limit', ['limits' => $limits]);

        self::assertStringContainsString('7.5 MB used, 5 MB allowed, 2.5 MB has to go', $words);
        self::assertStringContainsString('Sites: 3 used, 1 allowed, 2 have to go', $words);
    }

    public function testAPageThatGotNoAnswerSendsNobodyToAnAccount(): void
    {
        $words = Messages::forPage(new \WP_Error('plan_bridge_no_answer'));

        self::assertStringContainsString('has not answered in time', $words);
        self::assertStringNotContainsString('your account', $words);
    }

    public function testOneThatHasToGoIsOne(): void
    {
        $posts = static fn (int $used): string => Messages::excess(['limit' => 'post_types.post', 'used' => $used, 'allowed' => 5]);

        self::assertStringEndsWith('1 has to go', $posts(6));
        self::assertStringEndsWith('2 have to go', $posts(7));
        self::assertStringEndsWith('3 MB has to go', Messages::excess(['limit' => 'disk_space', 'used' => 8, 'allowed' => 5]));
    }

    public function testAPlanOfTheListNamesWhatDoesNotFitOnEachSite(): void
    {
        $usage = [1 => ['disk_space' => 4, 'post_types' => ['post' => 9], 'visits' => 999], 2 => ['disk_space' => 6]];
        $limits = ['disk_space' => ['limit' => 5], 'visits' => ['limit' => 1], 'post_types' => ['post' => ['allowed' => false, 'limit' => 0]]];

        $found = LimitTable::exceeded($limits, $usage);

        self::assertSame([['post_types.post', 1], ['disk_space', 2]], array_map(static fn (array $one): array => [$one['limit'], $one['blog_id']], $found));
    }

    public function testAPageThatCannotBeReadDoesNotClaimThatNothingChanged(): void
    {
        $words = Messages::forPage(new \WP_Error('plan_bridge_unreachable'));

        self::assertStringNotContainsString('Nothing has changed', $words);
        self::assertStringContainsString('Nothing has changed', Messages::forAct('quote', new \WP_Error('plan_bridge_unreachable')));
    }

    public function testAnUnknownCodeIsNamed(): void
    {
        self::assertStringContainsString('some_new_code', Messages::forCode('some_new_code'));
    }

    /** @return list<string> the codes of error classes and refusals in the service's sources */
    private static function codesOfTheService(): array
    {
        $codes = [];
        $root = dirname(__DIR__, 2) . '/bridge';
        foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($root)) as $file) {
            if ($file->getExtension() === 'py') {
                preg_match_all('/^    code(?:: ClassVar\[str\])? = "([a-z_]+)"/m', (string) file_get_contents((string) $file), $found);
                array_push($codes, ...$found[1]);
            }
        }
        preg_match('/RefusalCode = Literal\[(.*?)\]/s', (string) file_get_contents("$root/pricing/refusal.py"), $refusals);
        preg_match_all('/"([a-z_]+)"/', $refusals[1], $found);
        return array_values(array_unique([...$codes, ...$found[1]]));
    }
}
