<?php

declare(strict_types=1);

namespace PlanBridge\Tests;

use PlanBridge\Messages;

final class MessagesTest extends NetworkTestCase
{
    public function testEveryCodeOfTheServiceHasWords(): void
    {
        $lacking = array_diff(self::codesOfTheService(), Messages::codes());

        self::assertSame([], array_values($lacking));
    }

    public function testParamsAreWrittenForTheReader(): void
    {
        $words = Messages::forCode('over_limit', ['limits' => ['disk_space', 'post_types.post']]);

        self::assertSame('What your site uses now does not fit into this plan: Disk space, Posts.', $words);
    }

    public function testAPageThatCannotBeReadDoesNotClaimThatNothingChanged(): void
    {
        $words = Messages::forPage(new \WP_Error('plan_bridge_unreachable'));

        self::assertStringNotContainsString('Nothing has changed', $words);
        self::assertStringContainsString('Nothing has changed', Messages::forError(new \WP_Error('plan_bridge_unreachable')));
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
        preg_match('/RefusalCode = Literal\[(.*?)\]/s', (string) file_get_contents("$root/domain/refusal.py"), $refusals);
        preg_match_all('/"([a-z_]+)"/', $refusals[1], $found);
        return array_values(array_unique([...$codes, ...$found[1]]));
    }
}
