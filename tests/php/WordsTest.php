<?php

declare(strict_types=1);

namespace PlanBridge\Tests;

use PlanBridge\Messages;
use PlanBridge\Words;

/** The tables of words: in the language of the moment, and a name for what has no words. */
final class WordsTest extends NetworkTestCase
{
    public function testWordsFollowALanguageThatIsSwitchedToInTheMiddleOfARequest(): void
    {
        $told = static fn (): array => [Words::of('status', 'active'), Messages::forCode('not_found'), Messages::forCode('sites_full', ['allowed' => '2', 'used' => '2'], 2)];
        $inSwedish = static fn (string $translated, string $text): string => "sv: {$text}";
        $ofTwo = static fn (string $translated, string $one, string $many, int $number): string => $number === 1 ? "sv: {$one}" : "sv: {$many}";
        $before = $told();

        add_filter('gettext_plan-bridge', $inSwedish, 10, 2);
        add_filter('ngettext_plan-bridge', $ofTwo, 10, 4);
        $swedish = $told();
        remove_filter('gettext_plan-bridge', $inSwedish);
        remove_filter('ngettext_plan-bridge', $ofTwo);

        self::assertSame(array_map(static fn (string $words): string => "sv: {$words}", $before), $swedish);
        self::assertSame($before, $told());
    }

    public function testWhatHasNoWordsIsCalledByItsName(): void
    {
        self::assertSame('frozen', Words::of('status', 'frozen'));
        self::assertSame('Grace hours', Words::label('grace_hours'));
        self::assertSame('Priority', Words::label('tab.priority'));
    }

    public function testASentenceWithTwoFormsGoesByItsNumber(): void
    {
        $posts = static fn (int $used): string => Messages::forCode('post_types_full', ['allowed' => '5 posts', 'used' => (string) $used], $used);

        self::assertSame(['Your plan allows 5 posts; 1 is published, scheduled or private.', 'Your plan allows 5 posts; 6 are published, scheduled or private.'], [$posts(1), $posts(6)]);
    }
}
